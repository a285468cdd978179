"""Redraws OpenMoji's validation faces with an unsteady hand, and warps their truth along."""

from jobs.running import running

import warnings

from ganca.data.dataset import save_with_manifest
from ganca.data.emoji import read_lists
from ganca.data.fonts import open_font
from ganca.drawings.wobble import redraw_all
from ganca.errors import InputError, InputWarning

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
    save_with_manifest(snakemake.output, pictures)
    log.info("wobbled: %d drawings", len(pictures))
