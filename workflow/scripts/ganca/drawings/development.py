"""The development set: faces that settings are chosen by, and that no result reports.

A model may even learn from them.  So they share nothing with the reported drawings: neither
families of strokes nor heads, eyes, mouths or seeds with `hand`, and none of the families that
`tables.HELD_OUT` names: no face at the border, no pen broader than three pixels at 32, no hat, no
scribble.  Units and conventions are those of `hand`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ganca.drawings.hand import arc, bezier, draw_in_turn
from ganca.drawings.strokes import Stroke, press, resample, smooth_noise

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


def lens(y, half):
    """The outline of a mouth that is wide open, and pointed at both corners."""
    upper = bezier((-half, y), (0, y - 0.7 * half), (half, y))
    return np.concatenate([upper, bezier((half, y), (0, y + 1.3 * half), (-half, y))])


def interlocked(y, half):
    """Teeth like those of a trap, shut."""
    x = np.linspace(-half, half, 9)
    reach = 0.22 * half * np.sin(np.linspace(0, np.pi, 9))
    return [lens(y, half), np.stack([x, y + 0.1 * half + reach * (-1.0) ** np.arange(9)], axis=1)]


def pegs(y, half):
    """Two round teeth, far apart, that hang from above."""
    high, low, wide = y - 0.3 * half, y + 0.45 * half, 0.16 * half
    teeth = [
        bezier((x - wide, high), (x - wide, low), (x + wide, low), (x + wide, high))
        for x in (-0.35 * half, 0.4 * half)
    ]
    return [lens(y, half), *teeth]


def horns(rng):
    """Two round horns, or small ears."""
    return [
        bezier((side * 0.75, -0.65), (side * 1.25, -1), (side * 0.85, -1.55), (side * 0.35, -0.95))
        for side in (-1, 1)
    ]


def leaf(root, tip):
    """A leaf between two points."""
    root, tip = np.array(root), np.array(tip)
    aside = 0.5 * (tip - root)[::-1] * (-1, 1)
    there, back = (bezier(root, (root + tip) / 2 + way, tip) for way in (aside, -aside))
    return np.concatenate([there, back[::-1]])


def leaves(rng):
    """A stalk that leans, with a leaf on either side."""
    x = rng.uniform(-0.15, 0.15)
    stalk = bezier((0, -0.95), (0, -1.2), (x, -1.4))
    return [stalk, leaf((x, -1.4), (x - 0.7, -1.5)), leaf((x, -1.4), (x + 0.7, -1.5))]


def feathers(rng):
    """Three feathers, spread like a fan."""
    return [leaf((0.3 * x, -0.93), (x, -1.65)) for x in rng.normal((-0.65, 0, 0.65), 0.08)]


HEADS = [block, egg, gem]
EYES = [ball_eye, slanted_eye, wedge_eye, spiral_eye]
MOUTHS = [zigzag, box, crescent, lopsided]
TEETH = [interlocked, pegs]
TOPS = [horns, leaves, feathers]


def wander(rng, points, reach):
    """The polyline, bent by two slow waves and moved aside; reach: the standard deviation."""
    offset = np.stack([smooth_noise(rng, len(points), 2) for _ in range(2)], axis=1)
    return points + reach * (offset + rng.normal(0, 0.5, 2))


def sketched(rng, line, width):
    """Two loose lines in place of one, each about half as wide as the pen."""
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


def steady(rng, line, width):
    """One line of one pen, almost even."""
    return [Stroke(wander(rng, line, 0.004), press(rng, len(line), width, 0.1))]


def broken(rng, line, width):
    """Steady, but a long closed line, the head's, comes in two or three pieces far apart."""
    (whole,) = steady(rng, line, width)
    if len(line) < 100:
        return [whole]
    loop = np.roll(whole.points[:-1], rng.integers(len(line)), axis=0)
    pieces = [part[: -rng.integers(9, 16)] for part in np.array_split(loop, rng.integers(2, 4))]
    return [Stroke(piece, press(rng, len(piece), width, 0.1)) for piece in pieces]


@dataclass(frozen=True)
class Family:
    """How a family of faces is drawn.

    stroke: what the pen leaves of a line.  radius, width: of the head and of the pen, lowest and
    highest, in frames.  features: the size of eyes and mouth, as a share of the usual.
    mouths: what the mouth is chosen from.  tops: what grows on the head, which then lies lower.
    """

    stroke: Callable
    radius: tuple[float, float] = (0.36, 0.46)
    width: tuple[float, float] = (0.035, 0.055)
    features: float = 1
    mouths: tuple = tuple(MOUTHS)
    tops: tuple = ()


FAMILIES = {
    "sketched": Family(sketched),
    "dashed": Family(dashed),
    "nibbed": Family(nibbed),
    "tapered": Family(tapered),
    "fine": Family(steady, radius=(0.44, 0.47), width=(0.02, 0.03), features=0.55),
    "broken": Family(broken),
    "adorned": Family(steady, radius=(0.28, 0.32), tops=tuple(TOPS)),
    "gnashing": Family(
        steady, radius=(0.42, 0.46), width=(0.028, 0.036), features=1.3, mouths=tuple(TEETH)
    ),
    "blunt": Family(steady, radius=(0.38, 0.43), width=(0.07, 0.076)),
}


def pick(rng, shapes):
    return shapes[rng.integers(len(shapes))]


def plan(rng, family):
    """The lines of one face of a `Family`, in its own units."""
    x, y = rng.uniform(0.32, 0.42), rng.uniform(-0.32, -0.15)
    size = min(1, family.features) * rng.uniform(0.16, 0.22)
    eye, mouth = pick(rng, EYES), pick(rng, family.mouths)
    lines = [pick(rng, HEADS)(rng), *eye(-x, y, size), *eye(x, y, size)]
    lines += mouth(rng.uniform(0.38, 0.5), family.features * rng.uniform(0.35, 0.5))
    return lines + (pick(rng, family.tops)(rng) if family.tops else [])


def face(rng, family):
    """The strokes of one face of a `Family`."""
    radius, width = rng.uniform(*family.radius), rng.uniform(*family.width)
    centre = 0.5, 0.5 + 0.45 * radius * bool(family.tops)
    planned = (resample(centre + radius * line, STEP) for line in plan(rng, family))
    return [stroke for line in planned for stroke in family.stroke(rng, line, width)]


def draw_development(count, seed, size, padding):
    """`count` faces as a `PictureSet`, the families in turn."""
    generators = [np.random.default_rng([seed, STREAM, i]) for i in range(count)]
    return draw_in_turn("development", face, FAMILIES, generators, size, padding)
