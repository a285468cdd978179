"""Drawings of other sizes than those learned from, and several of them on one grid.

An automaton is the same rule for every cell, and takes any grid.  The U-Nets here take any grid,
too, for they consist of convolutions; their instance normalisation sees all of it at once.
"""

import numpy as np
import pandas as pd

from ganca.data.dataset import drawing_set
from ganca.drawings.strokes import Stroke, edge_map
from ganca.measure.evaluation import pictures_at
from ganca.measure.metrics import measure
from ganca.measure.statistics import bootstrap_mean
from ganca.model.networks import seeds

TIMES = (0.5, 1, 2, 4)  # the size that is learned from
COLUMNS = ["model", "layout", "times", "quality", "low", "high"]
COLUMNS += ["difference", "difference_low", "difference_high", "pictures"]


def redrawn(drawings, times, size, padding):
    """The edge maps of drawings at so many times their size, by the same pen: (n, side, side).

    drawings: the strokes of each.  size: once, in cells.  The grid is never smaller than for that,
    the drawing in its middle.
    """
    side = round(times * size)
    room = padding + max(0, size - side) // 2
    return np.stack([edge_map(thinned(strokes, times), side, room) for strokes in drawings])


def thinned(strokes, times):
    """The strokes with so many times less width, a share of the drawing's size."""
    return [Stroke(stroke.points, stroke.width / times) for stroke in strokes]


def laid_out(edges, columns):
    """Edge maps (n, height, width) side by side on one grid, row by row; empty where none is."""
    n, height, width = edges.shape
    rows = -(-n // columns)
    filled = np.concatenate([edges, np.zeros((rows * columns - n, height, width), edges.dtype)])
    grid = filled.reshape(rows, columns, height, width).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width)


def cut_apart(picture, columns, like):
    """The pictures that lie on one grid as `laid_out` lays them; like: (n, height, width)."""
    n, height, width = like.shape
    grid = picture.reshape(-1, height, columns, width, picture.shape[-1]).swapaxes(1, 2)
    return grid.reshape(-1, height, width, picture.shape[-1])[:n]


def coloured(network, edges, steps):
    """The pictures of edge maps after so many steps, (n, height, width, 4) uint8."""
    return pictures_at(network, seeds(network, edges), [steps])[steps]


def coloured_together(network, edges, steps, columns):
    """The same pictures from one rollout on one large grid, and that grid's own picture."""
    (whole,) = coloured(network, laid_out(edges, columns)[None], steps)
    return cut_apart(whole, columns, edges), whole


def qualities(made, names, edges, colours, detect):
    """The quality of each picture, (n,); see `metrics.measure`."""
    return measure(made, drawing_set(names, edges), colours, detect).quality.to_numpy()


def compared(scores, model):
    """The rows of one model, COLUMNS.  scores: (layout, times) -> quality of each drawing, (n,).

    A difference is from the same drawings alone, once as large.
    """
    usual = scores["alone", 1]
    rows = [
        [model, *key, *bootstrap_mean(these), *bootstrap_mean(these - usual), len(these)]
        for key, these in scores.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
