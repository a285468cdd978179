"""Measures pictures whose worth is known, as ceilings and floors for what the models make."""

from functools import partial

import numpy as np
import pandas as pd

from ganca import dataset, edges, metrics, tables
from job import running


def references(pictures, trained):
    """Outputs that need no automaton, (n, height, width, 4) uint8 each, by name."""
    shape = (*pictures.edges.shape, 4)
    made = {
        "blank": np.zeros(shape, np.uint8),
        "edges": np.repeat(pictures.edges[..., None] * np.uint8(255), 4, axis=-1),
        # what a model would draw that doesn't look at the edges at all
        "average": np.broadcast_to(trained.targets.mean(0).round().astype(np.uint8), shape),
    }
    return made | ({} if pictures.targets is None else {"truth": pictures.targets})


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    detect = partial(edges.find, **params.edges)
    scores = []
    for name, path, home in zip(params.sets, files.sets, files.trained, strict=True):
        pictures, trained = dataset.load(path), dataset.load(home).where("train")
        colours = metrics.training_palette(trained.targets)
        for reference, made in references(pictures, trained).items():
            score = metrics.measure(made, pictures, colours, detect)
            scores.append(score.assign(model=reference, seed="", set=name, steps=""))
    tables.write_scores(snakemake.output.metrics, pd.concat(scores))
