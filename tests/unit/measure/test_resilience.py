"""A quarter is what is erased, and signs that need no truth are of what is drawn."""

import numpy as np
import pytest
import torch

from ganca.data.dataset import PictureSet
from ganca.measure.resilience import (
    SHAKEN,
    drawn_areas,
    grown,
    left_alone,
    likeness,
    quarter_erased,
    regrown,
    shaken,
    signs,
    steadiness,
)
from ganca.model.automaton import Automaton, seed_state

SIDE = 12


@pytest.fixture
def pictures():
    """Five white squares, each a set of edges and its own truth."""
    edges = np.zeros((5, SIDE, SIDE), np.uint8)
    edges[:, 2:-2, 2:-2] = 1
    targets = np.repeat(edges[..., None] * np.uint8(255), 4, axis=-1)
    return PictureSet(list("abcde"), ["train"] * 5, [""] * 5, edges, targets)


def test_each_picture_loses_another_quarter():
    state = torch.ones(5, 16, SIDE, SIDE + 1)
    lost = (quarter_erased(state) == 0).all(1)
    assert (state == 1).all()
    shares = lost.float().mean((1, 2))
    assert shares == pytest.approx(0.25, abs=0.03)
    assert (lost[:4].int().sum(0) == 1).all() and torch.equal(lost[0], lost[4])


def test_an_automaton_that_does_nothing_regrows_nothing(pictures):
    still = Automaton(update_noise=0)  # the last layer starts at zero
    table = regrown(still, seed_state(pictures.edges, "edges"), pictures, steps=3)
    assert [*table] == ["name", "before", "erased", "after"] and [*table.name] == list("abcde")
    assert (table.before == 0).all() and (table.erased == table.after).all()
    assert table.erased.to_numpy() == pytest.approx(16 / SIDE**2)  # of 64 white pixels


def test_an_automaton_that_spreads_what_lives_regrows_some(pictures):
    spreading = Automaton(update_noise=0)
    with torch.no_grad():  # each visible channel gains what its neighbours have
        spreading.perceive.weight.zero_()
        spreading.perceive.bias.zero_()
        for channel in range(4):
            spreading.perceive.weight[channel, channel] = 1
            spreading.respond.weight[channel, channel] = 1
    table = regrown(spreading, seed_state(pictures.edges, "edges"), pictures, steps=2)
    assert (table.after < table.erased).all()


def test_only_living_cells_are_shaken_and_each_picture_alike():
    state = torch.zeros(2, 16, SIDE, SIDE)
    state[:, :, 3:7, 3:7] = 1
    change = shaken(state) - state
    assert torch.equal(change[0], change[1])
    assert (change[..., :3, :] == 0).all() and change[0, :, 3:7, 3:7].std() == pytest.approx(
        SHAKEN, rel=0.2
    )


def test_likeness_is_of_what_is_drawn_alone(pictures):
    areas = drawn_areas(pictures.edges)
    black = pictures.targets.copy()
    black[..., :3] = 0
    assert (likeness(black, black, areas) == 1).all()
    outside = black.copy()
    outside[:, 0] = 255 - outside[:, 0]
    assert (likeness(black, outside, areas) == 1).all()
    covered = 64 / areas[0].sum()  # the black square against blank paper
    assert likeness(black, 0 * black, areas) == pytest.approx(1 - covered)


def test_a_still_automaton_is_steady_whatever_the_noise_and_never_returns(pictures):
    still = Automaton(update_noise=0)
    made, told = signs(still, seed_state(pictures.edges, "edges"), pictures.edges, steps=2)
    assert (made == pictures.targets).all()
    assert [*told] == ["steady", "returned", "alike"]
    assert (told.steady == 1).all() and (told.alike == 1).all() and (told.returned < 1).all()


def test_what_apply_tells_of_a_picture_is_the_sign_steady(pictures):
    torch.manual_seed(0)
    noisy = Automaton(update_noise=0.05)
    state = seed_state(pictures.edges, "edges")
    made, told = signs(noisy, state, pictures.edges, steps=4)
    later = left_alone(noisy, grown(noisy, state, 4), 4)
    steady = steadiness(made, later, pictures.edges)
    assert steady == pytest.approx(told.steady) and (steady < 1).all()


def test_drawings_of_several_sizes_are_each_as_steady_as_alone():
    drawings = [np.ones((side, side), np.uint8) for side in (4, 6)]
    white, black = (
        [np.full((*each.shape, 4), [value] * 3 + [255], np.uint8) for each in drawings]
        for value in (255, 0)
    )
    assert steadiness(white, [white[0], black[1]], drawings).tolist() == [1, 0]
