"""Means over pictures, with their intervals, of every model and reference."""

from jobs.running import running

from ganca.measure import tables
from ganca.results import write_table

with running(snakemake):
    scores = tables.read_scores([*snakemake.input.scores, snakemake.input.references])
    table = tables.aggregate(scores)
    write_table(snakemake.output[0], table, tables.DIGITS)
