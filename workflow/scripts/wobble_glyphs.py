"""Redraws OpenMoji's validation faces with an unsteady hand, and warps their truth along."""

from job import running

import warnings

from ganca.dataset import save
from ganca.emoji import read_lists
from ganca.errors import InputError, InputWarning
from ganca.fonts import open_font
from ganca.wobble import redraw_all

with running(snakemake) as log:
    params = snakemake.params
    if params.font:
        message = "wobbled: drawn after OpenMoji, which alone has its lines apart, not after {}"
        warnings.warn(message.format(params.font), InputWarning, stacklevel=1)
    table, wanted = read_lists(snakemake.input.lists), params.faces
    faces = table[(table["list"] == "faces") & (table["split"] == "validation")]["code"]
    if wanted > len(faces):
        raise InputError(f"ood.wobbled: {wanted} faces asked for, but there are {len(faces)}")
    pictures = redraw_all(open_font(), faces[:wanted], params.seed, params.size, params.padding)
    save(snakemake.output.pictures, pictures)
    pictures.manifest().to_csv(snakemake.output.manifest, index=False)
    log.info("wobbled: %d drawings", len(pictures))
