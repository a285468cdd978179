"""Drawings are redrawn at the size asked for, and come out on one grid as they do alone."""

import numpy as np
import pytest
import torch

from ganca.drawings.strokes import Stroke
from ganca.measure.sizes import (
    TIMES,
    coloured,
    coloured_together,
    compared,
    cut_apart,
    laid_out,
    redrawn,
)
from ganca.model.automaton import Automaton

SIZE, PADDING = 16, 4


@pytest.fixture
def square():
    """A square from a fifth to four fifths of the frame, by a pen of two cells."""
    corners = np.array([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.2)])
    return [Stroke(corners, np.full(5, 2 / SIZE))]


@pytest.mark.parametrize("times", TIMES)
def test_a_drawing_is_as_large_as_asked_and_its_lines_stay_as_broad(square, times):
    (edges,) = redrawn([square], times, SIZE, PADDING)
    assert len(edges) == max(SIZE, times * SIZE) + 2 * PADDING
    across = np.flatnonzero(edges[len(edges) // 2])
    assert across[-1] - across[0] + 1 == pytest.approx(0.6 * times * SIZE + 2, abs=1)
    assert (across < len(edges) // 2).sum() == 2
    middle = np.flatnonzero(edges.any(0)).mean()
    assert middle == pytest.approx(len(edges) / 2 - 0.5, abs=0.5)


@pytest.mark.parametrize("count", [1, 4, 5])
def test_what_is_laid_out_is_cut_apart_again(count):
    edges = np.random.default_rng(0).integers(0, 2, (count, 5, 7), np.uint8)
    whole = laid_out(edges, 3)
    assert whole.shape == (5 * -(-count // 3), 21)
    assert whole.sum() == edges.sum()
    assert np.array_equal(cut_apart(whole[..., None], 3, edges)[..., 0], edges)


def test_drawings_apart_from_each_other_come_out_together_as_they_do_alone(square):
    torch.manual_seed(0)
    automaton = Automaton(update_noise=0)
    torch.nn.init.normal_(automaton.respond.weight, std=0.05)
    edges = np.concatenate([redrawn([square], times, SIZE, PADDING) for times in (1, 0.5)])
    alone = coloured(automaton, edges, 3)  # so few that nothing reaches the next drawing
    together, whole = coloured_together(automaton, edges, 3, columns=2)
    assert whole.shape == (24, 48, 4) and alone.any()
    assert np.array_equal(together, alone)


def test_differences_are_from_the_same_drawings_alone_and_once_as_large():
    usual = np.array([0.2, 0.8, 0.5])
    table = compared({("alone", 1): usual, ("together", 1): usual - 0.1}, "nca")
    usually, together = table.itertuples()
    assert (usually.difference, usually.difference_low, usually.pictures) == (0, 0, 3)
    assert together.quality == pytest.approx(0.4)
    assert [together.difference_low, together.difference_high] == pytest.approx([-0.1, -0.1])
