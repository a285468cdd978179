"""Metrics against the severity of the warp with which emojis were redrawn."""

from matplotlib.figure import Figure

from figures.common import draw_means, draw_reference, means, table
from ganca.show.plots import WIDTH, line_style, logarithmic

# Each measure's label, and what is drawn beside the models: ceilings and floors.
PANELS = {
    "mse": ("mean squared error", {"average": "average", "empty": "blank", "bucket": "bucket"}),
    "ssim": ("SSIM", {"average": "average", "empty": "blank", "bucket": "bucket"}),
    "quality": ("quality", {"truth": "truth", "bucket": "bucket", "edges": "blank,\nedges"}),
}


def wobbled(path, steps):
    """The table's rows about the severities of the wobbled set after this number of steps.

    The rows of references, which have no steps, are among them.
    """
    rows = [row for row in table(path) if row["set"] == "wobbled" and row["group"]]
    return [row for row in rows if not row["steps"] or float(row["steps"]) == steps]


def severity(row):
    """The number in a group's name, such as ``severity 2``."""
    return int(row["group"].split()[-1])


def measured(rows, model, metric):
    """The rows of one model and metric, by severity."""
    found = [row for row in rows if (row["model"], row["metric"]) == (model, metric)]
    return sorted(found, key=severity)


def draw(paths, params):
    rows = wobbled(paths.metrics, params.steps)
    models = params.models
    severities = sorted({severity(row) for row in rows})
    figure = Figure((WIDTH, 2.4), layout="constrained")
    for axes, (metric, panel) in zip(figure.subplots(1, 3), PANELS.items(), strict=True):
        label, references = panel
        for i, model in enumerate(models):  # moved aside so that none hides another
            x = [s + 0.05 * (i - len(models) / 2) for s in severities]
            draw_means(axes, x, measured(rows, model, metric), model, line_style(i))
        for reference, name in references.items():
            values = means(measured(rows, reference, metric))[0]
            draw_reference(axes, severities, values, name)
        axes.set(xlabel="severity of the wobble", ylabel=label, xticks=severities)
    logarithmic(figure.axes[0])  # a blank's squared error is many times a model's
    handles = figure.axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=4)
    return figure, ""
