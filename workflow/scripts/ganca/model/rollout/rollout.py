"""Many steps of an automaton, fast: only the cells that live are computed.

The living mask gates every update, so a dead cell's update need not be worked out at all: exactly
the same states and gradients, for between a third and two thirds of the arithmetic.  Both
convolutions become matrix products over the living cells' 3 x 3 neighbourhoods, by `native` where
the processor and a compiler allow it, else by `products`.  Inside, a state is a table of cells,
(batch * (height + 2) * (width + 2), channels), padded by one dead cell on each side.
"""

from functools import partial

import torch
from torch.autograd.function import once_differentiable
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from ganca.model.rollout.choice import fastest
from ganca.model.rollout.native import KERNELS, NativeProducts
from ganca.model.rollout.noise import CommonNoise, Steps
from ganca.model.rollout.products import Products


def rollout(
    automaton, state, steps, generator=None, dtype=torch.float32, recompute=False, multiplier=None
):
    """The state after `steps` steps; differentiable in the weights and in `state`.

    state: (batch, channels, height, width) float32.  dtype: of the matrix products' factors,
    float32 or bfloat16; sums and states stay float32.  recompute: the backward pass computes each
    step's hidden layer again instead of keeping it: the same result for less memory.  multiplier:
    a kernel of `native.KERNELS`, `torch`, or None for the fastest here.  On a GPU the plain
    convolutions are used.
    """
    if state.is_cuda:
        return dense_rollout(automaton, state, steps, generator, dtype, recompute)
    weights = automaton.matrices()
    if torch.is_grad_enabled():
        options = steps, generator, dtype, recompute, multiplier
        return LivingRollout.apply(state, *weights, automaton, *options)
    return grow(state, products(weights, state, dtype, multiplier), automaton, steps, generator)


def products(weights, state, dtype, multiplier=None):
    """What multiplies by these weights, on a CPU, for grids of this state's shape."""
    batch, channels, height, width = state.shape
    precision = str(dtype).removeprefix("torch.")
    name = multiplier or fastest(precision, channels, len(weights[2])).rollout
    if name == "torch":
        return Products(weights, (batch, height, width), dtype)
    return NativeProducts(weights, (batch, height, width), KERNELS[name])


def dense_rollout(automaton, state, steps, generator=None, dtype=torch.float32, recompute=False):
    """`rollout` step by step as the definition says, on any device, with torch's own noise."""
    step = partial(checkpoint, automaton, use_reentrant=False) if recompute else automaton
    state = state.contiguous(memory_format=torch.channels_last)
    enabled = dtype != torch.float32
    for _ in range(steps):
        with torch.autocast(state.device.type, dtype=dtype, enabled=enabled):
            state = step(state, generator)
    return state.float()


def to_cells(state):
    """(batch, channels, height, width) to the padded table of cells."""
    return F.pad(state.permute(0, 2, 3, 1), (0, 0, 1, 1, 1, 1)).flatten(0, 2)


def to_state(cells, batch, height, width):
    """The padded table of cells back to (batch, channels, height, width)."""
    grid = cells.view(batch, height + 2, width + 2, -1)[:, 1:-1, 1:-1]
    return grid.permute(0, 3, 1, 2).contiguous()


def grow(state, products, automaton, steps, generator, keep=False, recompute=True):
    """x <- x + mask(x) (relu(N(x) W1 + b1) W2 + b2 + noise), N the neighbourhoods of living cells.

    keep: whether the products keep what their backward pass needs of each step.
    """
    batch, _, height, width = state.shape
    cells, fires = to_cells(state), None
    places = (height + 2) * (width + 2)
    strength, rate = automaton.update_noise, automaton.fire_rate
    noise = Steps(strength, generator, steps, places) if strength else None
    if rate < 1 and isinstance(generator, CommonNoise):
        fires = (torch.rand(steps, places, generator=generator) < rate).repeat(1, batch)
    elif rate < 1:
        fires = torch.rand(steps, len(cells), generator=generator) < rate
    products.grow(cells, steps, fires, noise, keep, recompute)
    return to_state(cells, batch, height, width)


class LivingRollout(torch.autograd.Function):
    """`grow`, with a backward pass, which reads neighbourhoods again instead of keeping them."""

    @staticmethod
    def forward(ctx, state, w1, b1, w2, b2, automaton, *options):
        steps, generator, dtype, recompute, multiplier = options
        ctx.shape = state.shape
        ctx.products = products((w1, b1, w2, b2), state, dtype, multiplier)
        return grow(state, ctx.products, automaton, steps, generator, True, recompute)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        batch, _, height, width = ctx.shape
        d_cells = to_cells(gradient)
        ctx.products.back(d_cells)
        d_state = to_state(d_cells, batch, height, width)
        return d_state, *ctx.products.gradients(), *[None] * 6
