"""Typesets the paper with Typst out of the figures, the tables and our own text."""

from jobs.running import running

import json
from pathlib import Path

import typst

from ganca.errors import InputError
from ganca.results import check_whole

with running(snakemake):
    for path in snakemake.input:  # Typst takes half a figure or table without a word
        check_whole(path)
    try:
        pdf = typst.compile(
            snakemake.input.text, root=".", sys_inputs={"run": json.dumps(snakemake.params.run)}
        )
    except typst.TypstError as error:
        raise InputError(f"{snakemake.input.text}: {str(error).strip()}") from error
    Path(snakemake.output.pdf).write_bytes(pdf)
