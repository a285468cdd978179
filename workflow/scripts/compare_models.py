"""Compares models on the same pictures: paired differences with their intervals."""

from jobs.running import running

from ganca.measure import tables
from ganca.results import write_table

with running(snakemake):
    scores = tables.read_scores(snakemake.input.scores)
    table = tables.model_differences(scores, snakemake.params.pairs)
    write_table(snakemake.output[0], table, tables.DIGITS)
