"""Many steps of an automaton, fast: only the cells that live are computed.

The living mask gates every update, so a dead cell's update need not be worked out at all: exactly
the same states and gradients, for between a third and two thirds of the arithmetic.  The cells
that live are gathered with their 3 x 3 neighbourhoods into the rows of a matrix, and both
convolutions are matrix products over those rows.  Inside, a state is a table of cells,
(batch * (height + 2) * (width + 2), 16), padded by one dead cell on each side.
"""

import torch
from torch.nn import functional as F

from ganca.automaton import ALIVE, ALPHA, CHANNELS

threshold_backward = torch.ops.aten.threshold_backward  # of ReLU: zero where it was


def rollout(automaton, state, steps, generator=None, dtype=torch.float32):
    """The state after `steps` steps; differentiable in the weights and in `state`.

    state: (batch, 16, height, width) float32.  dtype: of the matrix products, float32 or bfloat16;
    sums and states stay float32.  On a GPU the plain convolutions are used.
    """
    if state.is_cuda:
        return dense_rollout(automaton, state, steps, generator, dtype)
    weights = matrices(automaton)
    if torch.is_grad_enabled():
        return LivingRollout.apply(state, *weights, automaton, steps, generator, dtype)
    return grow(state, weights, automaton, steps, generator, dtype)


def dense_rollout(automaton, state, steps, generator=None, dtype=torch.float32):
    """`rollout` step by step as the definition says, on any device."""
    state = state.contiguous(memory_format=torch.channels_last)
    enabled = dtype != torch.float32
    for _ in range(steps):
        with torch.autocast(state.device.type, dtype=dtype, enabled=enabled):
            state = automaton(state, generator)
    return state.float()


def matrices(automaton):
    """The weights as factors of row vectors: (144, 128), (128,), (128, 16), (16,)."""
    perceive, respond = automaton.perceive, automaton.respond
    return (
        perceive.weight.permute(2, 3, 1, 0).reshape(9 * CHANNELS, -1),
        perceive.bias,
        respond.weight[:, :, 0, 0].t(),
        respond.bias,
    )


def to_cells(state):
    """(batch, 16, height, width) to the padded table of cells."""
    return F.pad(state.permute(0, 2, 3, 1), (0, 0, 1, 1, 1, 1)).reshape(-1, CHANNELS)


def to_state(cells, batch, height, width):
    """The padded table of cells back to (batch, 16, height, width)."""
    grid = cells.view(batch, height + 2, width + 2, CHANNELS)[:, 1:-1, 1:-1]
    return grid.permute(0, 3, 1, 2).contiguous()


def grow(state, weights, automaton, steps, generator, dtype, trace=None):
    """x <- x + mask(x) (relu(N(x) W1 + b1) W2 + b2 + noise), N the neighbourhoods of living cells.

    Each step's cells, living rows and hidden layer are appended to `trace` where there is one.
    """
    batch, _, height, width = state.shape
    around, cells = neighbours(width), to_cells(state)
    w1, b1, w2, b2 = (weight.to(dtype) for weight in weights)
    for _ in range(steps):
        rows = living(cells, (batch, height, width), automaton.fire_rate, generator)
        hidden = torch.addmm(b1, gather(cells, rows, around).to(dtype), w1).relu_()
        change = torch.addmm(b2, hidden, w2).float()
        if automaton.update_noise:
            noise = torch.randn(change.shape, generator=generator)
            change.add_(noise, alpha=automaton.update_noise)
        if trace is not None:
            trace.append((cells, rows, hidden))
            cells = cells.clone()
        cells[rows] = cells.index_select(0, rows) + change
    return to_state(cells, batch, height, width)


class LivingRollout(torch.autograd.Function):
    """`grow`, with a way back: the hidden layer is kept, the neighbourhoods are gathered again."""

    @staticmethod
    def forward(ctx, state, w1, b1, w2, b2, automaton, steps, generator, dtype):
        ctx.trace, ctx.dtype, ctx.shape = [], dtype, state.shape
        ctx.save_for_backward(w1, w2)
        return grow(state, (w1, b1, w2, b2), automaton, steps, generator, dtype, ctx.trace)

    @staticmethod
    def backward(ctx, gradient):
        w1, w2 = (weight.to(ctx.dtype) for weight in ctx.saved_tensors)
        batch, _, height, width = ctx.shape
        around, d_cells = neighbours(width), to_cells(gradient)
        d_w1, d_b1, d_w2, d_b2 = (torch.zeros(size) for size in sizes(w1, w2))
        for cells, rows, hidden in reversed(ctx.trace):
            d_change = d_cells.index_select(0, rows).to(ctx.dtype)
            d_w2 += hidden.t() @ d_change
            d_b2 += d_change.sum(0)
            d_hidden = threshold_backward(d_change @ w2.t(), hidden, 0)
            d_w1 += gather(cells, rows, around).to(ctx.dtype).t() @ d_hidden
            d_b1 += d_hidden.sum(0)
            d_seen = d_hidden.new_zeros(len(rows) + 1, len(w1))  # the last row stays zero
            torch.mm(d_hidden, w1.t(), out=d_seen[:-1])
            d_cells = d_cells + scatter(d_seen.float(), rows, len(cells), around)
        d_state = to_state(d_cells, batch, height, width)
        return d_state, d_w1, d_b1, d_w2, d_b2, None, None, None, None


def sizes(w1, w2):
    """Of the two matrices and the biases behind them."""
    return w1.shape, w1.shape[1:], w2.shape, w2.shape[1:]


def neighbours(width):
    """The nine offsets of a cell's neighbourhood in the padded table, row by row."""
    rows = torch.arange(-1, 2) * (width + 2)
    return (rows[:, None] + torch.arange(-1, 2)).flatten()


def living(cells, shape, fire_rate, generator):
    """The indices of the cells that this step updates (padding cells never)."""
    batch, height, width = shape
    alpha = cells[:, ALPHA].reshape(batch, 1, height + 2, width + 2)
    mask = torch.zeros_like(alpha, dtype=torch.bool)
    mask[:, :, 1:-1, 1:-1] = F.max_pool2d(alpha, 3, stride=1) >= ALIVE
    if fire_rate < 1:
        mask &= torch.rand(mask.shape, generator=generator) < fire_rate
    return mask.flatten().nonzero()[:, 0]


def gather(cells, rows, around):
    """The neighbourhoods of these cells, (rows, 9 * 16)."""
    index = (rows[:, None] + around).flatten()
    return cells.index_select(0, index).view(len(rows), len(around) * CHANNELS)


def scatter(d_seen, rows, count, around):
    """The transpose of `gather`: what each cell gets back from all neighbourhoods it stood in.

    d_seen: (rows + 1, 9 * 16), its last row zero: the neighbourhood of a cell that doesn't live.
    Written as a sum of gathered rows (an embedding bag), which runs in parallel and in a fixed
    order, where scattered additions would do neither.
    """
    slots, reach = len(around), int(around[-1])
    place = torch.full((count + 2 * reach,), len(rows))
    place[rows + reach] = torch.arange(len(rows))
    # A cell stands in slot k of the neighbourhood whose centre lies the offset of k behind it.
    centre = torch.arange(count)[:, None] + reach - around
    index = place[centre] * slots + torch.arange(slots)
    return F.embedding_bag(index, d_seen.view(-1, CHANNELS), mode="sum")
