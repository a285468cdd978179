"""Measures how steady a model's pictures of drawings are by which choices are made."""

from jobs.running import running

import pandas as pd
import torch

from ganca.data import dataset
from ganca.measure.evaluation import show
from ganca.measure.resilience import grown, left_alone, steadiness
from ganca.measure.tables import DIGITS
from ganca.model.networks import load_automaton, seeds
from ganca.results import write_table

with running(snakemake):
    steps = snakemake.params.steps
    torch.set_num_threads(snakemake.threads)
    automaton = load_automaton(snakemake.input.weights)
    drawings = dataset.load(snakemake.input.drawings)
    finished = grown(automaton, seeds(automaton, drawings.edges), steps)
    later = left_alone(automaton, finished, steps)
    steady = steadiness(show(automaton, finished), later, drawings.edges)
    table = pd.DataFrame({"drawing": drawings.names, "steady": steady})
    write_table(snakemake.output.table, table, DIGITS)
