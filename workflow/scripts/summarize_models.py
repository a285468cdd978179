"""Sums up every training in a row: its settings, cost and last losses, or that it is missing."""

from jobs.running import running

import pandas as pd

from ganca.measure import tables
from ganca.results import read_record, read_table, write_table

with running(snakemake):
    files = zip(snakemake.input.records, snakemake.input.histories, strict=True)
    rows = [
        tables.training_row(read_record(record), pd.read_csv(read_table(history)))
        for record, history in files
    ]
    rows += [tables.missing_row(model, seed) for model, seed in snakemake.params.missing]
    write_table(snakemake.output[0], pd.DataFrame(rows), tables.DIGITS)
