"""Quality of the coloured drawings after more and more steps, with the truth as a ceiling."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from figures.common import draw_means, draw_reference, means, table
from ganca.show.plots import WIDTH, line_style

METRIC = "quality"
SETS = {"drawings": "drawings", "procedural": "procedural faces", "wobbled": "redrawn emojis"}
CEILING = "wobbled"  # whose truth is known


def headline(path):
    """The rows of METRIC over whole sets, by model and set, the fewest steps first."""
    found = {}
    for row in table(path):
        if row["metric"] == METRIC and not row["group"] and row["set"] in SETS:
            found.setdefault((row["model"], row["set"]), []).append(row)
    return {
        key: sorted(rows, key=lambda row: float(row["steps"] or 0)) for key, rows in found.items()
    }


def grown_beyond(rows, models):
    """The SETS on which some model was measured at several horizons; all SETS if none was."""
    return {
        name: title
        for name, title in SETS.items()
        if any(len(rows[model, name]) > 1 for model in models)
    } or SETS


def draw(paths, params):
    rows, models = headline(paths.metrics), params.models
    horizons, sets = params.horizons, grown_beyond(rows, models)
    ends = np.array([horizons[0], horizons[-1]])
    figure = Figure((WIDTH, 2.4), layout="constrained")
    panels = figure.subplots(1, len(sets), sharey=True, squeeze=False)[0]
    for axes, (name, title) in zip(panels, sets.items(), strict=True):
        for i, model in enumerate(models):
            steps = np.array([float(row["steps"]) for row in rows[model, name]])
            x = steps * 1.02 ** (i - len(models) / 2)  # so that none hides another
            draw_means(axes, x, rows[model, name], model, line_style(i))
        references = {"truth": rows["truth", CEILING], "blank, edges": rows["edges", name]}
        for label, reference in references.items():
            draw_reference(axes, ends, means(reference)[0].repeat(2), label)
        axes.set(xscale="log", xticks=horizons, xticklabels=horizons, title=title, xlabel="steps")
        axes.xaxis.set_minor_formatter(NullFormatter())
    panels[0].set(ylabel=METRIC, ylim=(-0.03, 1))
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=4)
    return figure, ""
