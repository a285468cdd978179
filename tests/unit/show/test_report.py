"""What a table's cells show, and what they are sorted by."""

from pathlib import Path

import pandas as pd
import pytest

from ganca.show.report import run_page, table_page


def body(**columns):
    """The table of a page with these columns."""
    template = Path("workflow/report/table.html").read_text()
    page = table_page(template, "t", pd.DataFrame(columns))
    return page[page.index("<table>") : page.index("</table>")]


def test_numbers_are_shown_short_and_sorted_with_all_their_digits():
    page = body(value=["0.123456", ""])
    assert '<td class="number" data-value="0.123456">0.1235</td>' in page
    assert '<td class="number"></td>' in page


@pytest.mark.parametrize("cells", [["1", "two"], ["28x28", "3"]])
def test_one_word_makes_a_column_one_of_text(cells):
    assert "number" not in body(value=cells)


def test_nothing_in_a_cell_or_a_setting_is_taken_for_html():
    assert "<b>" not in body(name=["<b>bold</b>"])
    page = run_page(Path("workflow/report/run.html").read_text(), {"<b>": "1 & 2"}, "font: <b>")
    assert "<b>" not in page and "1 &amp; 2" in page and "font: &lt;b&gt;" in page
