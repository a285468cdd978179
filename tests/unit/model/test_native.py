"""The compiled matrix products do what torch's do; where they can't be had, torch's do it."""

import shutil
from dataclasses import replace

import pytest
import torch

from ganca.errors import InputWarning
from ganca.model.automaton import ALPHA
from ganca.model.rollout import native
from ganca.model.rollout.noise import Steps
from ganca.model.rollout.products import Products

SHAPE = 3, 9, 14  # pictures, height, width
SIZES = (16, 128), (48, 64)  # channels, hidden
# How far products may stray, of their norm: bfloat16 rounds factors to 8 bits on the way (0.4 %
# each; sums of at least 16 are not), float32 keeps 24.
STRAYS = {torch.bfloat16: 0.005, torch.float32: 1e-6}
# The source for processors with tiles, on any other that gcc or clang knows.
EMULATED = replace(
    native.TILES, options=("-DEMULATED", "-O1"), suits=lambda: bool(shutil.which("cc"))
)
KERNELS = native.KERNELS | {"tiles emulated": EMULATED}


@pytest.fixture(params=KERNELS)
def kernel(request):
    kernel = KERNELS[request.param]
    if not native.library(kernel, *SIZES[0]):
        pytest.skip("the processor or a C compiler is missing")
    return kernel


def weights(channels=16, hidden=128):
    """W1, b1, W2, b2, that bfloat16 holds exactly: what differs is what the products do."""
    torch.manual_seed(2)
    sizes = (9 * channels, hidden), (hidden,), (hidden, channels), (channels,)
    return [(0.2 * torch.randn(size)).to(torch.bfloat16).float() for size in sizes]


def cells(channels=16):
    """A padded table of cells whose padding is empty, all others opaque, and the rows within it.

    bfloat16 holds their values exactly, as it does the weights.
    """
    torch.manual_seed(1)
    batch, height, width = SHAPE
    grid = torch.zeros(batch, height + 2, width + 2, channels)
    grid[:, 1:-1, 1:-1] = torch.randn(batch, height, width, channels)
    grid[:, 1:-1, 1:-1, ALPHA] = 1
    inside = torch.zeros(grid.shape[:3], dtype=torch.bool)
    inside[:, 1:-1, 1:-1] = True
    return grid.view(-1, channels).to(torch.bfloat16).float(), inside.flatten().nonzero()[:, 0]


def there_and_back(products, table, fires, keep=True):
    """What steps with noise add to the cells, and what the way back makes of their gradients."""
    torch.manual_seed(3)
    d_cells, noise = torch.randn(table.shape), Steps(0.5)
    after = table.clone()
    products.grow(after, len(fires), fires, noise, True, not keep)
    products.back(d_cells)
    return [after - table, d_cells, *products.gradients()]


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 12, 13, 31, 32, 33, 95, 96, 97, 288, 289, 378])
def test_any_number_of_cells_agrees_with_float64(count, keep, kernel):
    agrees_with_float64(count, keep, kernel)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("size", SIZES[1:])
def test_automata_of_any_size_agree_with_float64(size, keep, kernel):
    agrees_with_float64(100, keep, kernel, size)


def agrees_with_float64(count, keep, kernel, size=SIZES[0]):
    products = native.NativeProducts(weights(*size), SHAPE, kernel)
    for stray in strays(products, count, keep, size):
        assert stray <= STRAYS[kernel.dtype]


def strays(products, count, keep=True, size=SIZES[0]):
    """How far from float64's each of the results is, of its norm."""
    table, inside = cells(size[0])
    fires = torch.zeros(1, len(table), dtype=torch.bool)
    fires[0, inside[torch.randperm(len(inside))[:count]]] = True
    made = there_and_back(products, table, fires, keep)
    exact = Products([weight.double() for weight in weights(*size)], SHAPE, torch.float64)
    pairs = zip(made, there_and_back(exact, table, fires), strict=True)
    return [float((got - right).norm() / right.norm().clamp(min=1e-9)) for got, right in pairs]


