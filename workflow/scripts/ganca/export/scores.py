"""The scores that model cards tell: of an evaluation, or kept beside published weights.

A row is the mean of a metric over the pictures of one set and split after so many steps.  What is
kept names the weights that were measured by their digest, so that no others' scores are told.
"""

import pandas as pd

from ganca.measure import tables
from ganca.results import read_table, sha256, write_table

FILE = "scores.csv"
SHOWN = ("mse", "ssim", "quality")
COLUMNS = ["set", "split", "steps", "metric", "mean", "low", "high", "pictures"]
MEASURED = ["model", "seed", "weights"]  # what a row that is kept belongs to


def means(path):
    """The scores, COLUMNS, of the pictures in an evaluation's metrics.csv."""
    found = tables.aggregate(tables.read_scores([path]).assign(group=""))
    return found[found.metric.isin(SHOWN)][COLUMNS]


def keep(path, measured):
    """Writes a table of the scores of several runs.

    measured: (model, seed, path of the weights, path of the evaluation's metrics.csv) of each.
    """
    parts = [
        means(metrics).assign(model=model, seed=seed, weights=digest(weights))
        for model, seed, weights, metrics in measured
    ]
    write_table(path, pd.concat(parts)[[*MEASURED, *COLUMNS]], tables.DIGITS)


def kept(path, weights):
    """The scores, COLUMNS, that a table tells of a file of weights; no rows if it tells none."""
    table = pd.read_csv(read_table(path))
    return table[table.weights == digest(weights)][COLUMNS]


def digest(weights):
    """What names a file of weights: 16 hexadecimal digits."""
    return sha256(weights)[:16]
