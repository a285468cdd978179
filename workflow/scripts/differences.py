"""By how much the GANCA is better than each other model on the same pictures."""

from matplotlib.figure import Figure

from figures import table
from ganca.plots import BLUE, GREY, INK, WIDTH, save
from job import running

ROW = 0.19  # inches of height
AROUND = 0.75  # inches above and below the rows


def panels(report_at, last):
    """What is compared, as title -> set, metric and number of steps."""
    return {
        f"quality, drawings,\n{report_at} steps": ("drawings", "quality", report_at),
        f"quality, drawings,\n{last} steps": ("drawings", "quality", last),
        f"SSIM, redrawn emojis,\n{report_at} steps": ("wobbled", "ssim", report_at),
    }


def gained(rows, name, against, where, metric, steps):
    """The difference over all seeds, with the ends of its interval, or None if not measured."""
    key = {"model": name, "against": against, "seed": "", "set": where, "group": ""}
    for row in rows:
        right = all(row[column] == value for column, value in key.items())
        if right and row["metric"] == metric and float(row["steps"]) == steps:
            return [float(row[column]) for column in ("difference", "low", "high")]
    return None


with running(snakemake):
    rows, params = table(snakemake.input.differences), snakemake.params
    compared = panels(params.report_at, max(params.horizons))
    figure = Figure((WIDTH, AROUND + ROW * len(params.others)), layout="constrained")
    columns = figure.subplots(1, len(compared), sharey=True)
    for axes, (title, what) in zip(columns, compared.items(), strict=True):
        axes.axvline(0, color=GREY, linewidth=0.7)
        for y, other in enumerate(params.others):
            if estimate := gained(rows, params.model, other, *what):
                value, *ends = estimate
                colour = INK if ends[0] <= 0 <= ends[1] else BLUE
                axes.hlines(y, *ends, color=colour, linewidth=1)
                axes.plot(value, y, "o", color=colour)
        axes.set(title=title, ylim=(len(params.others) - 0.5, -0.5))
    columns[0].set_yticks(range(len(params.others)), params.others)
    figure.supxlabel(f"{params.model} is better by", fontsize=8)
    save(figure, *snakemake.output)
