"""Figure 1: automata growing emojis frame by frame, from a blank start and from edges."""

import numpy as np

from figures.common import credit, rollouts, shown_frames
from ganca.show.gallery import Gallery

FRAMES = 10


def rising(last, frames):
    """Steps from 0 to `last`, dense at first, when the pictures change most."""
    return np.unique(np.rint(last * np.linspace(0, 1, frames) ** 1.5).astype(int))


def draw(paths, params):
    blank = rollouts(paths.blank, "frames/blank")[0]
    films = rollouts(paths.nca, f"frames/{params.dataset}")[-2:]
    *upper, last = ("one cell", blank), *(("edges", frames) for frames in films)
    steps = rising(min(params.steps, len(blank) - 1), FRAMES)
    gallery = Gallery(columns=FRAMES, gutter=0.65)
    for label, frames in upper:
        gallery.add("", {label: shown_frames(frames, steps)})
    label, frames = last
    gallery.add("", {label: shown_frames(frames, steps)}, ["step 0", *map(str, steps[1:])])
    return gallery.finished(), credit(paths.font)
