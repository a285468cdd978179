"""By how much the GANCA is better than each other model on the same pictures."""

from matplotlib.figure import Figure

from figures.common import means, table
from ganca.show.plots import BLUE, GREY, INK, WIDTH

ROW = 0.19  # inches of height
AROUND = 0.75  # inches above and below the rows


def panels(report_at, last):
    """The panels: title -> (set, metric, number of steps)."""
    return {
        f"quality, drawings,\n{report_at} steps": ("drawings", "quality", report_at),
        f"quality, drawings,\n{last} steps": ("drawings", "quality", last),
        f"SSIM, redrawn emojis,\n{report_at} steps": ("wobbled", "ssim", report_at),
    }


def over_all(path, model):
    """The table's rows about a model over all seeds and whole sets."""
    key = {"model": model, "seed": "", "group": ""}
    return [row for row in table(path) if all(row[column] == key[column] for column in key)]


def gained(rows, *what):
    """The differences and the ends of their intervals, by the name of the other model.

    what: set, metric and number of steps.
    """
    found = [row for row in rows if (row["set"], row["metric"], float(row["steps"])) == what]
    names = [row["against"] for row in found]
    return dict(zip(names, means(found, ("difference", "low", "high")).T, strict=True))


def draw(paths, params):
    rows = over_all(paths.differences, params.model)
    compared = panels(params.report_at, max(params.horizons))
    figure = Figure((WIDTH, AROUND + ROW * len(params.others)), layout="constrained")
    columns = figure.subplots(1, len(compared), sharey=True)
    for axes, (title, what) in zip(columns, compared.items(), strict=True):
        axes.axvline(0, color=GREY, linewidth=0.7)
        for other, (value, low, high) in gained(rows, *what).items():
            y, colour = params.others.index(other), BLUE if low > 0 or high < 0 else INK
            axes.hlines(y, low, high, color=colour, linewidth=1)
            axes.plot(value, y, "o", color=colour)
        axes.set(title=title, ylim=(len(params.others) - 0.5, -0.5))
    columns[0].set_yticks(range(len(params.others)), params.others)
    figure.supxlabel(f"{params.model} is better by", fontsize=8)
    return figure, ""
