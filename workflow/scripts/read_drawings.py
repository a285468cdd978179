"""Reads the user's own drawings as edge maps on the automaton's grid."""

from jobs.running import running

from ganca.data.dataset import save
from ganca.drawings.trace import own_drawings

with running(snakemake) as log:
    pictures = own_drawings(
        snakemake.input.drawings, snakemake.params.size, snakemake.params.padding
    )
    save(snakemake.output.pictures, pictures)
    pictures.manifest().to_csv(snakemake.output.manifest, index=False)
    log.info("own: %d drawings", len(pictures))
