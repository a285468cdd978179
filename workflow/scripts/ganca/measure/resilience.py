"""How finished pictures bear being disturbed: whether what is erased grows again.

The automaton alone is asked: no edges are given again, so what is erased must come out of what is
left.  A U-Net has no state to disturb.
"""

import pandas as pd
import torch

from ganca.measure.evaluation import CHUNK, NOISE_SEED, show
from ganca.model.networks import grow
from ganca.model.rollout.noise import CommonNoise

REGROWN = ["name", "before", "erased", "after"]


@torch.no_grad()
def grown(automaton, state, steps, seed=NOISE_SEED):
    """The states (n, 16, height, width) after so many steps; seed: of the noise."""
    parts = [grow(automaton, part, steps, CommonNoise(seed)) for part in state.split(CHUNK)]
    return torch.cat(parts)


def quarter_erased(state):
    """States (n, 16, height, width) without a quarter: one has lost this corner, the next that."""
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
