"""Rollouts of trained networks: the pictures after given numbers of steps, and frame by frame.

Rollouts are in float32 on every machine, whatever the training's precision was, and their noise
(`CommonNoise`) doesn't depend on which cells live.  The kernels in C then give the same bits with
AVX2 and AVX-512.  Without them, torch's products differ in the last bits of their sums, and
rollouts hardly amplify that: after 200 steps of published automata, fewer than one value in 10,000
differed, by one of 255 levels; after 1,000 steps fewer than one in 1,000 of ours, and one in 30 of
the supervised automaton's, which drifts.
"""

import warnings
from itertools import pairwise

import numpy as np
import torch

from ganca.model import networks
from ganca.model.rollout.noise import CommonNoise

CHUNK = 32  # pictures grown at a time: their working set is small enough to be used again
STEPS = 60  # of a film; rollouts in the paper's trainings are shorter
NOISE_SEED = 0  # of the update noise: the same weights make the same pictures


def by_horizons(parts, horizons):
    """Pictures that are grown to the same horizons: [(their indices, the horizons)].

    parts: the part of the data that each picture belongs to.  horizons: those of each part.
    """
    alike = {}
    for i, part in enumerate(parts):
        alike.setdefault(tuple(horizons[part]), []).append(i)
    return [(np.array(indices), list(stops)) for stops, indices in alike.items()]


def together(pieces):
    """What was grown apart, in the pictures' own order: steps -> (their indices, the pictures).

    pieces: [(indices, {steps: pictures})].
    """
    reached = sorted({steps for _, made in pieces for steps in made})
    found = {}
    for steps in reached:
        grown = [(indices, made[steps]) for indices, made in pieces if steps in made]
        indices, shown = map(np.concatenate, zip(*grown, strict=True))
        order = np.argsort(indices)
        found[steps] = indices[order], shown[order]
    return found


def pictures_at(network, state, horizons):
    """Grows states (n, 16, height, width) once through the largest horizon.

    Returns {steps: (n, height, width, 4) uint8 straight-alpha RGBA} for each of the horizons,
    rising.  A network of one step has the same picture at all of them but 0, the start.
    """
    ends = {after: after if network.recurrent else min(after, 1) for after in sorted(horizons)}
    stops = sorted({*ends.values()})
    parts = [snapshots(network, part, stops) for part in state.split(CHUNK)]
    shown = [np.concatenate(pictures) for pictures in zip(*parts, strict=True)]
    passed = dict(zip(stops, shown, strict=True))
    return {after: passed[end] for after, end in ends.items()}


def filmed_at(network, state, horizons, steps=STEPS):
    """The film of a rollout, and what `pictures_at` finds on its way, or beyond: grown but once.

    A film shows the start and each of `steps` steps after it, (n, steps + 1, height, width, 4)
    uint8; that of a network of one step has two frames.
    """
    frames = range(steps + 1 if network.recurrent else 2)
    made = pictures_at(network, state, {*frames, *horizons})
    film = np.stack([made[frame] for frame in frames], axis=1)
    return film, {after: made[after] for after in sorted(horizons)}


def snapshots(network, state, stops):
    """A list of the pictures (n, height, width, 4) uint8 after each number of steps.

    stops: the numbers of steps, rising.
    """
    return list(passing(network, state, stops))


def passing(network, state, stops):
    """Yields what `snapshots` lists, one after the other; only the last state is kept."""
    for passed in states(network, state, stops):
        yield show(network, passed)


@torch.no_grad()
def states(network, state, stops):
    """Yields the states after each number of steps.  stops: the numbers of steps, rising."""
    generator = CommonNoise(NOISE_SEED)
    for before, after in pairwise([0, *stops]):
        state = networks.grow(network, state, after - before, generator)
        yield state


def show(network, state):
    """The visible channels of states, clipped to [0, 1]: (n, height, width, 4) uint8.

    Warns of values that are not finite; their pixels are empty.
    """
    rgba = network.picture(state)
    broken = int((~torch.isfinite(rgba)).flatten(1).any(1).sum())
    if broken:
        warnings.warn(f"{broken} pictures overflowed; their pixels are empty", stacklevel=2)
    rgba = rgba.nan_to_num(nan=0, posinf=0, neginf=0).clamp(0, 1).mul(255).round()
    return rgba.to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
