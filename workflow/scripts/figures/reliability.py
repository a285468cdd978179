"""Which signs, that need no truth, tell good pictures from bad ones."""

import numpy as np
from matplotlib.figure import Figure

from figures.common import means, table
from ganca.show.plots import BLUE, GREEN, GREY, INK, VERMILLION, WIDTH

# Set and score, the colour and the marker of each, and how it is told.
SCORES = {
    ("drawings", "quality"): (BLUE, "o", "quality, drawings"),
    ("wobbled", "quality"): (VERMILLION, "s", "quality, redrawn emojis"),
    ("wobbled", "ssim"): (GREEN, "^", "SSIM, redrawn emojis"),
}
SIGNS = {
    "steady": "steady:\nleft alone, it stays",
    "returned": "returned:\nshaken, it comes back",
    "alike": "alike:\nwith other noise",
}
SHOWN = "steady"


def draw_pictures(axes, rows, model):
    """Draws a model's pictures: their scores against the sign SHOWN."""
    for (name, score), (colour, marker, label) in SCORES.items():
        found = [row for row in rows if (row["model"], row["set"]) == (model, name)]
        x = [float(row[SHOWN] or "nan") for row in found]
        y = [float(row[score] or "nan") for row in found]
        style = {"color": colour, "marker": marker, "markersize": 3, "alpha": 0.7}
        axes.plot(x, y, linestyle="none", label=label, **style)
    axes.set(title=model, xlabel=SIGNS[SHOWN].replace("\n", " "), ylim=(-0.03, 1))


def draw_correlations(axes, rows, model):
    """Draws how well each sign ranks a model's pictures: rank correlations with intervals."""
    axes.axvline(0, color=GREY, linewidth=0.7)
    for line, sign in enumerate(SIGNS):
        for i, ((name, score), (colour, marker, _)) in enumerate(SCORES.items()):
            key = model, name, sign, score
            found = [r for r in rows if (r["model"], r["set"], r["sign"], r["score"]) == key]
            value, low, high = means(found, ("value", "low", "high"))
            y = np.full(len(found), line + 0.2 * (i - 1))
            axes.hlines(y, low, high, color=colour, linewidth=1)
            axes.plot(value, y, marker=marker, color=colour, linestyle="none")
    axes.set_yticks(range(len(SIGNS)), SIGNS.values(), color=INK)
    axes.set_xticks((-0.5, 0, 0.5, 1))
    axes.set(xlim=(-1, 1), ylim=(len(SIGNS) - 0.5, -0.5), xlabel="rank correlation")


def draw(paths, params):
    pictures, rows = table(paths.pictures), table(paths.table)
    figure = Figure((WIDTH, 4.4), layout="constrained")
    panels = figure.subplots(2, len(params.models), sharey="row", squeeze=False)
    for column, model in enumerate(params.models):
        draw_pictures(panels[0, column], pictures, model)
        draw_correlations(panels[1, column], rows, model)
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure, ""
