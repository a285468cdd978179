"""Snapshots and films must show the same rollout, at the steps they say."""

import numpy as np
import pytest
import torch

from ganca.automaton import Automaton, edge_seed
from ganca.evaluation import FRAMES, grow, show
from ganca.rollout import rollout


@pytest.fixture
def automaton():
    torch.manual_seed(0)
    automaton = Automaton(update_noise=0.02)
    torch.nn.init.normal_(automaton.respond.weight, std=0.01)
    return automaton


@pytest.fixture
def state():
    return edge_seed((np.random.default_rng(0).random((3, 10, 10)) < 0.2).astype(np.uint8))


def test_snapshots_are_the_film_s_own_frames(automaton, state):
    snapshots, films = grow(automaton, state, [60, 5, 70], filmed=[2, 0])
    assert list(snapshots) == [5, 60, 70] and films.shape == (2, FRAMES, 10, 10, 4)
    for steps in (5, 60):
        assert (films[:, steps] == snapshots[steps][[2, 0]]).all()
    assert (films[:, 0] == show(automaton, state[[2, 0]])).all()


def test_a_snapshot_shows_as_many_steps_as_it_says(automaton, state):
    automaton.update_noise = 0
    snapshots, _ = grow(automaton, state, [7, 64], filmed=[0])
    with torch.no_grad():
        for steps in (7, 64):
            wanted = show(automaton, rollout(automaton, state, steps)).astype(int)
            # float sums may differ in the last bit, which may tip a rounding
            assert np.abs(snapshots[steps] - wanted).max() <= 1


def test_the_same_weights_make_the_same_pictures_despite_the_noise(automaton, state):
    first, again = (grow(automaton, state, [20], filmed=[0])[0][20] for _ in range(2))
    assert (first == again).all()


def test_pictures_are_clipped_and_what_overflowed_is_left_empty_with_a_warning(automaton):
    state = torch.zeros(2, 16, 4, 4)
    state[0, :, 0, 0], state[0, :, 1, 1] = 3.0, -3.0
    state[1, 0, 2, 2] = torch.nan
    with pytest.warns(UserWarning, match="1 pictures"):
        shown = show(automaton, state)
    assert shown.dtype == np.uint8
    assert (shown[0, 0, 0] == 255).all() and (shown[0, 1, 1] == 0).all()
    assert (shown[1] == 0).all()
