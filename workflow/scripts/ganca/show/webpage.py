"""Tables and settings as pages for a browser, whole in one file."""

import html

from ganca.show.livepage import fill

SHORT = "{:.4g}"  # a number as it is shown; what it is sorted by keeps all its digits
WHOLE = 20  # letters of a text that is not broken into lines


def table_page(template, title, table):
    """A page with a table that can be sorted and filtered.  table: DataFrame of text.

    A column is one of numbers if each of its cells is a number or empty.
    """
    numeric = [all(is_number(cell) for cell in table[name] if cell) for name in table]
    head = "".join(
        f'<th{kind(number)}><button type="button">{html.escape(name)}</button></th>'
        for name, number in zip(table, numeric, strict=True)
    )
    body = "\n".join(
        f"<tr>{''.join(map(cell, row, numeric))}</tr>" for row in table.itertuples(index=False)
    )
    return fill(template, {"title": html.escape(title), "head": head, "body": body})


def is_number(text):
    """Whether a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def kind(number):
    """The attribute that sets a column of numbers right."""
    return ' class="number"' if number else ""


def cell(text, number):
    """One cell of a table."""
    if number and text:
        return f'<td class="number" data-value="{text}">{SHORT.format(float(text))}</td>'
    whole = ' class="whole"' if len(text) <= WHOLE else ""
    return f"<td{kind(number) or whole}>{html.escape(text)}</td>"


def run_page(template, versions, config):
    """A page with versions (name -> text) and a configuration (text)."""
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{html.escape(text)}</td></tr>"
        for name, text in versions.items()
    )
    return fill(template, {"versions": rows, "config": html.escape(config)})
