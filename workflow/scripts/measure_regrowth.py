"""Erases a quarter of finished training pictures, and measures what each automaton regrows."""

from jobs.running import running

import numpy as np
import pandas as pd
import torch

from ganca.data import dataset
from ganca.data.dataset import chosen
from ganca.measure.resilience import REGROWN, regrown
from ganca.measure.statistics import paired_ratio
from ganca.measure.tables import DIGITS
from ganca.model.networks import load_automaton, seeds
from ganca.results import write_table
from jobs.counting import counted

WANTED = 8  # of each set: with more, intervals narrow slowly and the time grows fast


def tried_on(path, run):
    """The training pictures that one run's automaton is tried on, evenly from all.

    One that starts from a blank knows one picture.
    """
    trained = dataset.load(path).where("train")
    if run["start"] == "blank":
        return chosen(trained, run["picture"])
    few = np.linspace(0, len(trained) - 1, min(WANTED, len(trained))).round().astype(int)
    return trained.take(few)


def summary(table):
    """The means of one run's errors, and the last over the first with its interval."""
    ratio = paired_ratio(table.after, table.before)
    return pd.Series(
        table[["before", "erased", "after"]].mean().to_dict()
        | {"ratio": ratio.value, "low": ratio.low, "high": ratio.high, "pictures": len(table)}
    )


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    torch.set_num_threads(snakemake.threads)
    runs = list(zip(params.runs, files.weights, files.pictures, strict=True))
    rows = []
    for run, weights, path in counted("measure regrowth, automata", runs):
        pictures = tried_on(path, run)
        automaton = load_automaton(weights)
        state = seeds(automaton, pictures.edges, run["start"])
        table = regrown(automaton, state, pictures, params.steps)
        rows.append(table.assign(model=run["model"], seed=run["seed"]))
    rows = pd.concat(rows)[["model", "seed", *REGROWN]]
    write_table(snakemake.output.pictures, rows, DIGITS)
    means = rows.groupby(["model", "seed"], sort=False).apply(summary, include_groups=False)
    means["pictures"] = means.pictures.astype(int)
    write_table(snakemake.output.table, means.reset_index(), DIGITS)
