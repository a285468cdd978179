"""Brings the drawings that the project ships onto the automaton's grid."""

from job import running

from ganca.dataset import save
from ganca.drawings import shipped_drawings

with running(snakemake) as log:
    pictures = shipped_drawings(
        snakemake.input.drawings, snakemake.params.size, snakemake.params.padding
    )
    save(snakemake.output.pictures, pictures)
    pictures.manifest().to_csv(snakemake.output.manifest, index=False)
    log.info("drawings: %d drawings", len(pictures))
