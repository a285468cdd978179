"""A film coloured frame by frame, the automaton's state carried from one frame to the next.

What the drawing leaves as it is lives on; cells near a stroke that came or went begin anew, from
the new drawing; then the automaton takes a few steps, in which what is old and what is new grow
together.  Begun anew, each frame is coloured as a drawing of its own.
"""

import cv2
import numpy as np
import torch

from ganca.automaton import edge_seed
from ganca.evaluation import NOISE_SEED, show
from ganca.rollout import rollout

REACH = 1  # cells around a changed one that begin anew with it
BETWEEN = 4  # steps from one frame to the next; many small trainings hold no longer film with more


@torch.no_grad()
def colour_film(automaton, edges, steps, carried):
    """The coloured frames, (n, height, width, 4) uint8.

    edges: of each frame, (n, height, width).  steps: for the first frame and, unless the state is
    carried, for each of the others.
    """
    generator = torch.Generator().manual_seed(NOISE_SEED)
    state, shown = None, []
    for i, frame in enumerate(edges):
        seed = edge_seed(frame[None])
        if carried and i:
            state = torch.where(begin_anew(edges[i - 1], frame), seed, state)
            state = rollout(automaton, state, BETWEEN, generator)
        else:
            state = rollout(automaton, seed, steps, generator)
        shown.append(show(automaton, state)[0])
    return np.stack(shown)


def begin_anew(before, after):
    """The cells near a change from one edge map to the next, (height, width) boolean."""
    around = np.ones((2 * REACH + 1,) * 2, np.uint8)
    return torch.from_numpy(cv2.dilate((before != after).astype(np.uint8), around) > 0)
