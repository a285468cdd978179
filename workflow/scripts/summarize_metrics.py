"""Means over pictures, with their intervals, of every model and reference."""

from ganca import tables
from job import running

with running(snakemake):
    scores = tables.read_scores([*snakemake.input.scores, snakemake.input.references])
    table = tables.aggregate(scores)
    table.to_csv(snakemake.output[0], index=False, float_format=tables.DIGITS)
