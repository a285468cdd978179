"""Asks whether signs that need no truth tell which pictures are good."""

from jobs.running import running

from functools import partial

import numpy as np
import pandas as pd
import torch

from ganca.data import dataset, edges
from ganca.measure import metrics
from ganca.measure.ranking import rank_correlation
from ganca.measure.resilience import SIGNS, signs
from ganca.measure.tables import DIGITS
from ganca.model.networks import load_automaton, seeds
from ganca.results import write_table
from jobs.counting import counted

WANTED = 40  # pictures of each set: with 24, intervals were too wide to tell
SCORES = {"drawings": ["quality"], "wobbled": ["quality", "ssim"]}  # ssim asks for a truth
COLUMNS = ["model", "set", "name", *SIGNS, "quality", "ssim"]


def evenly(pictures):
    """At most WANTED of the pictures, evenly from all."""
    last = len(pictures) - 1
    return pictures.take(np.linspace(0, last, min(WANTED, last + 1)).round().astype(int))


def correlations(table):
    """Rows: how well each sign ranks one model's pictures of one set by each score."""
    (model,), (name,) = table.model.unique(), table["set"].unique()
    return [
        {"model": model, "set": name, "sign": sign, "score": score, "pictures": len(table)}
        | rank_correlation(table[sign], table[score])._asdict()
        for sign in SIGNS
        for score in SCORES[name]
    ]


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    torch.set_num_threads(snakemake.threads)
    colours = metrics.training_palette(dataset.load(files.pictures).where("train").targets)
    detect = partial(edges.find, **params.edges)
    sets = {name: evenly(dataset.load(files[name])) for name in SCORES}
    tables = []
    runs = list(zip(params.models, files.weights, strict=True))
    for model, weights in counted("measure reliability, models", runs):
        automaton = load_automaton(weights)
        for name, pictures in sets.items():
            state = seeds(automaton, pictures.edges)
            made, told = signs(automaton, state, pictures.edges, params.steps)
            scores = metrics.measure(made, pictures, colours, detect).join(told)
            tables.append(scores.assign(model=model, set=name)[COLUMNS])
    write_table(snakemake.output.pictures, pd.concat(tables), DIGITS)
    rows = [row for table in tables for row in correlations(table)]
    write_table(snakemake.output.table, pd.DataFrame(rows), DIGITS)
