"""Draws the faces that choices may be made by."""

from ganca.dataset import save
from ganca.development import draw_development
from job import running

with running(snakemake) as log:
    params = snakemake.params
    pictures = draw_development(params.faces, params.seed, params.size, params.padding)
    save(snakemake.output.pictures, pictures)
    pictures.manifest().to_csv(snakemake.output.manifest, index=False)
    log.info("development: %d drawings", len(pictures))
