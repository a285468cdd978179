"""Weights come back as the network that they were of, and nothing else does."""

import pytest
import torch

from ganca.errors import InputError
from ganca.model.automaton import Automaton, edge_seed
from ganca.model.networks import load_automaton, load_weights, save_weights, seeds
from ganca.model.unet import UNet


def saved(path, network):
    save_weights(path, network)
    return load_weights(path)


def same(network, loaded):
    pairs = zip(network.parameters(), loaded.parameters(), strict=True)
    return all(torch.equal(ours, theirs) for ours, theirs in pairs)


def test_an_automatons_weights_come_back_with_their_settings(tmp_path):
    automaton = Automaton(update_noise=0.0, fire_rate=0.5, squash=True)
    torch.nn.init.normal_(automaton.respond.weight)
    loaded = saved(tmp_path / "w.safetensors", automaton)
    assert (loaded.fire_rate, loaded.squash, loaded.update_noise) == (0.5, True, 0.0)
    assert same(automaton, loaded)


def test_weights_of_another_size_come_back_as_they_were(tmp_path):
    automaton = Automaton(channels=8, hidden=24)
    loaded = saved(tmp_path / "w.safetensors", automaton)
    assert same(automaton, loaded)
    assert seeds(loaded, torch.ones(2, 5, 4)).shape == (2, 8, 5, 4)
    assert seeds(loaded, torch.ones(2, 5, 4), "blank")[0, 3:, 2, 2].tolist() == [1] * 5


def test_a_unets_weights_come_back_as_the_same_pictures(tmp_path):
    network, state = UNet([3, 5]), edge_seed(torch.ones(1, 9, 9))
    loaded = saved(tmp_path / "w.safetensors", network)
    assert same(network, loaded)
    pictures = [made(state, torch.manual_seed(0)) for made in (network, loaded)]
    assert torch.equal(*pictures)


def test_rounded_weights_come_back_within_half_a_level_and_paint_the_same_picture(tmp_path):
    network, state = UNet([32, 64]), edge_seed(torch.ones(1, 9, 9))
    torch.nn.init.zeros_(network.down[0].weight[3])
    for coarse in (True, False):
        save_weights(tmp_path / f"{coarse}.safetensors", network, coarse)
    small, full = ((tmp_path / f"{coarse}.safetensors") for coarse in (True, False))
    assert small.stat().st_size < 0.3 * full.stat().st_size
    loaded = load_weights(small)
    for name, weight in network.state_dict().items():
        again = loaded.state_dict()[name]
        rows = (weight - again).abs().flatten(1 if weight.dim() > 1 else 0)
        levels = weight.abs().flatten(1).amax(1, keepdim=True) / 127 if weight.dim() > 1 else 0
        assert (rows <= 0.501 * levels).all()
    pictures = [made(state, torch.manual_seed(0)) for made in (network, loaded)]
    assert (pictures[0] - pictures[1]).abs().max() < 1 / 255


def test_something_else_than_weights_is_one_clear_line(tmp_path):
    path = tmp_path / "weights.safetensors"
    path.write_bytes(b"not weights at all")
    with pytest.raises(InputError, match=r"weights\.safetensors: not a trained network") as caught:
        load_weights(path)
    assert "\n" not in str(caught.value)


def test_where_an_automaton_is_needed_a_unet_is_refused(tmp_path):
    save_weights(tmp_path / "w.safetensors", UNet([3]))
    with pytest.raises(InputError, match=r"w\.safetensors: not an automaton's weights"):
        load_automaton(tmp_path / "w.safetensors")
