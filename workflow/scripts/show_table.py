"""Shows a table as a page that can be sorted and filtered."""

from jobs.running import running

from pathlib import Path

import pandas as pd

from ganca.results import read_table
from ganca.show.report import table_page

with running(snakemake):
    table = pd.read_csv(read_table(snakemake.input.table), dtype=str, keep_default_na=False)
    template = Path(snakemake.input.template).read_text()
    Path(snakemake.output[0]).write_text(table_page(template, snakemake.params.title, table))
