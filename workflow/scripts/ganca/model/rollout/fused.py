"""A rollout in one kernel a step, forward and backward, for GPUs: written in Triton.

    x' = x + mask(x) (relu(N(x) W1 + b1) W2 + b2 + noise),  N the 3 x 3 neighbourhoods

A state is a table of cells, (batch * height * width, 16) float32; a program works on CELLS of
them.  Of a step, only the new state goes to memory: noise is drawn in the kernel, a function of
the step's seed and the cell's number.  The backward pass needs the states, 64 bytes a cell and
step, computes the rest again, and sums everything in a fixed order.

Tested on CPUs in Triton's interpreter and compiled for GPUs; not tried on a real card yet.  With
one launch a step, a CUDA graph can wait until a card shows that launches hold it up.
"""

import torch
import triton
import triton.language as tl
from torch.autograd.function import once_differentiable

from ganca.model import automaton

CHANNELS = tl.constexpr(automaton.CHANNELS)
HIDDEN = tl.constexpr(automaton.HIDDEN)
ALPHA = tl.constexpr(automaton.ALPHA)
ALIVE = tl.constexpr(automaton.ALIVE)
SLOTS = tl.constexpr(9)  # of a neighbourhood, row by row; the cell itself stands in slot 4
CELLS = tl.constexpr(64)
WARPS, STAGES = 4, 2
INTERPRETED = tl.constexpr(triton.knobs.runtime.interpret)
TYPES = {torch.float32: tl.float32, torch.bfloat16: tl.bfloat16}


def fused_rollout(automaton, state, steps, generator=None, dtype=torch.float32, recompute=False):
    """`rollout.rollout` with these kernels; the noise is the same, the draws are others.

    recompute: has no effect, for hidden layers are never kept.
    """
    seeds = torch.randint(2**62, (steps,), generator=generator, device=state.device)
    settings = {"NOISE": automaton.update_noise, "FIRE_RATE": automaton.fire_rate}
    weights = automaton.matrices()
    if torch.is_grad_enabled():
        return FusedRollout.apply(state, *weights, seeds, dtype, settings)
    return grow(state, weights, seeds, dtype, settings)


def grow(state, weights, seeds, dtype, settings, keep=None):
    """The state after a step with each seed.  keep: called with the cells before each step."""
    batch, channels, height, width = state.shape
    cells = to_cells(state)
    weights, options = prepared(weights, dtype), launch(dtype, settings)
    for seed in seeds:
        if keep:
            keep(cells)
        new = torch.empty_like(cells)
        forward[programs(cells)](cells, new, *weights, seed, len(cells), height, width, **options)
        cells = new
    return cells.view(batch, height, width, channels).permute(0, 3, 1, 2).contiguous()


class FusedRollout(torch.autograd.Function):
    """`grow`, with a backward pass."""

    @staticmethod
    def forward(ctx, state, w1, b1, w2, b2, seeds, dtype, settings):
        ctx.trace, ctx.shape, ctx.dtype, ctx.settings = [], state.shape, dtype, settings
        ctx.save_for_backward(w1, b1, w2, b2, seeds)
        return grow(state, (w1, b1, w2, b2), seeds, dtype, settings, ctx.trace.append)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        *weights, seeds = ctx.saved_tensors
        batch, channels, height, width = ctx.shape
        d_cells = to_cells(gradient).clone()  # is written to
        grid, size = programs(d_cells), (len(d_cells), height, width)
        sums = [d_cells.new_zeros(*grid, *weight.shape) for weight in weights]
        later = d_cells.new_zeros(len(d_cells), SLOTS.value, channels, dtype=ctx.dtype)
        d_seen = torch.empty_like(later)
        weights, options = prepared(weights, ctx.dtype), launch(ctx.dtype, ctx.settings)
        for seed in seeds.flip(0):
            cells = ctx.trace.pop()
            backward[grid](cells, d_cells, later, d_seen, *sums, *weights, seed, *size, **options)
            later, d_seen = d_seen, later
        receive[grid](d_cells, later, *size, num_warps=WARPS)
        d_state = d_cells.view(batch, height, width, channels).permute(0, 3, 1, 2)
        return d_state, *(part.sum(0) for part in sums), None, None, None


def to_cells(state):
    """(batch, 16, height, width) to the table of cells."""
    return state.permute(0, 2, 3, 1).reshape(-1, state.shape[1]).contiguous()


