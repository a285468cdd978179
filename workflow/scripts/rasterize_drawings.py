"""Rasterizes the drawings that the project ships on the automaton's grid."""

from jobs.running import running

from ganca.data.dataset import save_with_manifest
from ganca.drawings.trace import shipped_drawings

with running(snakemake) as log:
    pictures = shipped_drawings(
        snakemake.input.drawings, snakemake.params.size, snakemake.params.padding
    )
    save_with_manifest(snakemake.output, pictures)
    log.info("drawings: %d drawings", len(pictures))
