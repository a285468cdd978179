"""The compiled matrix products do what torch's do; where they can't be had, torch's do it."""

import pytest
import torch

from ganca.errors import InputWarning
from ganca.model.automaton import CHANNELS, HIDDEN
from ganca.model.rollout import native
from ganca.model.rollout.products import Products
from ganca.model.rollout.rollout import takes_native

SHAPE = 3, 9, 14  # pictures, height, width
# How far products may stray, of their norm: bfloat16 rounds factors to 8 bits on the way (0.4 %
# each; sums of at least 16 are not), float32 keeps 24.
STRAYS = {torch.bfloat16: 0.005, torch.float32: 1e-6}


@pytest.fixture(params=STRAYS, ids=str)
def dtype(request):
    if not native.library(request.param):
        pytest.skip("the processor or a C compiler is missing")
    return request.param


@pytest.fixture
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def weights():
    """W1, b1, W2, b2, that bfloat16 holds exactly: what differs is what the products do."""
    torch.manual_seed(2)
    sizes = (9 * CHANNELS, HIDDEN), (HIDDEN,), (HIDDEN, CHANNELS), (CHANNELS,)
    return [(0.2 * torch.randn(size)).to(torch.bfloat16).float() for size in sizes]


def cells():
    """A padded table of cells whose padding is empty, and the rows within it.

    bfloat16 holds their values exactly, as it does the weights.
    """
    batch, height, width = SHAPE
    grid = torch.zeros(batch, height + 2, width + 2, CHANNELS)
    grid[:, 1:-1, 1:-1] = torch.randn(batch, height, width, CHANNELS)
    inside = torch.zeros(grid.shape[:3], dtype=torch.bool)
    inside[:, 1:-1, 1:-1] = True
    return grid.view(-1, CHANNELS).to(torch.bfloat16).float(), inside.flatten().nonzero()[:, 0]


def there_and_back(products, table, rows, keep=True):
    """What a step with noise adds to the cells, and what its backward pass makes of gradients."""
    torch.manual_seed(3)
    d_cells, noise = torch.randn(len(table), CHANNELS), torch.randn(len(rows), CHANNELS)
    after = table.clone()
    products.update_back(*products.update(after, rows, noise, 0.5, keep), d_cells)
    return [after - table, d_cells, *products.gradients()]


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 11, 12, 13, 95, 96, 97, 378])
def test_any_number_of_cells_agrees_with_float64(count, keep, dtype):
    table, inside = cells()
    rows = inside[torch.randperm(len(inside))[:count].sort().values]
    made = there_and_back(native.NativeProducts(weights(), SHAPE, dtype), table, rows, keep)
    exact = Products([weight.double() for weight in weights()], SHAPE, torch.float64)
    for got, expected in zip(made, there_and_back(exact, table, rows), strict=True):
        assert (got - expected).norm() <= STRAYS[dtype] * expected.norm()


def test_threads_share_the_pictures(one_thread, dtype):
    """States are the same to the bit; gradients are summed in another order."""
    table, rows = cells()
    alone = there_and_back(native.NativeProducts(weights(), SHAPE, dtype), table, rows)
    torch.set_num_threads(2)
    together = there_and_back(native.NativeProducts(weights(), SHAPE, dtype), table, rows)
    assert torch.equal(alone[0], together[0])
    for one, two in zip(alone[1:], together[1:], strict=True):
        assert torch.allclose(one, two, rtol=1e-4, atol=1e-3)


def test_what_is_no_number_stays_none(dtype):
    """Else a training that has diverged would go on unnoticed."""
    table, rows = cells()
    table[rows[0]] = torch.nan
    native.NativeProducts(weights(), SHAPE, dtype).update(table, rows, None, 0, keep=False)
    assert table[rows[1]].isnan().all()
    assert table[rows[-1]].isfinite().all()


@pytest.mark.parametrize("dtype", STRAYS, ids=str)
@pytest.mark.parametrize("compiler", ["there-is-no-such-compiler -v", "false"])
def test_without_a_compiler_one_line_says_so(compiler, dtype, monkeypatch):
    monkeypatch.setattr(native, "suited", lambda dtype: True)
    monkeypatch.setenv("CC", compiler)
    native.library.cache_clear()
    with pytest.warns(InputWarning, match=f"{compiler.split()[0]} didn't compile.*CC"):
        assert not takes_native(dtype)
    native.library.cache_clear()


def test_other_processors_are_not_asked_for_a_compiler(monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "DEFAULT")
    monkeypatch.setenv("CC", "false")
    native.library.cache_clear()
    assert not takes_native(torch.bfloat16)
    assert not takes_native(torch.float32)
    native.library.cache_clear()
