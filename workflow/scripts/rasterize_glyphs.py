"""Draws the emojis of a data set from the font."""

from jobs.running import running

import warnings

import numpy as np

from ganca.data.emoji import choose, read_lists
from ganca.data.fonts import open_font
from ganca.data.glyphs import describe, rasterize
from ganca.errors import InputError, InputWarning

with running(snakemake) as log:
    key, settings = f"datasets.{snakemake.wildcards.dataset}", snakemake.params.dataset
    font = open_font(*snakemake.input.font)
    wanted = choose(read_lists(snakemake.input.lists), key, settings)
    pictures, failures = rasterize(
        font, wanted["code"], snakemake.params.size, snakemake.params.fit
    )
    if failures:
        gone = f"{font.path}: cannot draw {describe(failures)}"
        if settings["missing"] == "error" or not pictures:
            raise InputError(f"{gone}; give another font, or set {key}.missing: skip")
        warnings.warn(f"{gone}; {key} goes on without", InputWarning, stacklevel=1)
    np.savez_compressed(
        snakemake.output[0], names=list(pictures), pictures=np.stack(list(pictures.values()))
    )
    log.info("%s: %d glyphs", key, len(pictures))
