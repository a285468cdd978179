"""Measures how steady models' pictures are of the drawings by which choices are made."""

from jobs.running import running

import pandas as pd
import torch

from ganca.data import dataset
from ganca.measure.evaluation import show
from ganca.measure.resilience import grown, left_alone, steadiness
from ganca.measure.tables import DIGITS
from ganca.model.networks import load_automaton, seeds
from ganca.results import write_table
from jobs.counting import counted


def measured(model, automaton, drawings, steps):
    """A row for each drawing."""
    finished = grown(automaton, seeds(automaton, drawings.edges), steps)
    later = left_alone(automaton, finished, steps)
    steady = steadiness(show(automaton, finished), later, drawings.edges)
    return pd.DataFrame({"model": model, "drawing": drawings.names, "steady": steady})


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    torch.set_num_threads(snakemake.threads)
    drawings = dataset.load(files.drawings)
    runs = list(zip(params.models, files.weights, strict=True))
    tables = [
        measured(model, load_automaton(weights), drawings, params.steps)
        for model, weights in counted("measure steadiness, models", runs)
    ]
    write_table(snakemake.output.table, pd.concat(tables), DIGITS)
