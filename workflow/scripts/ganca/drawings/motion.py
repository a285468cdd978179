"""A face that moves: it looks about, blinks and talks; its outline stands still.

Planned like those of `hand`, in units of the radius, with lines of a constant number of points.
The same hand draws every frame, so that a line which doesn't move is the same in each.
"""

import numpy as np

from ganca.data.dataset import drawing_set
from ganca.drawings.hand import arc, bezier
from ganca.drawings.strokes import Stroke, edge_map, press, smooth_noise

RATE = 12  # frames a second
FRAMES = 48
RADIUS, WIDTH, TREMOR = 0.46, 0.045, 0.006  # in frames of the picture, as in `hand.Hand`
TURN = 0.13  # how far eyes and mouth move aside when the head turns
BLINKS = (10, 34)  # frames in the middle of a blink
SYLLABLES = 5


def moving_face(size, padding):
    """The frames as a `PictureSet`, in their order; they can be played in a loop."""
    edges = [edge_map(strokes(frame), size, padding) for frame in range(FRAMES)]
    names = [f"frame-{i + 1:03d}" for i in range(FRAMES)]
    return drawing_set(names, np.stack(edges))


def strokes(frame):
    """The strokes of one frame."""
    lines = [arc((0, 0), (1, 1), 0.02, 1.0, 120), *features(frame / FRAMES, frame)]
    return [steady(number, 0.5 + RADIUS * line) for number, line in enumerate(lines)]


def features(time, frame):
    """Eyes, brows and mouth at a time in [0, 1)."""
    aside = TURN * np.sin(2 * np.pi * time)
    shut = max(np.clip(1.5 - abs(frame - middle) / 2, 0, 1) for middle in BLINKS)
    lines = []
    for x in (-0.38, 0.38):
        lines.append(arc((x + aside, -0.2), (0.13, 0.02 + 0.19 * (1 - shut)), 0, 1))
        lines.append(
            bezier((x + aside - 0.16, -0.56), (x + aside, -0.64), (x + aside + 0.16, -0.56))
        )
    left, right = (aside - 0.42, 0.3), (aside + 0.42, 0.3)
    opened = 0.55 * np.sin(np.pi * SYLLABLES * time) ** 2
    lines.append(bezier(left, (aside, 0.62), right))
    lines.append(bezier(left, (aside, 0.62 + opened), right))
    return lines


def steady(number, points):
    """The stroke along a line (n, 2), as the hand draws the `number`-th line of every frame."""
    rng = np.random.default_rng(number)
    tremor = [smooth_noise(rng, len(points), 6) for _ in range(2)]
    return Stroke(points + TREMOR * np.stack(tremor, 1), press(rng, len(points), WIDTH))