@pytest.mark.parametrize("name", ["tiles", "tiles emulated"])
def test_tiles_stray_no_further_than_other_bfloat16_products(name):
    """Than native_bfloat16.c's where the processor has what it takes, else than torch's."""
    if not native.library(KERNELS[name], *SIZES[0]):
        pytest.skip("the processor or a C compiler is missing")
    if native.library(native.BFLOAT16, *SIZES[0]):
        other = native.NativeProducts(weights(), SHAPE, native.BFLOAT16)
    else:
        other = Products(weights(), SHAPE, torch.bfloat16)
    tiles = native.NativeProducts(weights(), SHAPE, KERNELS[name])
    for stray, others in zip(strays(tiles, 378), strays(other, 378), strict=True):
        assert stray <= 1.001 * others


def test_threads_share_the_pictures(one_thread, kernel):
    """States are the same to the bit; gradients are summed in another order."""
    table, _ = cells()
    fires = torch.rand(2, len(table)) < 0.7
    alone = there_and_back(native.NativeProducts(weights(), SHAPE, kernel), table, fires)
    torch.set_num_threads(2)
    together = there_and_back(native.NativeProducts(weights(), SHAPE, kernel), table, fires)
    assert torch.equal(alone[0], together[0])
    for one, two in zip(alone[1:], together[1:], strict=True):
        assert torch.allclose(one, two, rtol=1e-4, atol=1e-3)


def test_what_is_no_number_stays_none(kernel):
    """Else a training that has diverged would go on unnoticed."""
    table, rows = cells()
    table[rows[0]] = torch.nan
    native.NativeProducts(weights(), SHAPE, kernel).grow(table, 1)
    assert table[rows[1]].isnan().all()
    assert table[rows[-1]].isfinite().all()


def test_pictures_beside_each_other_do_not_meet(kernel):
    """Though cells are seen four at a time, beyond a row's end and a picture's."""
    table, _ = cells()
    size = len(table) // SHAPE[0]
    alone = table.clone()
    native.NativeProducts(weights(), SHAPE, kernel).grow(alone, 3)
    table[size : 2 * size] = torch.nan
    native.NativeProducts(weights(), SHAPE, kernel).grow(table, 3)
    for other in (slice(0, size), slice(2 * size, None)):
        assert torch.equal(table[other], alone[other])


def test_a_state_is_the_same_with_avx2_and_with_avx512():
    """A verdict must not depend on the reader's processor."""
    plain = replace(native.FLOAT32, options=("-mavx2", "-mfma"))
    if not all(native.library(kernel, *SIZES[0]) for kernel in (plain, native.FLOAT32)):
        pytest.skip("the processor or a C compiler is missing")
    states = []
    for kernel in (plain, native.FLOAT32):
        table, _ = cells()
        torch.manual_seed(4)
        native.NativeProducts(weights(), SHAPE, kernel).grow(table, 5, noise=Steps(0.5))
        states.append(table)
    assert torch.equal(*states)


@pytest.mark.parametrize("kernel", native.KERNELS.values(), ids=native.KERNELS)
@pytest.mark.parametrize("compiler", ["there-is-no-such-compiler -v", "false"])
def test_without_a_compiler_one_line_says_so(compiler, kernel, monkeypatch):
    monkeypatch.setenv("CC", compiler)
    with pytest.warns(InputWarning, match=f"{compiler.split()[0]} didn't compile.*CC"):
        assert not native.library(replace(kernel, suits=lambda: True), *SIZES[0])


def test_other_processors_are_not_asked_for_a_compiler(monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "DEFAULT")
    monkeypatch.setenv("CC", "false")
    native.library.cache_clear()
    assert not any(native.library(kernel, *SIZES[0]) for kernel in native.KERNELS.values())
    native.library.cache_clear()


def test_automata_of_other_sizes_are_left_to_torch():
    for kernel in KERNELS.values():
        assert not native.library(kernel, 8, 128)
        assert not native.library(kernel, 16, 72)
