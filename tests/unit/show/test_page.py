"""The live page's data."""

import base64

import numpy as np
import pytest
import torch

from ganca.data.dataset import PictureSet
from ganca.errors import InputError
from ganca.model.automaton import Automaton
from ganca.model.networks import save_weights
from ganca.show import page


def decoded(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype)


def test_weights_are_the_matrices_of_a_rollout_each_with_its_bias(tmp_path):
    automaton = Automaton(update_noise=0.01, fire_rate=0.5, squash=True)
    torch.nn.init.normal_(automaton.respond.weight)
    save_weights(tmp_path / "weights.safetensors", automaton)
    rule = page.rule(tmp_path / "weights.safetensors")
    expected = torch.cat([part.flatten() for part in automaton.matrices()]).detach().numpy()
    assert np.array_equal(decoded(rule["weights"], "<f4"), expected)
    assert (rule["update_noise"], rule["fire_rate"], rule["squash"]) == (0.01, 0.5, True)
    assert rule["parameters"] == 20_624


def test_other_files_are_refused_by_name(tmp_path):
    path = tmp_path / "weights.safetensors"
    path.write_bytes(b"not weights at all")
    with pytest.raises(InputError, match=r"weights\.safetensors: not an automaton's weights"):
        page.rule(path)


def test_a_shelf_holds_each_drawing_bit_by_bit():
    edges = np.random.default_rng(0).integers(0, 2, (2, 5, 7), np.uint8)
    shelf = page.shelf("s", PictureSet(["a", "b"], ["ood"] * 2, ["", ""], edges), "who drew")
    assert [name for name, _ in shelf["drawings"]] == ["a", "b"]
    assert shelf["credit"] == "who drew"
    for (_, bits), lines in zip(shelf["drawings"], edges, strict=True):
        unpacked = np.unpackbits(decoded(bits, np.uint8), count=lines.size)
        assert np.array_equal(unpacked.reshape(lines.shape), lines)
