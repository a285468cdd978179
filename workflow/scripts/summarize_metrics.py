"""Averages every model's and reference's metrics over pictures, with intervals."""

from jobs.running import running

from ganca.measure import tables
from ganca.results import write_table

with running(snakemake):
    scores = tables.read_scores([*snakemake.input.scores, *snakemake.input.references])
    table = tables.aggregate(scores)
    write_table(snakemake.output[0], table, tables.DIGITS)
