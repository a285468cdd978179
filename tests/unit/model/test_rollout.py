"""The rollout over living cells is the dense one: the same states, the same gradients."""

import copy

import pytest
import torch

from ganca.model.automaton import CHANNELS, Automaton, blank_seed, edge_seed
from ganca.model.rollout.noise import CommonNoise, Steps
from ganca.model.rollout.rollout import dense_rollout, rollout, to_cells, to_state


def automaton(noise=0.0):
    torch.manual_seed(1)
    automaton = Automaton(update_noise=noise)
    torch.nn.init.normal_(automaton.respond.weight, std=0.05)
    torch.nn.init.normal_(automaton.respond.bias, std=0.02)
    return automaton


def random_edges(batch, height, width):
    edges = torch.rand(batch, height, width) < 0.15
    edges[:, height // 2, width // 2] = True
    return edge_seed(edges)


STARTS = {
    "odd sides": lambda: random_edges(3, 11, 7),
    "batch of one": lambda: random_edges(1, 8, 8),
    "touching the border": lambda: edge_seed(torch.ones(2, 6, 6)),
    "blank seed": lambda: blank_seed(2, 9, 9),
    "nothing alive": lambda: torch.zeros(1, CHANNELS, 5, 5),
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_it_agrees_with_the_float64_reference(start):
    """In float32, relative to the largest value: 12 steps of sums over 144 products."""
    state, weights = start(), torch.randn(4)[None, :, None, None]

    def result(function, automaton, state):
        state = state.clone().requires_grad_()
        final = function(automaton, state, 12)
        (final[:, :4] * weights.to(final) + final[:, :4].square()).sum().backward()
        return [final.detach(), state.grad, *(p.grad for p in automaton.parameters())]

    fast = result(rollout, automaton(), state)
    reference = result(reference_rollout, automaton().double(), state.double())
    for got, expected in zip(fast, reference, strict=True):
        scale = expected.abs().max() + 1e-12
        assert ((got - expected).abs().max() / scale).item() < 2e-5


@pytest.mark.parametrize(("channels", "hidden"), [(6, 20), (16, 48), (20, 128), (32, 64)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_an_automaton_of_any_size_is_rolled_out(channels, hidden, dtype):
    """By a kernel that takes it, else by torch: in float32 to rounding, bfloat16 to 3 % of all."""
    torch.manual_seed(1)
    odd = Automaton(update_noise=0.0, channels=channels, hidden=hidden)
    torch.nn.init.normal_(odd.respond.weight, std=0.05)
    state = edge_seed(torch.ones(2, 7, 6), channels)

    def result(function, automaton, state, **options):
        final = function(automaton, state, 4, **options)
        automaton.zero_grad()
        final.square().sum().backward()
        return [final.detach(), *(parameter.grad for parameter in automaton.parameters())]

    fast = result(rollout, odd, state, dtype=dtype)
    reference = result(reference_rollout, copy.deepcopy(odd).double(), state.double())
    for got, expected in zip(fast, reference, strict=True):
        limit = 1e-5 if dtype == torch.float32 else 0.03
        assert (got - expected).norm() <= limit * expected.norm()


def test_an_automaton_of_any_size_gets_the_noise_that_is_defined():
    noisy = Automaton(update_noise=0.1, channels=6, hidden=20)
    state = edge_seed(torch.ones(1, 5, 4), 6)
    with torch.no_grad():
        grown = rollout(noisy, state, 1, CommonNoise(3))
    expected = to_cells(state) + 0.1 * Steps(0.1, CommonNoise(3), 1, 42)[0].of(torch.arange(42), 6)
    assert torch.allclose(grown, to_state(expected, 1, 5, 4), atol=1e-6)


def reference_rollout(automaton, state, steps):
    for _ in range(steps):
        state = automaton(state)
    return state


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("function", [rollout, dense_rollout])
def test_recomputing_the_hidden_layer_changes_no_bit(function, dtype):
    def gradients(recompute):
        torch.manual_seed(4)
        noisy = automaton(noise=0.02)
        function(noisy, state, 6, dtype=dtype, recompute=recompute).square().sum().backward()
        return [parameter.grad for parameter in noisy.parameters()]

    state = random_edges(2, 9, 10)
    for kept, again in zip(gradients(False), gradients(True), strict=True):
        assert torch.equal(kept, again)


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_bfloat16_gradients_agree_with_the_float64_reference(start):
    """Each product keeps 8 bits (0.4 %); over four steps the gradients stay within 3 %."""
    state = start()
    coarse, exact = automaton(), automaton().double()
    rollout(coarse, state, 4, dtype=torch.bfloat16).square().sum().backward()
    reference_rollout(exact, state.double(), 4).square().sum().backward()
    for got, expected in zip(coarse.parameters(), exact.parameters(), strict=True):
        deviation = (got.grad - expected.grad).norm()
        assert deviation <= 0.03 * expected.grad.norm()


def test_bfloat16_products_stay_close():
    """bfloat16 keeps 8 bits: 0.4 % a product, averaged over 144 of them and four steps."""
    state = random_edges(2, 12, 12)
    with torch.no_grad():
        exact = rollout(automaton(), state, 4)
        coarse = rollout(automaton(), state, 4, dtype=torch.bfloat16)
    assert coarse.dtype == torch.float32
    assert (coarse - exact).abs().max() / exact.abs().max() < 0.02


def test_noise_and_fire_rate_spread_as_in_the_dense_rollout():
    """Same mean and deviation over many cells, though the draws differ."""
    noisy = automaton(noise=0.05)
    noisy.fire_rate = 0.5
    state = edge_seed(torch.ones(4, 40, 40))
    with torch.no_grad():
        fast, dense = (f(noisy, state, 3) for f in (rollout, dense_rollout))
    # 102,400 values each: means agree to a few thousandths of the deviation
    assert (fast.mean() - dense.mean()).abs() < 0.02 * dense.std()
    assert fast.std().item() == pytest.approx(dense.std().item(), rel=0.02)


def test_a_second_derivative_is_refused_rather_than_wrong():
    """As a penalty on the gradient would ask for."""
    state, noisy = random_edges(2, 6, 6), automaton(noise=0.02)
    (first,) = torch.autograd.grad(
        rollout(noisy, state, 2).square().sum(), noisy.perceive.weight, create_graph=True
    )
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first.square().sum().backward()


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_noise_is_added_where_the_definition_adds_it(start):
    """The definition, with the same noise drawn for every cell: what dies or lives is the same."""
    noisy, state = automaton(noise=0.05), start()
    steps = Steps(0.05, torch.Generator().manual_seed(3))
    expected = state
    with torch.no_grad():
        made = rollout(noisy, state, 5, torch.Generator().manual_seed(3))
        for step in range(5):
            every = torch.arange(len(to_cells(state)))
            noise = to_state(steps[step].of(every, CHANNELS), len(state), *state.shape[2:])
            change = noisy.update(expected) + 0.05 * noise
            expected = expected + change * noisy.active(expected)
    assert torch.allclose(made, expected, atol=1e-4)


def test_same_generator_same_rollout():
    state, noisy = random_edges(2, 10, 10), automaton(noise=0.05)
    with torch.no_grad():
        first, second = (
            rollout(noisy, state, 5, torch.Generator().manual_seed(3)) for _ in range(2)
        )
    assert torch.equal(first, second)


def test_the_state_that_went_in_is_left_alone():
    state = random_edges(1, 8, 8)
    before = state.clone()
    with torch.no_grad():
        rollout(automaton(), state, 3)
    assert torch.equal(state, before)
