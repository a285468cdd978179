"""Reads the user's own drawings as edge maps on the automaton's grid."""

from jobs.running import running

from ganca.data.dataset import save_with_manifest
from ganca.drawings.trace import own_drawings

with running(snakemake) as log:
    pictures = own_drawings(
        snakemake.input.drawings, snakemake.params.size, snakemake.params.padding
    )
    save_with_manifest(snakemake.output, pictures)
    log.info("own: %d drawings", len(pictures))
