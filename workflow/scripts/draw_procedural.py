"""Draws faces with an unsteady procedural hand."""

from ganca.dataset import save
from ganca.hand import draw_faces
from job import running

with running(snakemake) as log:
    params = snakemake.params
    pictures = draw_faces(params.faces, params.seed, params.size, params.padding)
    save(snakemake.output.pictures, pictures)
    pictures.manifest().to_csv(snakemake.output.manifest, index=False)
    log.info("procedural: %d drawings", len(pictures))