def prepared(weights, dtype):
    """W1, b1, W2, b2 as the kernels read them: what is multiplied in the products' type."""
    w1, b1, w2, b2 = (weight.contiguous() for weight in weights)
    return w1.to(dtype), b1, w2.to(dtype), b2


def launch(dtype, settings):
    """What the kernels are compiled for."""
    return settings | {"DTYPE": TYPES[dtype], "num_warps": WARPS, "num_stages": STAGES}


def programs(cells):
    """How many programs share the cells, as a grid."""
    return (triton.cdiv(len(cells), CELLS.value),)


@triton.jit(do_not_specialize=["seed"])
def forward(x, x_new, w1, b1, w2, b2, seed, count, height, width,
            NOISE: tl.constexpr, FIRE_RATE: tl.constexpr, DTYPE: tl.constexpr):  # fmt: skip
    """One step: the table of `count` cells `x` to `x_new`."""
    cell = tl.program_id(0) * CELLS + tl.arange(0, CELLS)
    seed = tl.load(seed)
    hidden = respond(x, w1, b1, cell, count, height, width, DTYPE)
    change = product(hidden, tl.load(matrix(w2, HIDDEN, CHANNELS)), DTYPE)
    change += tl.load(vector(b2, CHANNELS))
    if NOISE > 0:
        change += NOISE * normal(seed, cell)
    acts = active(x, cell, seed, count, height, width, FIRE_RATE)
    place, inside = rows(cell, count)
    new = tl.load(x + place, inside, 0.0) + tl.where(acts[:, None], change, 0.0)
    tl.store(x_new + place, new, inside)


@triton.jit(do_not_specialize=["seed"])
def backward(x, d_x, later, d_seen, sum_w1, sum_b1, sum_w2, sum_b2, w1, b1, w2, b2, seed,
             count, height, width,
             NOISE: tl.constexpr, FIRE_RATE: tl.constexpr, DTYPE: tl.constexpr):  # fmt: skip
    """The gradients of one step, from the cells `x` before it and the seed that it had.

    d_x: (count, 16), of the cells after the step, but for what `later` holds for them; afterwards
    of those before it, but for what `d_seen` holds.
    later, d_seen: (count, 9, 16), of the neighbourhoods of the step after this one, and of this.
    sum_*: (programs, ...), of the weights; each program adds what its cells contribute.
    """
    program = tl.program_id(0)
    cell = program * CELLS + tl.arange(0, CELLS)
    place, inside = rows(cell, count)
    d_new = received(d_x, later, cell, count, height, width)
    tl.store(d_x + place, d_new, inside)

    acts = active(x, cell, tl.load(seed), count, height, width, FIRE_RATE)
    d_change = tl.where(acts[:, None], d_new, 0.0)
    add(vector(sum_b2 + program * CHANNELS, CHANNELS), tl.sum(d_change, 0))

    hidden = respond(x, w1, b1, cell, count, height, width, DTYPE)
    d_w2 = product(tl.trans(hidden), d_change, DTYPE)
    add(matrix(sum_w2 + program * HIDDEN * CHANNELS, HIDDEN, CHANNELS), d_w2)

    d_hidden = product(d_change, tl.trans(tl.load(matrix(w2, HIDDEN, CHANNELS))), DTYPE)
    d_hidden = tl.where(hidden > 0, d_hidden, 0.0)
    add(vector(sum_b1 + program * HIDDEN, HIDDEN), tl.sum(d_hidden, 0))

    for slot in range(SLOTS):
        part = slot * CHANNELS * HIDDEN  # of W1: the rows of this slot
        d_w1 = product(tl.trans(seen(x, cell, slot, count, height, width)), d_hidden, DTYPE)
        add(matrix(sum_w1 + program * SLOTS * CHANNELS * HIDDEN + part, CHANNELS, HIDDEN), d_w1)
        w1_part = tl.load(matrix(w1 + part, CHANNELS, HIDDEN))
        place, inside = rows(cell * SLOTS + slot, count * SLOTS)
        tl.store(d_seen + place, product(d_hidden, tl.trans(w1_part), DTYPE), inside)


@triton.jit
def receive(d_x, later, count, height, width):
    """Adds to each cell's gradient what neighbourhoods hold for it."""
    cell = tl.program_id(0) * CELLS + tl.arange(0, CELLS)
    place, inside = rows(cell, count)
    tl.store(d_x + place, received(d_x, later, cell, count, height, width), inside)


