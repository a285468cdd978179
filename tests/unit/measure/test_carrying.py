"""Carried on, a film changes where its drawing does; begun anew, it is a heap of drawings."""

import numpy as np
import pytest
import torch

from ganca.measure.carrying import TOGETHER, colour_film
from ganca.measure.evaluation import show
from ganca.model.automaton import Automaton, edge_seed
from ganca.model.rollout.rollout import rollout

STEPS = 4


@pytest.fixture
def automaton():
    torch.manual_seed(0)
    made = Automaton(update_noise=0)
    torch.nn.init.normal_(made.respond.weight, std=0.02)
    return made


def edges():
    """Two strokes in three frames; the right one moves in the last."""
    frames = np.zeros((3, 20, 20), np.uint8)
    frames[:, 4:16, 3] = 1
    frames[:2, 4:16, 15] = 1
    frames[2, 4:16, 16] = 1
    return frames


@torch.no_grad()
def test_begun_anew_every_frame_is_a_drawing_of_its_own(automaton):
    alone = show(automaton, rollout(automaton, edge_seed(edges()), STEPS))
    assert np.abs(colour_film(automaton, edges(), STEPS, False).astype(int) - alone).max() <= 1


@torch.no_grad()
def test_carried_on_a_still_drawing_just_grows_older(automaton):
    film = colour_film(automaton, edges()[:2], STEPS, True)
    older = show(automaton, rollout(automaton, edge_seed(edges()[:1]), STEPS + TOGETHER))
    assert np.abs(film[1].astype(int) - older[0]).max() <= 1


def test_far_from_a_change_the_carried_state_lives_on(automaton):
    """With an automaton that only adds up its age, so that each cell tells how old it is."""
    with torch.no_grad():
        for weight in automaton.parameters():
            weight.zero_()
        automaton.respond.bias[3] = 0.01
    shown = colour_film(automaton, edges(), STEPS, True)[2, ..., 3] / 255
    assert shown[10, 2] == pytest.approx(0.01 * (STEPS + 2 * TOGETHER), abs=0.004)
    assert shown[10, 15] == pytest.approx(0.01 * (STEPS + TOGETHER), abs=0.004)
