"""Flicker counts only what needn't change."""

import numpy as np
import pytest

from ganca.measure.flicker import NEAR, flicker, still


def square(side=20):
    """A drawing whose outline encloses something."""
    edges = np.zeros((side, side), np.uint8)
    edges[3:17, 3:17] = 1
    edges[4:16, 4:16] = 0
    return edges


def test_still_is_what_is_enclosed_and_away_from_a_change():
    before, after = square(), square()
    after[9, 9] = 1
    where = still(before, after)
    around = slice(9 - NEAR, 10 + NEAR)
    assert not where[around, around].any() and not where[0].any()
    assert where.sum() == 14 * 14 - (2 * NEAR + 1) ** 2


def test_flicker_of_frozen_random_and_stepping_pictures():
    edges = np.stack([square()] * 3)
    rng = np.random.default_rng(0)
    frozen = np.repeat(rng.integers(0, 256, (1, 20, 20, 3), np.uint8), 3, axis=0)
    assert flicker(frozen, edges).tolist() == [0, 0]
    noise = rng.integers(0, 256, (3, 20, 20, 3), np.uint8)
    assert flicker(noise, edges) == pytest.approx([1 / 3] * 2, abs=0.03)
    brighter = np.stack([np.full((20, 20, 3), value, np.uint8) for value in (0, 51, 255)])
    assert flicker(brighter, edges) == pytest.approx([0.2, 0.8])


def test_what_moves_does_not_count_as_flicker():
    edges = np.stack([square(), square()])
    edges[1, 9, 9] = 1
    pictures = np.zeros((2, 20, 20, 3), np.uint8)
    pictures[1, 9 - NEAR : 10 + NEAR, 9 - NEAR : 10 + NEAR] = 255
    assert flicker(pictures, edges).tolist() == [0]
