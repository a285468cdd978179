"""Finds the edges of a data set's pictures, on the automaton's grid.

The paper finds them before it pads.  But an outline at the rim of a picture may come to lie one
pixel outside, and would be lost.
"""

from jobs.running import running

import numpy as np

from ganca.data.dataset import pad
from ganca.data.edges import find, require_edges
from ganca.results import read_arrays

with running(snakemake) as log:
    glyphs = read_arrays(snakemake.input.glyphs)
    names, pictures = glyphs["names"].tolist(), glyphs["pictures"]
    edges = find(pad(pictures, snakemake.params.padding), **snakemake.params.edges)
    require_edges([f"{snakemake.wildcards.dataset}/{name}" for name in names], edges)
    np.savez_compressed(snakemake.output[0], edges=edges)
    log.info("%s: %.0f %% of the pixels are edge", snakemake.wildcards.dataset, 100 * edges.mean())
