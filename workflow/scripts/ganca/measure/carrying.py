"""A film coloured frame by frame, the automaton's state carried from one frame to the next.

Each frame is grown from its own edges.  If the state is carried, only the cells near a changed
stroke are taken from the new frame; all others keep the state of the frame before, and then all
cells take a step together.  Starting the near cells from their edges amid the others was tried and
is worse: an automaton that was trained from whole seeds leaves them pale, and the many steps that
they need make the others drift.
"""

import numpy as np
import torch

from ganca.measure.evaluation import NOISE_SEED, show
from ganca.measure.metrics import dilated
from ganca.model.automaton import edge_seed
from ganca.model.rollout.noise import CommonNoise
from ganca.model.rollout.rollout import rollout

REACH = 2  # cells around a changed one that are taken from the new frame
TOGETHER = 1  # steps that all cells then take; more would add drift


@torch.no_grad()
def colour_film(automaton, edges, steps, carried, watch=iter):
    """The coloured frames, (n, height, width, 4) uint8.

    edges: of each frame, (n, height, width).  steps: from the edges of a frame to its picture.
    carried: whether the state is carried on.  watch: wraps the iterable of frame numbers, to show
    progress as tqdm does.
    """
    generator = CommonNoise(NOISE_SEED)
    state, shown = None, []
    for number in watch(range(len(edges))):
        frame = edges[number]
        grown = rollout(automaton, edge_seed(frame[None]), steps, generator)
        if carried and number:
            together = torch.where(changed(edges[number - 1], frame), grown, state)
            state = rollout(automaton, together, TOGETHER, generator)
        else:
            state = grown
        shown.append(show(automaton, state)[0])
    return np.stack(shown)


def changed(before, after):
    """The cells near a change from one edge map to the next, (height, width) boolean."""
    return torch.from_numpy(dilated(before != after, REACH))
