"""Colours the same drawings alone and together, and at several sizes, and scores them."""

from jobs.running import running

from functools import partial

import numpy as np
import pandas as pd
import torch

from ganca.data import dataset, edges
from ganca.drawings.svg import read_strokes
from ganca.measure import metrics, sizes
from ganca.measure.sizes import TIMES
from ganca.measure.tables import DIGITS
from ganca.model.networks import load_weights
from ganca.results import write_table
from jobs.counting import counted

WANTED, COLUMNS = 9, 3  # drawings, and how many lie side by side; the largest take the time
SHOWN = 5  # which of them the figure shows


def evenly(files):
    """At most WANTED of the files, evenly from all."""
    return [files[i] for i in np.linspace(0, len(files) - 1, min(WANTED, len(files))).astype(int)]


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    torch.set_num_threads(snakemake.threads)
    trained = dataset.load(files.pictures).where("train")
    colours = metrics.training_palette(trained.targets)
    drawn = [read_strokes(path) for path in evenly(files.drawings)]
    names, shown = [str(i) for i in range(len(drawn))], min(SHOWN, len(drawn) - 1)
    maps = {times: sizes.redrawn(drawn, times, params.size, params.padding) for times in TIMES}
    score = partial(sizes.qualities, colours=colours, detect=partial(edges.find, **params.edges))
    tables, arrays = [], {f"edges/{times:g}": each[shown] for times, each in maps.items()}
    runs = list(zip(params.models, files.weights, strict=True))
    for model, weights in counted("measure sizes, models", runs):
        network, scores = load_weights(weights), {}
        for times, each in maps.items():
            made = sizes.coloured(network, each, params.steps)
            scores["alone", times] = score(made, names, each)
            arrays[f"{model}/{times:g}"] = made[shown]
        made, whole = sizes.coloured_together(network, maps[1], params.steps, COLUMNS)
        scores["together", 1] = score(made, names, maps[1])
        arrays[f"{model}/together"] = whole
        tables.append(sizes.compared(scores, model))
    np.savez_compressed(snakemake.output.pictures, **arrays)
    write_table(snakemake.output.table, pd.concat(tables), DIGITS)
