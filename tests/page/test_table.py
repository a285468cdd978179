"""A table of the report in a real browser: sorted by a click on a heading, filtered by words."""

from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("selenium", reason="no Selenium: pip install -r requirements-dev.txt")
from selenium.webdriver.common.by import By

from ganca.show.report import table_page

TEMPLATE = Path(__file__).parents[2] / "workflow/report/table.html"
TABLE = pd.DataFrame(
    {
        "claim": ["b <i>", "a", "d", "c"],
        "value": ["10.25", "9.5", "", "-0.0004"],
        "verdict": ["partly", "reproduced", "not reproduced", "partly"],
    }
)


@pytest.fixture
def table(chromium, tmp_path):
    """The browser with the table open."""
    page = tmp_path / "table.html"
    page.write_text(table_page(TEMPLATE.read_text(), "Claims & <verdicts>", TABLE))
    chromium.get_log("browser")
    chromium.get(page.as_uri())
    yield chromium
    assert [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"] == []


def column(browser, number):
    """The cells of a column that are seen, from top to bottom."""
    rows = browser.find_elements(By.CSS_SELECTOR, "tbody tr")
    shown = [row for row in rows if row.is_displayed()]
    return [row.find_elements(By.TAG_NAME, "td")[number].text for row in shown]


def click_heading(browser, number):
    browser.find_elements(By.CSS_SELECTOR, "th button")[number].click()


def test_text_is_shown_as_it_is(table):
    assert table.find_element(By.TAG_NAME, "h1").text == "Claims & <verdicts>"
    assert column(table, 0) == ["b <i>", "a", "d", "c"]


def test_a_heading_sorts_text_up_and_then_down(table):
    click_heading(table, 0)
    assert column(table, 0) == ["a", "b <i>", "c", "d"]
    click_heading(table, 0)
    assert column(table, 0) == ["d", "c", "b <i>", "a"]
    headings = table.find_elements(By.TAG_NAME, "th")
    assert [heading.get_attribute("aria-sort") for heading in headings] == [
        "descending",
        None,
        None,
    ]


def test_numbers_are_sorted_as_numbers_and_what_is_empty_comes_last(table):
    click_heading(table, 1)
    assert column(table, 1) == ["-0.0004", "9.5", "10.25", ""]
    click_heading(table, 1)
    assert column(table, 1) == ["10.25", "9.5", "-0.0004", ""]


def test_words_filter_the_rows(table):
    table.find_element(By.ID, "wanted").send_keys("PARTLY c")
    assert column(table, 0) == ["c"]
    assert table.find_element(By.ID, "count").text == "1 of 4"
