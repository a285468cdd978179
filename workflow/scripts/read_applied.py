"""Reads the drawings that a model is to be applied to."""

from job import running

from ganca.dataset import save
from ganca.drawings import own_drawings
from ganca.errors import InputError

with running(snakemake) as log:
    if not snakemake.input.drawings:
        raise InputError(
            "apply: which drawing? snakemake --cores all apply --config apply=my-face.jpg"
        )
    pictures = own_drawings(
        snakemake.input.drawings, snakemake.params.size, snakemake.params.padding
    )
    save(snakemake.output[0], pictures)
