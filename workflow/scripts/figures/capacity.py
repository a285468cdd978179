"""How much fits into an automaton: error against the number of training pictures."""

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from figures.common import draw_means, table
from ganca.results import read_record
from ganca.show.plots import LINES, WIDTH

PARTS = {"train": "training pictures", "validation": "validation pictures"}


def measured(rows, model, part):
    """The table's row of a model's error in one half of its own set."""
    wanted = {"model": model, "split": part, "metric": "mse", "group": ""}
    (row,) = (row for row in rows if all(row[key] == told for key, told in wanted.items()))
    return row


def size(run):
    """What a curve is called: channels and hidden units, and the number of parameters."""
    settings = run["settings"]
    return f"{settings['channels']} / {settings['hidden']}: {run['parameters']:,} numbers"


def pictures(run):
    """The number of pictures that a run learned from."""
    return run["dataset"]["train"]


def by_size(runs):
    """The runs of each size of network, those of fewer pictures first: {its label: [runs]}."""
    found = {}
    for run in sorted(runs, key=lambda run: (run["parameters"], pictures(run))):
        found.setdefault(size(run), []).append(run)
    return found


def draw(paths, params):
    rows = [row for row in table(paths.metrics) if row["steps"] == str(params.steps)]
    sizes = by_size(map(read_record, paths.runs))
    figure = Figure((WIDTH, 2.6), layout="constrained")
    panels = figure.subplots(1, len(PARTS), sharey=True)
    for axes, (part, label) in zip(panels, PARTS.items(), strict=True):
        for style, (name, runs) in zip(LINES, sizes.items(), strict=False):
            found = [measured(rows, run["model"], part) for run in runs]
            draw_means(axes, [pictures(run) for run in runs], found, name, style)
        axes.set(title=label, xlabel="training pictures", xscale="log", yscale="log")
        ticks = sorted({pictures(run) for runs in sizes.values() for run in runs})
        axes.set_xticks(ticks, ticks)
        axes.xaxis.set_minor_locator(NullLocator())
    panels[0].set_ylabel("mean squared error")
    handles = panels[0].get_legend_handles_labels()
    title = "channels / hidden units"
    figure.legend(*handles, loc="outside lower center", ncols=len(sizes), title=title)
    return figure, ""
