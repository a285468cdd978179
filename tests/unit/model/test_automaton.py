"""The update rule does what the paper's section 3 says."""

import pytest
import torch

from ganca.model.automaton import ALPHA, CHANNELS, Automaton, blank_seed, edge_seed


@pytest.fixture
def automaton():
    """An automaton whose last layer isn't zero any more, without noise."""
    torch.manual_seed(0)
    automaton = Automaton(update_noise=0.0)
    torch.nn.init.normal_(automaton.respond.weight, std=0.05)
    torch.nn.init.normal_(automaton.respond.bias, std=0.05)
    return automaton.requires_grad_(False)


def living_state(side=9):
    """A state in which every cell lives."""
    state = torch.rand(1, CHANNELS, side, side)
    state[:, ALPHA] += 0.5
    return state


def test_it_has_the_papers_number_of_parameters():
    assert sum(p.numel() for p in Automaton().parameters()) == 20_624


def test_untrained_it_is_the_identity():
    state = living_state()
    assert torch.equal(Automaton(update_noise=0.0)(state), state)


def test_one_changed_cell_changes_only_its_neighbourhood(automaton):
    state = living_state()
    poked = state.clone()
    poked[0, 7, 4, 4] += 1.0
    changed = (automaton(poked) != automaton(state)).any(1)[0]
    assert changed[3:6, 3:6].all()
    changed[3:6, 3:6] = False
    assert not changed.any()


def test_a_cell_without_living_neighbours_keeps_its_state(automaton):
    state = torch.zeros(1, CHANNELS, 9, 9)
    state[0, ALPHA, 4, 4] = 1.0
    state[0, 9] = 0.3  # hidden channels alone are no life
    after = automaton(state)
    changed = (after != state).any(1)[0]
    assert changed[3:6, 3:6].all()
    assert changed.sum() == 9


def test_noise_has_the_given_spread():
    state = living_state(40)
    change = Automaton(update_noise=0.02)(state) - state
    # 25,600 draws: the standard deviation of their deviation is 0.02 / sqrt(51,200) = 9e-5
    assert change.std().item() == pytest.approx(0.02, abs=5e-4)


def test_fire_rate_is_the_share_of_cells_that_act(automaton):
    automaton.fire_rate = 0.25
    state = living_state(60)
    acted = (automaton(state) != state).any(1).float().mean().item()
    # 3,600 cells: the standard deviation of the share is 0.007
    assert acted == pytest.approx(0.25, abs=0.03)


def test_edges_start_in_all_visible_channels():
    edges = torch.tensor([[[0, 1], [1, 0]]])
    state = edge_seed(edges)
    assert torch.equal(state[0, :4], edges.float().expand(4, 2, 2))
    assert not state[0, 4:].any()


def test_blank_start_is_one_living_cell_in_the_middle():
    state = blank_seed(2, 5, 7)
    assert (state[:, ALPHA:, 2, 3] == 1).all()
    assert state.sum() == 2 * (CHANNELS - ALPHA)


def test_squashed_pictures_stay_within_one():
    automaton = Automaton(squash=True)
    assert automaton.picture(torch.full((1, CHANNELS, 2, 2), 50.0)).max() <= 1
