"""Reads the user's drawings that a model is applied to."""

from jobs.running import running

from ganca.data.dataset import save
from ganca.drawings.trace import own_drawings
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
