"""The matrix products of a rollout, by torch: neighbourhoods gathered into a matrix's rows."""

import torch
from torch.nn import functional as F

from ganca.model.automaton import ALIVE, ALPHA

FULL = 256  # rows of a matrix come in multiples of this
threshold_backward = torch.ops.aten.threshold_backward  # of ReLU: zero where it was


class Products:
    """relu(N W1 + b1) W2 + b2 for the living cells' neighbourhoods N, and its backward pass.

    weights: as `Automaton.matrices` gives them.  shape: (batch, height, width) of the
    grids whose cells stand in the padded table, (batch * (height + 2) * (width + 2), channels).
    dtype: of the factors, float32 or bfloat16.
    """

    def __init__(self, weights, shape, dtype):
        self.dtype, self.shape, self.width = dtype, shape, shape[-1]
        self.w1, self.b1, self.w2, self.b2 = (weight.to(dtype) for weight in weights)
        self.d_w1, self.d_b1, self.d_w2, self.d_b2 = (torch.zeros(w.shape) for w in weights)
        self.places, self.trace = None, []

    def grow(self, cells, steps, fires=None, noise=None, keep=False, recompute=True):
        """Takes the table of cells, float32, through so many steps.

        fires: (steps, cells) boolean, which take part in which; None: all do.  noise: `Steps`, or
        None.  keep: whether there will be a backward pass.  recompute: whether it then computes
        hidden layers again.
        """
        for step in range(steps):
            rows = living(cells, self.shape, None if fires is None else fires[step])
            seen = self.update(cells, rows, noise and noise[step], not recompute)
            if keep:
                self.trace.append(seen)

    def back(self, d_cells):
        """Makes the gradient of the cells after `grow` that of the cells before."""
        while self.trace:
            self.update_back(*self.trace.pop(), d_cells)

    def update(self, cells, rows, noise, keep):
        """One step: adds to the cells `rows` of the table what they respond, and noise.

        cells: float32.  noise: a Noise, or None.  Returns what `update_back` needs: the table as
        it was, the rows and, if it is to be kept, their hidden layer.
        """
        table = cells.to(self.dtype, copy=True)
        hidden = self.respond(gather(table, filled_up(rows, self.width), self.width))
        change = torch.addmm(self.b2, hidden, self.w2)[: len(rows)].float()
        if noise is not None:
            change.add_(noise.of(rows, cells.shape[1]), alpha=noise.strength)
        cells.index_add_(0, rows, change)
        return table, rows, hidden if keep else None

    def respond(self, seen):
        """The hidden layer of neighbourhoods, (rows, hidden)."""
        return torch.addmm(self.b1, seen, self.w1).relu_()

    def update_back(self, table, rows, hidden, d_cells):
        """Adds to `d_cells`, the gradient of the table after an update, what goes back through it.

        hidden: as kept by `update`, or None: it is computed again.
        """
        if self.places is None:
            self.places = standing(len(d_cells), self.width)
        seen = gather(table, filled_up(rows, self.width), self.width)
        if hidden is None:
            hidden = self.respond(seen)
        d_change = d_cells.index_select(0, rows).to(self.dtype)
        d_change = F.pad(d_change, (0, 0, 0, len(seen) - len(rows)))
        self.d_w2 += hidden.t() @ d_change
        self.d_b2 += d_change.sum(0)
        d_hidden = threshold_backward(d_change @ self.w2.t(), hidden, 0)
        self.d_w1 += seen.t() @ d_hidden
        self.d_b1 += d_hidden.sum(0)
        d_cells += scatter(d_hidden @ self.w1.t(), rows, self.places)

    def gradients(self):
        """The gradients of the four weights, summed over all steps of the backward pass."""
        return self.d_w1, self.d_b1, self.d_w2, self.d_b2


def filled_up(rows, width):
    """Living rows and, behind them, the first cell again and again, up to a multiple of FULL.

    oneDNN, which multiplies bfloat16 matrices, compiles a kernel for each number of rows it meets;
    were these all the numbers of cells that ever live, training would mostly wait for compilers.
    What comes out of the rows behind is thrown away.  There is one at least.
    """
    return F.pad(rows, (0, FULL - len(rows) % FULL), value=width + 3)


def gather(table, rows, width):
    """The neighbourhoods of these cells, (rows, 9 * channels).

    The three cells of a neighbourhood's row stand side by side in the table, so each is one copy.
    """
    count, channels = table.shape
    triples = table.as_strided((count - 2, 3 * channels), (channels, 1))
    first = torch.tensor([-1, 0, 1]) * (width + 2) - 1
    index = (rows[:, None] + first).flatten()
    return triples.index_select(0, index).view(len(rows), 9 * channels)


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

    d_seen: (more than rows, 9 * channels), zero behind the rows: what a cell that doesn't live
    gives.  Written as a sum of gathered rows (an embedding bag), which runs in parallel and in a
    fixed order, where scattered additions would do neither.
    """
    index = torch.full((len(places),), len(rows))
    index[rows] = torch.arange(len(rows))
    slots = d_seen.index_select(0, index).view(-1, d_seen.shape[1] // 9)
    return F.embedding_bag(places, slots, mode="sum")


def living(cells, shape, fires=None):
    """The indices of the cells that a step updates (padding cells never)."""
    batch, height, width = shape
    alive = (cells[:, ALPHA] >= ALIVE).view(batch, height + 2, width + 2)
    alive = alive[:, :, :-2] | alive[:, :, 1:-1] | alive[:, :, 2:]
    mask = F.pad(alive[:, :-2] | alive[:, 1:-1] | alive[:, 2:], (1, 1, 1, 1)).flatten()
    return (mask if fires is None else mask & fires).nonzero()[:, 0]
