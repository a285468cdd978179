"""Models against each other on the same pictures: paired differences with their intervals."""

from ganca import tables
from job import running

with running(snakemake):
    scores = tables.read_scores(snakemake.input.scores)
    table = tables.differences(scores, snakemake.params.pairs)
    table.to_csv(snakemake.output[0], index=False, float_format=tables.DIGITS)
