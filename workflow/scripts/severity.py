"""How the error grows with the unsteadiness of the hand that redrew the edges."""

import csv

import numpy as np
from matplotlib.figure import Figure

from ganca.plots import GREY, LINES, WIDTH, logarithmic, save
from job import running

METRICS = {"mse": "mean squared error (RGBA in [0, 1])", "ssim": "structural similarity (SSIM)"}
INTERVAL = ("mean", "low", "high")
FLOORS = {"average": "average\nface", "blank": "blank"}


def wobbled(path, steps):
    """The table's rows about the wobbled set, each severity by itself, after so many steps.

    What no automaton made has no steps.
    """
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == "wobbled" and row["group"]]
    return [row for row in rows if not row["steps"] or float(row["steps"]) == steps]


def measured(table, model, metric):
    """Severities and the means, lower and upper ends of one model's metric."""
    rows = [row for row in table if (row["model"], row["metric"]) == (model, metric)]
    rows.sort(key=lambda row: row["group"])
    severity = np.array([int(row["group"].split()[-1]) for row in rows])
    return severity, *(np.array([float(row[key]) for row in rows]) for key in INTERVAL)


def draw_model(axes, table, model, metric, shift, style):
    """One model's means with their 95 % intervals, moved aside by `shift` so that none hides."""
    severity, mean, low, high = measured(table, model, metric)
    axes.vlines(severity + shift, low, high, color=style["color"], linewidth=0.8)
    axes.plot(severity + shift, mean, label=model, **style)


def draw_floor(axes, table, floor, metric):
    """What is reached without any model, as a thin grey line that carries its name."""
    severity, mean, _, _ = measured(table, floor, metric)
    axes.plot(severity, mean, color=GREY, linewidth=0.7, linestyle=(0, (4, 3)))
    label = {"color": GREY, "fontsize": 7.5, "va": "center", "textcoords": "offset points"}
    axes.annotate(FLOORS[floor], (severity[-1], mean[-1]), (8, 0), **label)


with running(snakemake):
    table = wobbled(snakemake.input.metrics, snakemake.params.steps)
    figure = Figure((WIDTH, 2.7), layout="constrained")
    for axes, (metric, label) in zip(figure.subplots(1, 2), METRICS.items(), strict=True):
        for i, model in enumerate(snakemake.params.models):
            draw_model(axes, table, model, metric, 0.05 * (i - 2), LINES[i % len(LINES)])
        for floor in FLOORS:
            draw_floor(axes, table, floor, metric)
        axes.set(xlabel="severity of the wobble", ylabel=label, xticks=range(4))
    logarithmic(figure.axes[0])  # a blank's squared error is many times a model's
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=5)
    save(figure, *snakemake.output)
