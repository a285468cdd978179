"""Figure 8: the first 36 frames of one emoji, step by step."""

from figures.common import credit, rollouts, shown_frames
from ganca.show.gallery import Gallery


def draw(paths, params):
    films = rollouts(paths.nca, f"frames/{params.dataset}")
    frames = films[-1][:36]  # of the faces filmed, a plain one
    steps = list(range(len(frames)))
    gallery = Gallery(columns=9, gutter=0)
    gallery.add("", {"": shown_frames(frames, steps)}, [f"step {step}" for step in steps])
    return gallery.finished(), credit(paths.font)
