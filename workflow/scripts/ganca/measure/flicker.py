"""How much a coloured film flickers, where the drawing doesn't move."""

from itertools import pairwise

import numpy as np

from ganca.measure.metrics import dilated, enclosed

NEAR = 2  # pixels around a changed edge in which a picture may change too


def still(before, after):
    """Where a picture needn't change from one edge map to the next: (height, width) boolean.

    Both edge maps (height, width) enclose the pixel, and they agree within NEAR pixels of it.
    """
    return enclosed(before) & enclosed(after) & ~dilated(before != after, NEAR)


def flicker(pictures, edges):
    """Mean absolute change from frame to frame of what needn't change: (n - 1,) in [0, 1].

    The mean is over red, green and blue on white paper and over the pixels that are `still`
    between two successive frames; nan for two frames without such pixels.  0 for pictures that
    never change, 1/3 for pictures of random colours.
    pictures: (n, height, width, 3) uint8 RGB.  edges: (n, height, width), 1 on an edge.
    """
    change = np.abs(np.diff(pictures.astype(float), axis=0)).mean(-1) / 255
    where = [still(*pair) for pair in pairwise(edges)]
    return np.array(
        [c[w].mean() if w.any() else np.nan for c, w in zip(change, where, strict=True)]
    )
