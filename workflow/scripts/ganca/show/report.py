"""The report's own pages, whole in one file each: tables, and the run's settings."""

from typing import NamedTuple

from ganca.show.templates import fill_html

SHORT = "{:.4g}"  # a number as it is shown; what it is sorted by keeps all its digits
WHOLE = 20  # letters of a text that is not broken into lines


class Cell(NamedTuple):
    """One cell of a table: what it shows, its CSS class, and what it is sorted by if not that."""

    text: str
    kind: str = ""
    value: str = ""


def table_page(template, title, table):
    """A page with a table that can be sorted and filtered.

    template: workflow/report/table.html.  table: a DataFrame of text.  A column is numeric if each
    of its cells is a number or empty.
    """
    numeric = [all(is_number(text) for text in table[name] if text) for name in table]
    columns = list(zip(table, numeric, strict=True))
    rows = [list(map(cell, row, numeric)) for row in table.itertuples(index=False)]
    return fill_html(template, title=title, columns=columns, rows=rows)


def is_number(text):
    """Whether a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def cell(text, number):
    """The `Cell` of a text.  number: whether its column is numeric."""
    if number:
        return Cell(SHORT.format(float(text)) if text else "", "number", text)
    return Cell(text, "whole" if len(text) <= WHOLE else "")


def run_page(template, versions, config):
    """A page with versions (name -> text) and a configuration (text).

    template: workflow/report/run.html.
    """
    return fill_html(template, versions=versions, config=config)
