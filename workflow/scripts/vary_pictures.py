"""Draws the training pictures of a data set anew, turned, leant and scaled a little."""

import numpy as np

from ganca import dataset, glyphs
from ganca.fonts import open_font
from ganca.variants import enlarged, vary
from job import running

with running(snakemake) as log:
    files, params = snakemake.input, snakemake.params
    with np.load(files.glyphs, allow_pickle=False) as file:
        names, pictures = file["names"].tolist(), file["pictures"]
    if params.images:
        known = dict(zip(names, enlarged(pictures), strict=True))
        finely = known.__getitem__
    else:
        font = open_font(*files.font)
        frames, _ = glyphs.frames(font, names, params.fit)
        finely = lambda name: glyphs.paint_finely(font, name, frames[name], params.size)  # noqa: E731
    trained = dataset.load(files.pictures).where("train").names
    count = int(snakemake.wildcards.many)
    varied = vary(finely, trained, count, params.edges, params.padding)
    dataset.save(snakemake.output[0], varied)
    log.info("%s: %d variants", snakemake.wildcards.dataset, len(varied))
