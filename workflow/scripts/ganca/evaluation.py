"""What a trained automaton makes of pictures: snapshots after so many steps, and films."""

import warnings
from itertools import pairwise

import numpy as np
import torch

from ganca.rollout import rollout

FRAMES = 61  # of a film: the start and the sixty steps after it, one more than training ever takes
FILMED = 4  # pictures of a set
NOISE_SEED = 0  # of the update noise: the same weights make the same pictures


@torch.no_grad()
def grow(automaton, state, horizons, filmed):
    """Grows a state through the largest horizon, once.

    state: (n, 16, height, width).  filmed: indices of the pictures to film.
    Returns {steps: (n, height, width, 4) uint8, straight-alpha RGBA} for each of the horizons, and
    the films, (filmed, FRAMES, height, width, 4) uint8, whose first frame is the start.
    """
    generator = torch.Generator().manual_seed(NOISE_SEED)
    snapshots, frames = {}, [show(automaton, state[filmed])]
    for before, after in pairwise([0, *sorted({*range(1, FRAMES), *horizons})]):
        state = rollout(automaton, state, after - before, generator)
        if after < FRAMES:
            frames.append(show(automaton, state[filmed]))
        if after in horizons:
            snapshots[after] = show(automaton, state)
    return snapshots, np.stack(frames, axis=1)


def show(automaton, state):
    """The pictures that states show, clipped: (n, height, width, 4) uint8.

    Warns of numbers that are no longer finite, which leave their pixels empty.
    """
    rgba = automaton.picture(state)
    broken = int((~torch.isfinite(rgba)).flatten(1).any(1).sum())
    if broken:
        warnings.warn(f"{broken} pictures overflowed; their pixels are empty", stacklevel=2)
    rgba = rgba.nan_to_num(nan=0, posinf=0, neginf=0).clamp(0, 1).mul(255).round()
    return rgba.to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
