"""Many steps of an automaton, fast: only the cells that live are computed.

The living mask gates every update, so a dead cell's update need not be worked out at all: exactly
the same states and gradients, for between a third and two thirds of the arithmetic.  The cells
that live are gathered with their 3 x 3 neighbourhoods into the rows of a matrix, and both
convolutions are matrix products over those rows.  Inside, a state is a table of cells,
(batch * (height + 2) * (width + 2), 16), padded by one dead cell on each side.
"""

from functools import partial

import torch
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from ganca.automaton import ALIVE, ALPHA, CHANNELS

FULL = 256  # rows of a matrix come in multiples of this
threshold_backward = torch.ops.aten.threshold_backward  # of ReLU: zero where it was


def rollout(automaton, state, steps, generator=None, dtype=torch.float32, recompute=False):
    """The state after `steps` steps; differentiable in the weights and in `state`.

    state: (batch, 16, height, width) float32.  dtype: of the matrix products, float32 or bfloat16;
    sums and states stay float32.  recompute: the way back works out each step's hidden layer again
    instead of keeping it: the same result for less memory and more time.  On a GPU the plain
    convolutions are used.
    """
    if state.is_cuda:
        return dense_rollout(automaton, state, steps, generator, dtype, recompute)
    weights = matrices(automaton)
    if torch.is_grad_enabled():
        return LivingRollout.apply(state, *weights, automaton, steps, generator, dtype, recompute)
    return grow(state, weights, automaton, steps, generator, dtype)


def dense_rollout(automaton, state, steps, generator=None, dtype=torch.float32, recompute=False):
    """`rollout` step by step as the definition says, on any device."""
    step = partial(checkpoint, automaton, use_reentrant=False) if recompute else automaton
    state = state.contiguous(memory_format=torch.channels_last)
    enabled = dtype != torch.float32
    for _ in range(steps):
        with torch.autocast(state.device.type, dtype=dtype, enabled=enabled):
            state = step(state, generator)
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


def grow(state, weights, automaton, steps, generator, dtype, keep=None):
    """x <- x + mask(x) (relu(N(x) W1 + b1) W2 + b2 + noise), N the neighbourhoods of living cells.

    keep: called with each step's table of cells, living rows and hidden layer.
    """
    batch, _, height, width = state.shape
    cells = to_cells(state)
    w1, b1, w2, b2 = (weight.to(dtype) for weight in weights)
    for _ in range(steps):
        rows = living(cells, (batch, height, width), automaton.fire_rate, generator)
        table = cells.to(dtype, copy=True)
        hidden = respond(gather(table, filled_up(rows, width), width), w1, b1)
        change = torch.addmm(b2, hidden, w2)[: len(rows)].float()
        if automaton.update_noise:
            noise = torch.randn(change.shape, generator=generator)
            change.add_(noise, alpha=automaton.update_noise)
        if keep:
            keep(table, rows, hidden)
        cells.index_add_(0, rows, change)
    return to_state(cells, batch, height, width)


def respond(seen, w1, b1):
    """The hidden layer of neighbourhoods, (rows, 128)."""
    return torch.addmm(b1, seen, w1).relu_()


