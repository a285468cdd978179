"""Training pictures turned, sheared, mirrored and scaled a little, each with edges of its own.

Not in the paper.  An automaton that has seen a mouth at one slant only takes any other for
something else; these are the same pictures as another hand might have put them on the page.
"""

import cv2
import numpy as np

from ganca.data.compositing import premultiplied, straight
from ganca.data.dataset import PictureSet
from ganca.data.edges import find
from ganca.data.frame import OVERSAMPLING, average_down

SEED = 0
TURN = 15  # degrees, the most to either side
SHEAR = 0.1  # the most that a shear moves, in shares of the distance from the axis
SMALLEST = 0.8  # of both scales; the largest is 1, for the glyphs fill their frame
SHIFT = 0.5  # pixels, the most in each direction: edges fall anew on the grid


def augment(finely, names, count, edges, padding):
    """Pictures moved at random, as a `PictureSet` of the split ``augmented``.

    finely: gives a picture by its name, (side, side, 4) uint8 premultiplied RGBA with
    `frame.OVERSAMPLING` pixels for each of a picture's.  names: of the pictures.  count: of
    augmentations of each.  edges: how they are found, `edges.find`'s keywords.  padding: of the
    grid in pixels.  An augmentation without any edge is left out.
    """
    rng = np.random.default_rng(SEED)
    targets = np.stack(
        [moved(fine, motion(rng), padding) for fine in map(finely, names) for _ in range(count)]
    )
    maps = find(targets, **edges)
    every = PictureSet(
        names=[f"{name}-{i}" for name in names for i in range(count)],
        split=["augmented"] * len(targets),
        group=[name for name in names for _ in range(count)],
        edges=maps,
        targets=targets,
    )
    return every.take(np.flatnonzero(maps.any((1, 2))))


def motion(rng):
    """A random motion about a picture's centre: a matrix (2, 2), and a shift (2,) in pixels."""
    turn = np.deg2rad(rng.uniform(-TURN, TURN))
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    sheared = np.array([[1, rng.uniform(-SHEAR, SHEAR)], [0, 1]])
    scaled = np.diag(rng.uniform(SMALLEST, 1, 2) * [rng.choice([-1, 1]), 1])
    return turned @ sheared @ scaled, rng.uniform(-SHIFT, SHIFT, 2)


def moved(fine, motion, padding):
    """A finely drawn premultiplied picture, moved on the padded grid: straight RGBA, uint8."""
    matrix, shift = motion
    block = OVERSAMPLING
    side = len(fine) // block + 2 * padding
    centre, target = (len(fine) - 1) / 2, (side * block - 1) / 2
    offset = target + shift * block - matrix @ np.full(2, centre)
    way = np.column_stack([matrix, offset])
    moved = cv2.warpAffine(np.ascontiguousarray(fine), way, (side * block, side * block))
    return straight(average_down(moved, side))


def enlarged(pictures):
    """Straight-alpha pictures (n, size, size, 4) as if finely drawn: premultiplied, in blocks."""
    return premultiplied(pictures).repeat(OVERSAMPLING, axis=1).repeat(OVERSAMPLING, axis=2)
