"""Many drawings on one grid, and one drawing at four sizes: what comes out, and its quality."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from figures.common import means, rollouts, table
from ganca.data.compositing import over_white
from ganca.show.plots import BLUE, GREY, INK, WIDTH, enlarged, line_style

APART = 4  # cells between two pictures
NAMES = {0.5: "half", 1: "once", 2: "twice", 4: "four times"}


def side_by_side(pictures):
    """RGB pictures of several sizes in one, their lower ends on one line, on white."""
    height = max(len(picture) for picture in pictures)
    parts = []
    for picture in pictures:
        part = np.full((height, picture.shape[1] + APART, 3), 255, np.uint8)
        part[height - len(picture) :, : picture.shape[1]] = picture
        parts.append(part)
    return np.concatenate(parts, axis=1)[:, :-APART]


def draw_pictures(axes, path, model, times):
    """Draws a model's pictures to one scale: all drawings on one grid, then one at each size."""
    keys = ["together", *(f"{each:g}" for each in times)]
    made = [over_white(rollouts(path, f"{model}/{key}")) for key in keys]
    axes.imshow(enlarged(side_by_side(made)))
    axes.axis("off")


def draw_sizes(axes, rows, models):
    """Draws each model's quality against the size of the drawings."""
    for i, model in enumerate(models):
        found = [row for row in rows if (row["model"], row["layout"]) == (model, "alone")]
        times = np.array([float(row["times"]) for row in found])
        x, style = times * 1.02 ** (i - len(models) / 2), line_style(i)
        mean, low, high = means(found, ("quality", "low", "high"))
        axes.vlines(x, low, high, color=style["color"], linewidth=0.8)
        axes.plot(x, mean, label=model, **style)
    axes.set_xscale("log", base=2)
    axes.set_xticks(list(NAMES), list(NAMES.values()))
    axes.set(title="quality, drawn at other sizes", ylim=(-0.03, 1))


def draw_together(axes, rows, models):
    """Draws by how much each model's pictures are better together than alone."""
    axes.axvline(0, color=GREY, linewidth=0.7)
    for row in rows:
        if row["layout"] == "together":
            keys = "difference", "difference_low", "difference_high"
            (value,), (low,), (high,) = means([row], keys)
            y, colour = models.index(row["model"]), BLUE if low > 0 or high < 0 else INK
            axes.hlines(y, low, high, color=colour, linewidth=1)
            axes.plot(value, y, "o", color=colour)
    axes.set_yticks(range(len(models)), models)
    axes.set(title="quality together, less that alone", ylim=(len(models) - 0.5, -0.5))
    reach = max(0.1, *np.abs(axes.get_xlim()))
    axes.set_xlim(-reach, reach)


def draw(paths, params):
    rows = table(paths.table)
    figure = Figure((WIDTH, 4.4), layout="constrained")
    grid = GridSpec(2, 2, figure, height_ratios=[1, 1.05])
    draw_pictures(figure.add_subplot(grid[0, :]), paths.pictures, params.shown, NAMES)
    draw_together(figure.add_subplot(grid[1, 0]), rows, params.models)
    axes = figure.add_subplot(grid[1, 1])
    draw_sizes(axes, rows, params.models)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure, ""
