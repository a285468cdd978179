"""How the error grows with the unsteadiness of the hand that redrew the edges."""

import csv

from matplotlib.figure import Figure

from ganca.plots import GREY, LINES, WIDTH, save
from job import running

METRICS = {"mse": "mean squared error (RGBA in [0, 1])", "ssim": "structural similarity (SSIM)"}
FLOORS = {"edges": "the edges themselves", "blank": "a blank"}


def measured(table, model, metric):
    """Severities, means and interval of one model on the wobbled set."""
    rows = [row for row in table if (row["model"], row["metric"]) == (model, metric)]
    rows.sort(key=lambda row: row["group"])
    severity = [int(row["group"].split()[-1]) for row in rows]
    return severity, *([float(row[key]) for row in rows] for key in ("mean", "low", "high"))


def draw_model(axes, table, model, metric, shift, style):
    """One model's means with their 95 % intervals, moved aside by `shift` so that none hides."""
    severity, mean, low, high = measured(table, model, metric)
    x = [value + shift for value in severity]
    axes.vlines(x, low, high, color=style["color"], linewidth=0.8)
    axes.plot(x, mean, label=model, **style)


def draw_floor(axes, table, floor, metric):
    """What is reached without any model, as a thin grey line that carries its name."""
    severity, mean, _, _ = measured(table, floor, metric)
    if mean:
        axes.plot(severity, mean, color=GREY, linewidth=0.7, linestyle=(0, (4, 3)))
        axes.annotate(FLOORS[floor], (severity[0], mean[0]), (0, 2), color=GREY, fontsize=7.5,
                      textcoords="offset points")  # fmt: skip


with running(snakemake):
    with open(snakemake.input.metrics, newline="") as file:
        steps = {"", str(snakemake.params.steps)}
        table = [r for r in csv.DictReader(file) if r["set"] == "wobbled" and r["steps"] in steps]
        table = [row for row in table if row["group"].startswith("severity")]
    figure = Figure((WIDTH, 2.6), layout="constrained")
    for axes, (metric, label) in zip(figure.subplots(1, 2), METRICS.items(), strict=True):
        for i, model in enumerate(snakemake.params.models):
            draw_model(axes, table, model, metric, 0.05 * (i - 2), LINES[i % len(LINES)])
        for floor in FLOORS:
            draw_floor(axes, table, floor, metric)
        axes.set(xlabel="severity of the wobble", ylabel=label, xticks=range(4))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=5)
    save(figure, *snakemake.output)
