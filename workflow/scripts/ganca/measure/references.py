"""Reference pictures, made without an automaton: ceilings and floors for the metrics."""

import numpy as np
from skimage.color import lab2rgb

from ganca.data.dataset import empty
from ganca.measure.metrics import enclosed, training_palette


def references(pictures, trained):
    """The reference pictures of a set, by name: (n, height, width, 4) uint8 each.

    empty: transparent.  edges: white strokes.  average: the mean training picture, whatever the
    edges.  bucket: black strokes, filled with the training set's commonest colour.  truth: the
    targets, if the set has them.
    """
    shape = (*pictures.edges.shape, 4)
    made = {
        "empty": empty(pictures.edges),
        "edges": np.repeat(pictures.edges[..., None] * np.uint8(255), 4, axis=-1),
        "average": np.broadcast_to(trained.targets.mean(0).round().astype(np.uint8), shape),
        "bucket": bucket(pictures.edges, training_palette(trained.targets)[0]),
    }
    return made | ({} if pictures.targets is None else {"truth": pictures.targets})


def bucket(edges, colour):
    """Drawings (n, height, width) filled with one colour (CIE Lab), their strokes black."""
    areas = np.stack([enclosed(drawing) for drawing in edges])
    made = empty(edges)
    made[areas, :3] = (lab2rgb(colour) * 255).round()
    made[edges > 0, :3] = 0
    made[areas | (edges > 0), 3] = 255
    return made
