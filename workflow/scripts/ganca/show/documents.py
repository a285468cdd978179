"""The project's pages on results and speed, written out of the tables that are kept.

The templates (``workflow/docs``) hold words; every number and every verdict comes from a table.
"""

import re
from pathlib import Path

import jinja2
import pandas as pd

from ganca.errors import InputError
from ganca.measure.statistics import LEVEL
from ganca.show import kept

BEGIN = "<!-- Written by `snakemake docs`; edit workflow/docs/readme.md.j2 instead. -->"
END = "<!-- Until here. -->"
PAGES = ("results.md", "speed.md")
README = "readme.md"


def digits(value, places=2):
    """A number with so many digits behind the point; a zero has no sign."""
    text = f"{value:,.{places}f}"
    return text.lstrip("-") if round(value, places) == 0 else text


def interval(estimate, places=2):
    """`0.70 (0.66 to 0.72)`, with its standard deviation over seeds where there is one."""
    if estimate is None or estimate.value != estimate.value:
        return "not measured"
    text = digits(estimate.value, places)
    if estimate.sd is not None:
        text += f" ± {digits(estimate.sd, places)}"
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} ({digits(estimate.low, places)} to {digits(estimate.high, places)})"


def sign(gap):
    """1 if all of a difference's interval is above 0, -1 if below, 0 if it holds 0."""
    if gap.low is None or gap.high is None:
        return 0
    return (gap.low > 0) - (gap.high < 0)


def bold(gap, places=2):
    """A difference, bold where its interval leaves out 0."""
    return f"**{digits(gap.value, places)}**" if sign(gap) else digits(gap.value, places)


def listed(names):
    """`a`, `b` and `c`."""
    *first, last = map(str, names)
    return f"{', '.join(first)} and {last}" if first else last


def span(values, places=1):
    """The least and the greatest of some numbers: `3.2 to 4.1`, or one where they are alike."""
    ends = digits(min(values), places), digits(max(values), places)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def count(number, word):
    """`1 seed`, `3 seeds`."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def found(claim):
    """What was measured of a claim, a row of claims.csv, with the range over seeds."""
    text = interval(kept.number(claim, "value"))
    if getattr(claim, "seeds", 1) > 1 and not pd.isna(claim.least):
        text += f"; {digits(claim.least)} to {digits(claim.most)} over {claim.seeds:.0f} seeds"
    return text


def verdict(claim):
    """The verdict on a claim, with the reason where one is given."""
    reason = getattr(claim, "reason", None)
    return claim.verdict if pd.isna(reason) else f"{claim.verdict}: {reason}"


FILTERS = {
    f.__name__: f for f in (digits, interval, sign, bold, listed, span, count, found, verdict)
}


def pages(templates, tables):
    """What docs/results.md, docs/speed.md and the README's part should hold, by their names.

    templates: the folder of the templates.  tables: that of the tables that are kept.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= FILTERS
    environment.globals |= {"number": kept.number, "level": f"{100 * LEVEL:.0f} %"}
    told = {
        "runs": kept.runs(Path(tables) / "runs"),
        "machines": kept.machines(Path(tables) / "speed"),
    }
    names = (*PAGES, README)
    return {name: squeezed(environment.get_template(f"{name}.j2").render(told)) for name in names}


def squeezed(text):
    """The text without the empty lines that what a template leaves out has left behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def with_part(text, part):
    """The README's text with this between its two markers.

    Raises InputError where they are gone.
    """
    if BEGIN not in text or END not in text:
        raise InputError(f"README.md: put the results between two lines, {BEGIN} and {END}")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{part}\n{END}{after}"


def rendered(templates, folder, readme):
    """What each page should hold, by its path.

    folder: where the pages lie, and `tables` that they are written from.  readme: its path.
    """
    texts = pages(templates, Path(folder) / "tables")
    part = texts.pop(README)
    found = {Path(folder) / name: text for name, text in texts.items()}
    return found | {Path(readme): with_part(Path(readme).read_text(), part)}


def write(templates, folder, readme):
    """Writes the pages, as `rendered` has them; returns the paths of those that changed."""
    texts = rendered(templates, folder, readme)
    changed = [path for path, text in texts.items() if stale(path, text)]
    for path in changed:
        path.write_text(texts[path])
    return changed


def stale(path, text):
    """Whether a page isn't there, or holds something else."""
    return not path.exists() or path.read_text() != text
