"""A film coloured frame by frame, the automaton's state carried from one frame to the next.

Each frame is grown from its own edges.  If the state is carried, only cells near a stroke that
came or went are taken from that; all others live on from the frame before, and old and new then
take a step together.  Tried and found wanting: letting those near cells begin anew amid the old
ones, for an automaton that was only ever started whole leaves them pale, and drifts in the many
steps that they need.
"""

import numpy as np
import torch

from ganca.measure.evaluation import NOISE_SEED, show
from ganca.measure.metrics import dilated
from ganca.model.automaton import edge_seed
from ganca.model.rollout.rollout import CommonNoise, rollout

REACH = 2  # cells around a changed one that are taken from the new frame
TOGETHER = 1  # steps that old and new cells take together; each is one of drift for the old


@torch.no_grad()
def colour_film(automaton, edges, steps, carried, watch=iter):
    """The coloured frames, (n, height, width, 4) uint8.

    edges: of each frame, (n, height, width).  steps: from the edges of a frame to its picture.
    watch: hands on the frames' numbers one by one, and so knows how far the work has come.
    """
    generator = CommonNoise().manual_seed(NOISE_SEED)
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
