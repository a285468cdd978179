"""Draws the procedural faces, or those of the development set."""

from jobs.running import running

from ganca.data.dataset import save_with_manifest
from ganca.drawings.development import draw_development
from ganca.drawings.hand import draw_faces

HANDS = {"procedural": draw_faces, "development": draw_development}

with running(snakemake) as log:
    name, params = snakemake.wildcards.set, snakemake.params
    pictures = HANDS[name](params.faces, params.seed, params.size, params.padding)
    save_with_manifest(snakemake.output, pictures)
    log.info("%s: %d drawings", name, len(pictures))
