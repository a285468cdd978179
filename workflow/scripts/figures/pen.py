"""What the pen buys: models with it beside the same ones without, with a critic and without."""

from matplotlib.figure import Figure

from figures.common import draw_means, table
from ganca.show.plots import LINES, WIDTH

ASIDE = 0.03  # by which each pair is moved, so that none hides another


def panels(report_at, last):
    """The panels: title -> (metric, set, group, number of steps)."""
    return {
        f"quality, drawings,\n{report_at} steps": ("quality", "drawings", "", report_at),
        f"quality, drawings,\n{last} steps": ("quality", "drawings", "", last),
        f"quality, held-out families,\n{report_at} steps": (
            *("quality", "drawings", "held out"),
            report_at,
        ),
        f"SSIM, redrawn emojis,\n{report_at} steps": ("ssim", "wobbled", "", report_at),
    }


def measured(rows, model, *what):
    """The table's row of a model; what: metric, set, group and number of steps."""
    columns = ("metric", "set", "group")
    wanted = {"model": model, **dict(zip(columns, what, strict=False))}
    found = [row for row in rows if all(row[key] == told for key, told in wanted.items())]
    return next(row for row in found if float(row["steps"]) == what[-1])


def label(pair, rows):
    """What a pair is called: both names, and the number of seeds of each where there are more."""
    seeds = {name: next(row["seeds"] for row in rows if row["model"] == name) for name in pair}
    return " → ".join(f"{name} ({n} seeds)" if n != "1" else name for name, n in seeds.items())


def draw(paths, params):
    rows = table(paths.metrics)
    figure = Figure((WIDTH, 2.5), layout="constrained")
    compared = panels(params.report_at, params.last)
    for axes, (title, what) in zip(
        figure.subplots(1, len(compared)), compared.items(), strict=True
    ):
        for i, pair in enumerate(params.pairs):
            x = [side + ASIDE * (i - (len(params.pairs) - 1) / 2) for side in (0, 1)]
            found = [measured(rows, name, *what) for name in pair]
            draw_means(axes, x, found, label(pair, rows), LINES[i % len(LINES)])
        axes.set(title=title, xlim=(-0.3, 1.3))
        axes.set_xticks([0, 1], ["fine lines", "with the pen"])
    handles = figure.axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=2)
    return figure, ""
