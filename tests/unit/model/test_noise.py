"""Noise is a function of key, step, cell and channel, standard normal, and the same in C."""

import ctypes
import math

import pytest
import torch
from test_native import KERNELS, SIZES

from ganca.model.automaton import CHANNELS
from ganca.model.rollout import native
from ganca.model.rollout.noise import Noise, Steps, Struct, logarithm, normal, philox

CELLS = torch.arange(20_000)
# Of Philox4x32-10, published by its authors with their library Random123: counter, key, words.
KNOWN = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def noise(cells=CELLS, channels=CHANNELS, key=(1, 2), step=3):
    return Noise(key, step, 1.0).of(cells, channels)


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_the_generator_gives_the_words_that_its_authors_published(counter, key, words):
    assert [int(word) for word in philox(counter, key)] == words


def test_two_words_become_box_and_mullers_numbers():
    radius, angle = (torch.randint(2**32, (10_000,)) for _ in range(2))
    r = (-2 * ((radius >> 1 | 1).double() / 2**31).log()).sqrt()
    x = torch.where(angle < 2**31, angle, angle - 2**31).double() / 2**31
    x = (x - (x >= 0.5).double()) * math.pi
    sign = torch.where(angle < 2**31, 1.0, -1.0)
    first, second = normal(radius, angle)
    assert torch.allclose(first.double(), sign * r * x.cos(), atol=2e-5)
    assert torch.allclose(second.double(), r * x.sin(), atol=2e-5)


def test_the_logarithm_holds_from_the_least_number_to_one():
    u = torch.cat([torch.tensor([2.0**-31, 1.0]), torch.rand(10_000).clamp(min=2**-31)])
    assert torch.allclose(logarithm(u).double(), u.double().log(), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("size", SIZES)
def test_it_is_the_same_in_c_to_the_bit(name, size):
    library = native.library(KERNELS[name], *size)
    if not library:
        pytest.skip("the processor or a C compiler is missing")
    told = Struct((0xDEADBEEF, 0xFFFFFFFF), 2**31 + 5, 1.0)
    cells = torch.cat([torch.randint(2**31, (100_001,)), torch.tensor([0, 2**32 - 1])])
    made = torch.zeros(len(cells) + 1, size[0])
    count = ctypes.c_int64(len(cells))
    pointers = ctypes.c_void_p(cells.data_ptr()), count, ctypes.c_void_p(made.data_ptr())
    library.draw(ctypes.byref(told), *pointers)
    expected = noise(cells, size[0], tuple(told.key), told.step)
    assert torch.equal(made[: len(cells)].view(torch.int32), expected.view(torch.int32))


def test_it_is_standard_normal():
    """320,000 numbers: the bounds are at least five standard errors wide."""
    values = noise().double()
    assert abs(values.mean()) < 0.01
    assert abs(values.var() - 1) < 0.015
    assert abs((values**3).mean()) < 0.04
    assert abs((values**4).mean() - 3) < 0.1
    for sigma, share in ((1, 0.3173), (2, 0.0455), (3, 0.0027)):
        assert float((values.abs() > sigma).double().mean()) == pytest.approx(share, abs=0.005)


def test_channels_cells_steps_and_keys_have_nothing_to_do_with_each_other():
    values = noise().double()
    others = [noise(step=4), noise(key=(2, 1)), noise(key=(1, 3)), noise(CELLS + 1)]
    for other in others:
        assert abs((values * other).mean()) < 0.01
    products = values.t() @ values / len(values) - torch.eye(CHANNELS)
    assert products.abs().max() < 0.04
    assert abs((values[1:] * values[:-1]).mean()) < 0.01


def test_a_cells_noise_depends_on_no_other_cell():
    some = torch.tensor([7, 19_999, 3])
    assert torch.equal(noise(some), noise()[some])


def test_a_rollouts_key_comes_from_its_generator():
    keys = [Steps(1.0, torch.Generator().manual_seed(seed)).key for seed in (1, 1, 2)]
    assert keys[0] == keys[1] != keys[2]
    assert all(0 <= word < 2**32 for key in keys for word in key)


def test_automata_of_few_channels_get_the_first_of_sixteen():
    assert torch.equal(noise(channels=12), noise()[:, :12])
