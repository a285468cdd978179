"""Truths under nine corruptions, and how surely each metric sees them."""

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from figures.common import credit, table
from ganca.data.compositing import over_white
from ganca.data.dataset import load
from ganca.measure.corruptions import CORRUPTIONS, corrupt
from ganca.show.plots import BLUE, GREY, INK, VERMILLION, WIDTH, place, sheet

SEVERITIES = (0, 0.25, 0.5, 0.75, 1)
SHOWN = 3  # which validation picture
# In inches.
GUTTER, HEAD = 0.92, 0.9
SIDE = 0.33  # of a picture, and height of a cell
AISLE = 0.06  # between pictures and cells
CELLS = GUTTER + len(SEVERITIES) * SIDE + AISLE  # where they begin
SIGHT = LinearSegmentedColormap.from_list("sight", [VERMILLION, "white", BLUE])
STRONG = 0.6  # from which a cell is too dark for black letters


def weakest(rows):
    """The least rank correlation over the sets, and whether the metric is meant to see it.

    Returns {(metric, corruption): (correlation, whether it is meant)}.
    """
    found = {}
    for row in rows:
        key = row["metric"], row["corruption"]
        seen = float(row["spearman"]), row["meant"] == "yes"
        found[key] = min(found.get(key, seen), seen)
    return found


def draw_truths(axes, truth, corruption, y):
    """Draws one truth at rising severities, and the name of the corruption."""
    axes.text(GUTTER - 0.08, y + SIDE / 2, corruption, ha="right", va="center", color=INK)
    for column, severity in enumerate(SEVERITIES):
        picture = over_white(corrupt(truth[None], corruption, severity)[0])
        place(axes, picture, GUTTER + column * SIDE, y, SIDE - 0.02)


def draw_cell(axes, x, y, width, seen, meant):
    """Draws a rank correlation, bold on a colour if the metric is meant to see the corruption."""
    if meant:
        box = {"facecolor": SIGHT((1 + seen) / 2), "edgecolor": "white", "linewidth": 1}
        axes.add_patch(Rectangle((x, y), width, SIDE, **box))
    colour = ("white" if abs(seen) > STRONG else INK) if meant else GREY
    number = f"{seen:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")
    style = {"ha": "center", "va": "center", "fontsize": 6, "color": colour}
    axes.text(x + width / 2, y + SIDE / 2, number, weight="bold" if meant else "normal", **style)


def draw_head(axes, x, metric, accepted):
    """Draws a metric's name over its column; grey and with a dagger if it was left out."""
    label = metric.replace("_", " ") + ("" if accepted else " \N{DAGGER}")
    style = {"rotation": 90, "ha": "center", "va": "bottom", "color": INK if accepted else GREY}
    axes.text(x, HEAD - 0.06, label, **style)


def draw(paths, params):
    rows = table(paths.table)
    truth = load(paths.emojis).where("validation").targets
    seen, verdicts = weakest(rows), {row["metric"]: row["verdict"] for row in rows}
    width = (WIDTH - CELLS) / len(verdicts)
    figure, axes = sheet(WIDTH, HEAD + len(CORRUPTIONS) * SIDE + 0.02)
    axes.text(GUTTER, HEAD - 0.06, "severity 0 to 1", va="bottom", style="italic")
    for column, (metric, verdict) in enumerate(verdicts.items()):
        x = CELLS + column * width
        draw_head(axes, x + width / 2, metric, verdict == "accepted")
        for line, corruption in enumerate(CORRUPTIONS):
            draw_cell(axes, x, HEAD + line * SIDE, width, *seen[metric, corruption])
    for line, corruption in enumerate(CORRUPTIONS):
        draw_truths(axes, truth[min(SHOWN, len(truth) - 1)], corruption, HEAD + line * SIDE)
    return figure, credit(paths.font)
