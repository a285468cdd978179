"""The U-Nets that automata are compared with: what they see, and how large they are."""

import pytest
import torch

from ganca.model.automaton import Automaton, edge_seed
from ganca.model.networks import grow
from ganca.model.unet import build_unet


def edges(batch=2, height=28, width=28, seed=0):
    return torch.rand(batch, height, width, generator=torch.manual_seed(seed)) < 0.2


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())


@pytest.mark.parametrize("name", ["unet", "unet-small"])
@pytest.mark.parametrize("side", [14, 20, 25, 28, 31, 40, 63, 64])
def test_a_picture_is_as_large_as_its_edges_whatever_their_side(name, side):
    picture = build_unet(name, side)(edge_seed(edges(3, side, side)))
    assert picture.shape == (3, 4, side, side)
    assert picture.min() >= 0 and picture.max() <= 1


def test_a_grid_need_not_be_square():
    assert build_unet("unet", 20)(edge_seed(edges(1, 20, 33))).shape == (1, 4, 20, 33)


@pytest.mark.parametrize("side", [14, 28, 40, 100])
def test_the_small_one_has_as_many_parameters_as_an_automaton(side):
    assert count(build_unet("unet-small", side)) == pytest.approx(count(Automaton()), rel=0.05)


def test_the_large_one_ends_in_one_cell():
    """Otherwise it would know less of the whole picture than pix2pix's."""
    for side in (20, 28, 40, 63):
        for layer in build_unet("unet", side).down:
            side = layer(torch.zeros(1, layer.in_channels, side, side)).shape[-1]
        assert side == 1


@pytest.mark.parametrize("name", ["unet", "unet-small"])
def test_a_stroke_shows_where_it_is_through_the_skip_connections(name):
    """With nothing coming up from the coarser grids, a changed pixel changes what is around it."""
    network, plain = build_unet(name, 28), edges(1)
    for layer in network.up[1:]:
        torch.nn.init.zeros_(layer.weight)
    more = plain.clone()
    more[0, 9, 9] = ~more[0, 9, 9]
    before, after = (network(edge_seed(e), torch.manual_seed(0)) for e in (plain, more))
    rows, columns = (after != before).any(1)[0].nonzero().T
    assert {rows.min().item(), columns.min().item()} <= {5, 6, 7, 8, 9}
    assert {rows.max().item(), columns.max().item()} <= {9, 10, 11, 12, 13}


def test_no_picture_depends_on_the_others_of_its_batch(monkeypatch):
    monkeypatch.setattr("ganca.model.unet.DROPOUT", 0)  # it is drawn for the batch
    network, state = build_unet("unet", 20), edge_seed(edges(3, 20, 20))
    alone = torch.cat([network(part) for part in state.split(1)])
    assert torch.allclose(network(state), alone, atol=1e-5)


def test_dropout_is_all_the_noise_and_a_generator_repeats_it():
    network, state = build_unet("unet", 20), edge_seed(edges(1, 20, 20))
    once, again = (network(state, torch.manual_seed(3)) for _ in range(2))
    assert torch.equal(once, again) and not torch.equal(once, network(state))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["unet", "unet-small"])
def test_it_learns_one_pair_by_heart(name):
    torch.manual_seed(0)
    network, state = build_unet(name, 20), edge_seed(edges(1, 20, 20))
    truth = torch.rand(1, 4, 5, 5).round().repeat_interleave(4, 2).repeat_interleave(4, 3)
    optimizer = torch.optim.Adam(network.parameters(), 5e-3)
    errors = []
    for _ in range(60):
        loss = (network(state) - truth).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        errors.append(loss.item())
    assert errors[-1] < 0.3 * errors[0]


def test_it_takes_one_step_and_then_stays():
    network, state = build_unet("unet-small", 20), edge_seed(edges(2, 20, 20))
    once, often = (grow(network, state, steps, torch.manual_seed(0)) for steps in (1, 55))
    assert torch.equal(once, often)
    assert torch.equal(network.picture(grow(network, state, 0)), state[:, :4])