class LivingRollout(torch.autograd.Function):
    """`grow`, with a way back; the neighbourhoods are gathered again, not kept."""

    @staticmethod
    def forward(ctx, state, w1, b1, w2, b2, automaton, steps, generator, dtype, recompute):
        ctx.trace, ctx.dtype, ctx.shape = [], dtype, state.shape
        ctx.save_for_backward(w1, b1, w2)

        def keep(table, rows, hidden):
            ctx.trace.append((table, rows, None if recompute else hidden))

        return grow(state, (w1, b1, w2, b2), automaton, steps, generator, dtype, keep)

    @staticmethod
    def backward(ctx, gradient):
        w1, b1, w2 = (weight.to(ctx.dtype) for weight in ctx.saved_tensors)
        batch, _, height, width = ctx.shape
        d_cells = to_cells(gradient)
        places = standing(len(d_cells), width)
        d_w1, d_b1, d_w2, d_b2 = (torch.zeros(size) for size in sizes(w1, w2))
        while ctx.trace:
            table, rows, hidden = ctx.trace.pop()
            seen = gather(table, filled_up(rows, width), width)
            if hidden is None:
                hidden = respond(seen, w1, b1)
            d_change = d_cells.index_select(0, rows).to(ctx.dtype)
            d_change = F.pad(d_change, (0, 0, 0, len(seen) - len(rows)))
            d_w2 += hidden.t() @ d_change
            d_b2 += d_change.sum(0)
            d_hidden = threshold_backward(d_change @ w2.t(), hidden, 0)
            d_w1 += seen.t() @ d_hidden
            d_b1 += d_hidden.sum(0)
            d_cells += scatter(d_hidden @ w1.t(), rows, places)
        d_state = to_state(d_cells, batch, height, width)
        return d_state, d_w1, d_b1, d_w2, d_b2, None, None, None, None, None


def sizes(w1, w2):
    """Of the two matrices and the biases behind them."""
    return w1.shape, w1.shape[1:], w2.shape, w2.shape[1:]


def living(cells, shape, fire_rate, generator):
    """The indices of the cells that this step updates (padding cells never)."""
    batch, height, width = shape
    alive = (cells[:, ALPHA] >= ALIVE).view(batch, height + 2, width + 2)
    alive = alive[:, :, :-2] | alive[:, :, 1:-1] | alive[:, :, 2:]
    mask = F.pad(alive[:, :-2] | alive[:, 1:-1] | alive[:, 2:], (1, 1, 1, 1))
    if fire_rate < 1:
        mask &= torch.rand(mask.shape, generator=generator) < fire_rate
    return mask.flatten().nonzero()[:, 0]


def filled_up(rows, width):
    """Living rows and, behind them, the first cell again and again, up to a multiple of FULL.

    oneDNN, which multiplies bfloat16 matrices, compiles a kernel for each number of rows it meets;
    were these all the numbers of cells that ever live, training would mostly wait for compilers.
    What comes out of the rows behind is thrown away.  There is one at least.
    """
    return F.pad(rows, (0, FULL - len(rows) % FULL), value=width + 3)


def gather(table, rows, width):
    """The neighbourhoods of these cells, (rows, 9 * 16).

    The three cells of a neighbourhood's row stand side by side in the table, so each is one copy.
    """
    triples = table.as_strided((len(table) - 2, 3 * CHANNELS), (CHANNELS, 1))
    first = torch.tensor([-1, 0, 1]) * (width + 2) - 1
    index = (rows[:, None] + first).flatten()
    return triples.index_select(0, index).view(len(rows), 9 * CHANNELS)


def standing(count, width):
    """Where each cell stands: the slots of all nine neighbourhoods that it is part of, (count, 9).

    A cell stands in slot k of the neighbourhood whose centre lies the offset of k behind it.
    Beyond the table's ends the first or last cell is named: padding, whose slots hold nothing.
    """
    rows = torch.arange(-1, 2) * (width + 2)
    offsets = (rows[:, None] + torch.arange(-1, 2)).flatten()
    centre = torch.arange(count)[:, None] - offsets
    return centre.clamp(0, count - 1) * len(offsets) + torch.arange(len(offsets))


def scatter(d_seen, rows, places):
    """The transpose of `gather`: what each cell gets back from all neighbourhoods it stood in.

    d_seen: (more than rows, 9 * 16), zero behind the rows: what a cell that doesn't live gives.
    Written as a sum of gathered rows (an embedding bag), which runs in parallel and in a fixed
    order, where scattered additions would do neither.
    """
    index = torch.full((len(places),), len(rows))
    index[rows] = torch.arange(len(rows))
    slots = d_seen.index_select(0, index).view(-1, CHANNELS)
    return F.embedding_bag(places, slots, mode="sum")
