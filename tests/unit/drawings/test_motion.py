"""The face that moves."""

from itertools import pairwise

import numpy as np

from ganca.drawings.motion import FRAMES, moving_face


def test_the_projects_face_moves_and_its_outline_stays():
    edges = moving_face(24, 2).edges
    assert edges.shape == (FRAMES, 28, 28)
    changing = edges.min(0) != edges.max(0)
    assert changing[8:22, 5:23].any() and not changing[:5].any() and not changing[24:].any()
    moved = [(a != b).any() for a, b in pairwise(edges)]
    assert np.mean(moved) > 0.9
