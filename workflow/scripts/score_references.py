"""Measures the reference pictures: ceilings and floors for the models."""

from jobs.running import running

from functools import partial

import pandas as pd

from ganca.data import dataset, edges
from ganca.measure import metrics, tables
from ganca.measure.references import references
from jobs.counting import counted

with running(snakemake):
    files, params = snakemake.input, snakemake.params
    detect = partial(edges.find, **params.edges)
    scores = []
    sets = zip(params.sets, files.sets, files.trained, strict=True)
    for name, path, home in counted("score references, sets", sets):
        pictures, trained = dataset.load(path), dataset.load(home).where("train")
        colours = metrics.training_palette(trained.targets)
        for reference, made in references(pictures, trained).items():
            score = metrics.measure(made, pictures, colours, detect)
            scores.append(score.assign(model=reference, seed="", set=name, steps=""))
    tables.write_scores(snakemake.output.metrics, pd.concat(scores))
