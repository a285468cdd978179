"""Faces to choose by: drawn by other hands, with other pens and features, than those reported.

Settings may be tried on them as often as one likes, a model may even learn from them, and they
never count in a result.  So nothing that is drawn here may be drawn there: neither the families
of strokes nor the heads, eyes and mouths of `hand`, nor its seeds.  Units and conventions are
those of `hand`.
"""

import numpy as np

from ganca.dataset import PictureSet
from ganca.hand import arc, bezier
from ganca.strokes import Stroke, press, rasterize, resample, smooth_noise

STREAM = 1  # sets these seeds apart from those of `hand`, which have two parts
STEP = 0.01  # frames between the points of a stroke


def block(rng):
    """A head like a block with round corners."""
    angle = 2 * np.pi * np.linspace(0, 1, 200)
    x, y = np.cos(angle), np.sin(angle)
    corner = rng.uniform(0.45, 0.6)
    return np.stack([np.sign(x) * np.abs(x) ** corner, np.sign(y) * np.abs(y) ** corner], axis=1)


def egg(rng):
    """A head narrower at the top than at the chin."""
    head = arc((0, 0), (0.9, 1), 0, 1, 200)
    return head * (1 + rng.uniform(0.12, 0.22) * head[:, 1:]) ** [1, 0]


def gem(rng):
    """A head with six to eight corners."""
    corners = rng.integers(6, 9)
    return arc((0, 0), (1, 1), 0.03, 1.03, corners + 1)


def ball_eye(x, y, size):
    """An eye with its pupil looking inwards."""
    pupil = arc((x - 0.3 * np.sign(x) * size, y), (0.25 * size, 0.25 * size), 0, 1, 12)
    return [arc((x, y), (1.2 * size, 0.9 * size), 0, 1), pupil]


def slanted_eye(x, y, size):
    return [bezier((x - size, y + 0.5 * size), (x + size, y - 0.5 * size))]


def wedge_eye(x, y, size):
    return [
        np.array([(x - size, y + 0.7 * size), (x, y - 0.8 * size), (x + size, y + 0.7 * size)])
    ]


def spiral_eye(x, y, size):
    turn = np.linspace(0, 2.2, 50)[:, None]
    return [(x, y) + arc((0, 0), (size, size), 0, 2.2, 50) * turn / 2]


def zigzag(y, half):
    x = np.linspace(-half, half, 6)
    return [np.stack([x, y + 0.12 * (-1.0) ** np.arange(6)], axis=1)]


def box(y, half):
    h = 0.16
    corners = [(-half, y - h), (half, y - h), (half, y + h), (-half, y + h), (-half, y - h)]
    return [np.array(corners)]


def crescent(y, half):
    low = bezier((-half, y - 0.15), (0, y + 0.5), (half, y - 0.15))
    return [low, bezier((-half, y - 0.15), (0, y + 0.1), (half, y - 0.15))]


def lopsided(y, half):
    return [bezier((-half, y + 0.15), (-0.2 * half, y - 0.25), (0.2 * half, y + 0.3), (half, y))]


HEADS = [block, egg, gem]
EYES = [ball_eye, slanted_eye, wedge_eye, spiral_eye]
MOUTHS = [zigzag, box, crescent, lopsided]


def wander(rng, points, reach):
    """The polyline, bent by two slow waves and moved aside, `reach` off the plan on average."""
    offset = np.stack([smooth_noise(rng, len(points), 2) for _ in range(2)], axis=1)
    return points + reach * (offset + rng.normal(0, 0.5, 2))


def sketched(rng, line, width):
    """Two searching lines in place of one, each thinner than the pen of other hands."""
    return [
        Stroke(wander(rng, line, 0.011), press(rng, len(line), 0.55 * width)) for _ in range(2)
    ]


def dashed(rng, line, width):
    """Dashes with short gaps."""
    points, strokes, at = wander(rng, line, 0.004), [], 0
    while at < len(points) - 1:
        end = at + rng.integers(9, 15)
        dash = points[at : end + 1]
        strokes.append(Stroke(dash, np.full(len(dash), 0.9 * width)))
        at = end + 8
    return strokes


def nibbed(rng, line, width):
    """A broad nib, held aslant: thin along the nib and thick across it."""
    points = wander(rng, line, 0.005)
    way = np.gradient(points, axis=0)
    across = np.abs(np.sin(np.arctan2(way[:, 1], way[:, 0]) - np.pi / 4))
    return [Stroke(points, width * (0.6 + 1.2 * across))]


def tapered(rng, line, width):
    """A brush that is set down lightly, pressed and lifted."""
    points = wander(rng, line, 0.006)
    return [Stroke(points, width * (0.5 + 1.2 * np.sin(np.pi * np.linspace(0, 1, len(points)))))]


FAMILIES = {"sketched": sketched, "dashed": dashed, "nibbed": nibbed, "tapered": tapered}


def face(rng, family):
    """The strokes of one face, drawn in one family of strokes."""
    radius, width = rng.uniform(0.36, 0.46), rng.uniform(0.035, 0.055)
    x, y, size = rng.uniform(0.32, 0.42), rng.uniform(-0.32, -0.15), rng.uniform(0.16, 0.22)
    eye, mouth = EYES[rng.integers(len(EYES))], MOUTHS[rng.integers(len(MOUTHS))]
    lines = [HEADS[rng.integers(len(HEADS))](rng), *eye(-x, y, size), *eye(x, y, size)]
    lines += mouth(rng.uniform(0.38, 0.5), rng.uniform(0.35, 0.5))
    planned = (resample(0.5 + radius * line, STEP) for line in lines)
    return [stroke for line in planned for stroke in FAMILIES[family](rng, line, width)]


def draw_development(count, seed, size, padding):
    """`count` faces as a `PictureSet`, the families in turn."""
    families = [list(FAMILIES)[i % len(FAMILIES)] for i in range(count)]
    drawn = [face(np.random.default_rng([seed, STREAM, i]), f) for i, f in enumerate(families)]
    names = [f"development-{i + 1:02d}" for i in range(count)]
    edges = np.stack([rasterize(strokes, size, padding) for strokes in drawn])
    return PictureSet(names, ["ood"] * count, families, edges)
