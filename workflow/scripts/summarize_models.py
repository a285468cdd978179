"""Settings, cost and last losses of every training, a row each; which ones are missing."""

import json
from pathlib import Path

import pandas as pd

from ganca import tables
from job import running

with running(snakemake):
    files = zip(snakemake.input.records, snakemake.input.histories, strict=True)
    rows = [
        tables.training_row(json.loads(Path(record).read_text()), pd.read_csv(history))
        for record, history in files
    ]
    rows += [tables.missing_row(model, seed) for model, seed in snakemake.params.missing]
    pd.DataFrame(rows).to_csv(snakemake.output[0], index=False, float_format=tables.DIGITS)