@triton.jit
def respond(x, w1, b1, cell, count, height, width, DTYPE: tl.constexpr):
    """The hidden layer, relu(N(x) W1 + b1), (CELLS, 128)."""
    hidden = tl.zeros((CELLS, HIDDEN), tl.float32) + tl.load(vector(b1, HIDDEN))
    for slot in range(SLOTS):
        w1_part = tl.load(matrix(w1 + slot * CHANNELS * HIDDEN, CHANNELS, HIDDEN))
        hidden += product(seen(x, cell, slot, count, height, width), w1_part, DTYPE)
    return tl.maximum(hidden, 0.0)


@triton.jit
def active(x, cell, seed, count, height, width, FIRE_RATE: tl.constexpr):
    """Which cells are updated in this step, (CELLS,)."""
    highest = tl.zeros((CELLS,), tl.float32)
    for slot in range(SLOTS):
        other, exists = neighbour(cell, slot, count, height, width)
        highest = tl.maximum(highest, tl.load(x + other * CHANNELS + ALPHA, exists, 0.0))
    acts = highest >= ALIVE
    if FIRE_RATE < 1:
        acts &= tl.rand(seed, count * 4 + cell) < FIRE_RATE  # numbers that `normal` doesn't use
    return acts


@triton.jit
def normal(seed, cell):
    """Standard normal draws, (CELLS, 16), four for each of four numbers of a cell."""
    a, b, c, d = tl.randn4x(seed, cell[:, None] * 4 + tl.arange(0, 4)[None, :])
    return tl.reshape(tl.join(tl.join(a, b), tl.join(c, d)), (CELLS, CHANNELS))


@triton.jit
def seen(x, cell, slot, count, height, width):
    """What stands in one slot of the cells' neighbourhoods, (CELLS, 16); 0 beyond the grid."""
    other, exists = neighbour(cell, slot, count, height, width)
    channel = tl.arange(0, CHANNELS)
    return tl.load(x + other[:, None] * CHANNELS + channel[None, :], exists[:, None], 0.0)


@triton.jit
def received(d_x, d_seen, cell, count, height, width):
    """The transpose of `seen`, on top of `d_x`: what all neighbourhoods hold for the cells.

    A cell stands in slot k of the neighbourhood whose centre stands in slot 8 - k of its own.
    """
    place, inside = rows(cell, count)
    total = tl.load(d_x + place, inside, 0.0)
    channel = tl.arange(0, CHANNELS)
    for slot in range(SLOTS):
        centre, exists = neighbour(cell, SLOTS - 1 - slot, count, height, width)
        place = (centre * SLOTS + slot)[:, None] * CHANNELS + channel[None, :]
        total += tl.load(d_seen + place, exists[:, None], 0.0).to(tl.float32)
    return total


@triton.jit
def neighbour(cell, slot, count, height, width):
    """The index of the cell in that slot, and whether there is one, (CELLS,) both."""
    down, right = slot // 3 - 1, slot % 3 - 1
    row, column = cell // width % height + down, cell % width + right
    on_grid = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    return cell + down * width + right, on_grid & (cell < count)


@triton.jit
def product(left, right, DTYPE: tl.constexpr):
    """left @ right, their numbers rounded to DTYPE, summed up in float32."""
    left, right = left.to(DTYPE), right.to(DTYPE)
    if INTERPRETED:  # which takes the bits of bfloat16 for integers here
        left, right = left.to(tl.float32), right.to(tl.float32)
    return tl.dot(left, right, input_precision="tf32x3")


@triton.jit
def rows(index, count):
    """Where rows of 16 channels lie in a table of `count` rows, and which of them are in it."""
    place = index[:, None] * CHANNELS + tl.arange(0, CHANNELS)[None, :]
    return place, (index < count)[:, None]


@triton.jit
def matrix(pointer, HEIGHT: tl.constexpr, WIDTH: tl.constexpr):
    """Where the numbers of a matrix lie, (HEIGHT, WIDTH)."""
    return pointer + tl.arange(0, HEIGHT)[:, None] * WIDTH + tl.arange(0, WIDTH)[None, :]


@triton.jit
def vector(pointer, LENGTH: tl.constexpr):
    """Where the numbers of a vector lie, (LENGTH,)."""
    return pointer + tl.arange(0, LENGTH)


@triton.jit
def add(pointers, values):
    """Adds to numbers that no other program touches."""
    tl.store(pointers, tl.load(pointers) + values)
