"""How finished pictures bear being left alone and being disturbed.

Two things are asked.  Does what is erased grow again?  No edges are given again, so it must come
out of what is left.  And how far may a picture be trusted whose truth nobody knows?  Signs of that
are how steady the picture is by itself, whether it returns when it is shaken ("Measuring
Prediction Uncertainty in Neural Cellular Automata", arXiv:2605.26726, calls that resilience), and
how alike it comes out with other noise.  A U-Net has no state to disturb.
"""

import numpy as np
import pandas as pd
import torch

from ganca.measure.evaluation import CHUNK, NOISE_SEED, show
from ganca.measure.metrics import dilated, enclosed, on_white
from ganca.model.networks import grow
from ganca.model.rollout.noise import CommonNoise

SHAKEN = 0.1  # standard deviation of the noise on every channel of a shaken cell
SIGNS = ["steady", "returned", "alike"]
REGROWN = ["name", "before", "erased", "after"]


@torch.no_grad()
def grown(automaton, state, steps, seed=NOISE_SEED):
    """The states (n, channels, height, width) after so many steps; seed: of the noise."""
    parts = [grow(automaton, part, steps, CommonNoise(seed)) for part in state.split(CHUNK)]
    return torch.cat(parts)


def quarter_erased(state):
    """States (n, channels, height, width), each without a quarter: this corner, then that."""
    left = state.clone()
    middle = state.shape[2] // 2, state.shape[3] // 2
    for i in range(len(state)):
        rows, columns = (
            slice(None, cut) if i >> axis & 1 else slice(cut, None)
            for axis, cut in enumerate(middle)
        )
        left[i, :, rows, columns] = 0
    return left


def squared_errors(automaton, state, targets):
    """Mean squared error of each state's picture, (n,).  targets: (n, height, width, 4) uint8."""
    return ((show(automaton, state) / 255 - targets / 255.0) ** 2).mean((1, 2, 3))


def regrown(automaton, state, pictures, steps):
    """Squared errors before a quarter is erased, just after, and after as many steps as before.

    state: that `pictures`, which have targets, start from.  One row a picture, REGROWN.
    """
    finished = grown(automaton, state, steps)
    wounded = quarter_erased(finished)
    healed = grown(automaton, wounded, steps, NOISE_SEED + 1)
    errors = [
        squared_errors(automaton, each, pictures.targets) for each in (finished, wounded, healed)
    ]
    return pd.DataFrame(dict(zip(REGROWN, [pictures.names, *errors], strict=True)))


def shaken(state):
    """States with the same noise of SHAKEN on every channel of the cells that aren't empty."""
    noise = torch.randn(state.shape[1:], generator=torch.Generator().manual_seed(NOISE_SEED))
    return state + SHAKEN * noise * (state != 0).any(1, keepdim=True)


def drawn_areas(edges):
    """What each drawing covers, a pixel around it included: (n, height, width) boolean."""
    return np.stack([dilated(enclosed(drawing) | (drawing > 0)) for drawing in edges])


def likeness(pictures, others, areas):
    """1 - the mean absolute difference of pictures on white, in their areas: (n,) in [0, 1].

    pictures, others: (n, height, width, 4) uint8.  areas: from `drawn_areas`.  nan for an empty
    drawing.  Of a picture after some steps and the same after as many again, it is the sign
    ``steady`` of `signs`: whoever has both needs no more.
    """
    apart = np.abs(on_white(pictures / 255) - on_white(others / 255)).mean(-1)
    drawn = zip(apart, areas, strict=True)
    return np.array([1 - each[area].mean() if area.any() else np.nan for each, area in drawn])


def left_alone(automaton, state, steps):
    """The pictures of finished states after as many steps again, with other noise."""
    return show(automaton, grown(automaton, state, steps, NOISE_SEED + 1))


def steadiness(pictures, others, edges):
    """The sign ``steady`` of each drawing, (n,): of pictures and the same when `left_alone`.

    All are lists, for drawings may differ in size.
    """
    each = zip(pictures, others, edges, strict=True)
    return np.array(
        [likeness(a[None], b[None], drawn_areas(drawing[None]))[0] for a, b, drawing in each]
    )


def signs(automaton, state, edges, steps):
    """The finished pictures, (n, height, width, 4) uint8, and SIGNS of how far to trust each.

    Each is a `likeness`.  steady: of the finished picture to the same after as many steps again.
    returned: of the latter to the same where the finished state was shaken.  alike: of two
    pictures finished with different noise.
    """
    areas, finished = drawn_areas(edges), grown(automaton, state, steps)
    left = left_alone(automaton, finished, steps)
    back = show(automaton, grown(automaton, shaken(finished), steps, NOISE_SEED + 1))
    other = show(automaton, grown(automaton, state, steps, NOISE_SEED + 1))
    made = show(automaton, finished)
    pairs = (made, left), (left, back), (made, other)
    found = [likeness(*pair, areas) for pair in pairs]
    return made, pd.DataFrame(dict(zip(SIGNS, found, strict=True)))
