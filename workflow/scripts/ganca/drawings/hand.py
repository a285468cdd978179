"""Faces drawn by an unsteady hand: outline, eyes, mouth, and sometimes brows, hair or a tear.

A face is planned as lines in its own units (the radius is 1, the centre is the origin, y points
downwards) and then drawn by a hand, in frames (see `strokes`).
"""

from dataclasses import dataclass
from itertools import cycle, pairwise

import numpy as np

from ganca.data.dataset import drawing_set
from ganca.drawings.strokes import by_hand, edge_map, smooth_noise


@dataclass(frozen=True)
class Hand:
    """How a family of drawings is drawn; all lengths in frames.

    radius: of the face, lowest and highest.  width: of the outline, lowest and highest.
    fineness: width of the strokes inside the face, as a share of the outline's.
    waviness: how uneven the outline is, as a share of the radius.  tremor: of every stroke.
    """

    radius: tuple[float, float]
    width: tuple[float, float]
    fineness: float
    waviness: float
    tremor: float


# The families of the paper's out-of-distribution drawings (its Figures 3, 7 and 12).
FAMILIES = {
    "small": Hand((0.34, 0.40), (0.036, 0.050), fineness=1, waviness=0.06, tremor=0.008),
    "big": Hand((0.43, 0.47), (0.036, 0.055), fineness=1, waviness=0.06, tremor=0.01),
    "ring": Hand((0.42, 0.46), (0.055, 0.070), fineness=0.7, waviness=0.004, tremor=0.003),
    "thin": Hand((0.44, 0.48), (0.025, 0.034), fineness=1, waviness=0.015, tremor=0.004),
    "thick": Hand((0.40, 0.44), (0.075, 0.090), fineness=0.55, waviness=0.04, tremor=0.008),
}


def arc(centre, radii, start, end, count=60):
    """An elliptic arc (count, 2) from `start` to `end`, in turns, clockwise from the right."""
    angle = 2 * np.pi * np.linspace(start, end, count)
    return np.asarray(centre) + np.asarray(radii) * np.stack(
        [np.cos(angle), np.sin(angle)], axis=1
    )


def bezier(*control, count=40):
    """The Bezier curve (count, 2) of any number of control points (de Casteljau)."""
    t = np.linspace(0, 1, count)[:, None]
    level = [np.broadcast_to(point, (count, 2)) for point in control]
    while len(level) > 1:
        level = [(1 - t) * a + t * b for a, b in pairwise(level)]
    return level[0]


def outline(rng, waviness):
    """A face's outline (200, 2): a circle with a wavy radius, a little flattened."""
    turn = rng.random() + np.linspace(0, 1, 200) * rng.choice([-1, 1])
    circle = arc((0, 0), (1, 1), turn[0], turn[-1], 200)
    circle = circle * (1 + waviness * smooth_noise(rng, 200, 4))[:, None]
    flat = 1 + waviness * rng.uniform(-1, 1)
    return circle * (flat, 1 / flat)


def dot(x, y, size):
    return [arc((x, y), (0.3 * size, 0.4 * size), 0, 1.2, 16)]


def open_eye(x, y, size):
    return [arc((x, y), (0.95 * size, 1.1 * size), -0.25, 0.78)]


def bar(x, y, size):
    return [bezier((x, y - size), (x + 0.1 * size, y + size))]


def laughing_eye(x, y, size):
    return [arc((x, y + 0.4 * size), (1.1 * size, size), 0.52, 0.98)]


def closed_eye(x, y, size):
    return [arc((x, y - 0.4 * size), (1.1 * size, 0.8 * size), 0.48, 0.02)]


def cross(x, y, size):
    s = 0.85 * size
    return [
        bezier((x - s, y - s), (x + s, y + s)),
        bezier((x + s, y - s), (x - s, y + s)),
    ]


def squeezed_eye(x, y, size):
    inner = x - np.sign(x) * size
    outer = x + np.sign(x) * size
    upper = bezier((outer, y - 0.8 * size), (inner, y), count=20)
    return [np.concatenate([upper, bezier((inner, y), (outer, y + 0.8 * size), count=20)])]


def heart(x, y, size):
    s = 1.3 * size
    tip, notch = (x, y + 1.1 * s), (x, y - 0.4 * s)
    left = bezier(tip, (x - 2.2 * s, y - 0.2 * s), (x - 0.7 * s, y - 1.8 * s), notch)
    right = bezier(notch, (x + 0.7 * s, y - 1.8 * s), (x + 2.2 * s, y - 0.2 * s), tip)
    return [np.concatenate([left, right])]


def wide_eye(x, y, size):
    return [arc((x, y), (1.4 * size, 1.5 * size), 0, 1), arc((x, y), (0.2 * size,) * 2, 0, 1, 12)]


EYES = [dot, dot, open_eye, bar, laughing_eye, closed_eye, cross, squeezed_eye, heart, wide_eye]


def smile(y, half, depth):
    return [bezier((-half, y - 0.3 * depth), (0, y + 1.7 * depth), (half, y - 0.3 * depth))]


def frown(y, half, depth):
    return [bezier((-half, y + 0.6 * depth), (0, y - 1.2 * depth), (half, y + 0.6 * depth))]


def straight(y, half, depth):
    return [bezier((-half, y + 0.1 * depth), (half, y))]


def surprised(y, half, depth):
    return [arc((0, y), (0.45 * half, 0.6 * half), -0.25, 0.76)]


def laughing(y, half, depth):
    top, corner = y - 0.4 * depth, half
    jaw = bezier(
        (-corner, top),
        (-0.8 * half, y + 1.9 * depth),
        (0.8 * half, y + 1.9 * depth),
        (corner, top),
    )
    return [np.concatenate([jaw, bezier((corner, top), (0, top + 0.1 * depth), (-corner, top))])]


def grinning(y, half, depth):
    teeth = [
        bezier((x * half, y - 0.35 * depth), (x * half, y + 0.75 * depth)) for x in (-0.35, 0.3)
    ]
    return laughing(y, half, 0.9 * depth) + teeth


def wavy(y, half, depth):
    x = np.linspace(-half, half, 60)
    return [np.stack([x, y + 0.4 * depth * np.sin(1.5 * np.pi * x / half)], axis=1)]


def smirking(y, half, depth):
    return [
        bezier(
            (-0.8 * half, y + 0.3 * depth), (0.3 * half, y + 0.7 * depth), (half, y - 0.6 * depth)
        )
    ]


def tongue_out(y, half, depth):
    tongue = bezier(
        (-0.05 * half, y + 0.6 * depth),
        (-0.05 * half, y + 1.6 * depth),
        (0.75 * half, y + 1.5 * depth),
        (0.6 * half, y + 0.4 * depth),
    )
    return [*smile(y, half, depth), tongue]


MOUTHS = [
    smile,
    smile,
    laughing,
    frown,
    straight,
    surprised,
    grinning,
    wavy,
    smirking,
    tongue_out,
]


def brows(rng, x, y, size):
    """Two eyebrows over eyes at (-x, y) and (x, y): angry, worried or in between."""
    slant = 0.5 * size * rng.normal()
    height = y - 2.3 * size
    return [
        bezier(
            (side * (x - 1.2 * size), height + slant), (side * (x + 1.2 * size), height - slant)
        )
        for side in (-1, 1)
    ]


def tear(rng, x, y, size):
    """A drop under one eye."""
    x, y = x * rng.choice([-1.35, 1.35]), y + 2 * size
    left = bezier((x, y - 0.7 * size), (x - size, y + 0.5 * size), (x, y + 0.7 * size))
    right = bezier((x, y + 0.7 * size), (x + size, y + 0.5 * size), (x, y - 0.7 * size))
    return [np.concatenate([left, right])]


def hair(rng, x, y, size):
    """A few hairs on top of the head."""
    return [
        bezier(
            (root, root**2 / 2 - 0.97),
            (1.1 * root, -1.07),
            (1.2 * root + rng.normal(0, 0.1), -1.14),
        )
        for root in (-0.3, 0.0, 0.28)
    ]


def nose(rng, x, y, size):
    """A nose like a hook."""
    side = 0.15 * rng.choice([-1, 1])
    return [bezier((0, y + size), (1.6 * side, 0.15), (-0.2 * side, 0.13))]


EXTRAS = {brows: 0.3, tear: 0.15, hair: 0.2, nose: 0.15}  # how often each is there


def features(rng):
    """The lines inside a face (and the hair on it), in its own units."""
    x, y, size = rng.uniform(0.34, 0.44), rng.uniform(-0.36, -0.18), rng.uniform(0.14, 0.2)
    left = EYES[rng.integers(len(EYES))]
    right = left if rng.random() < 0.85 else EYES[rng.integers(len(EYES))]
    mouth = MOUTHS[rng.integers(len(MOUTHS))]
    lines = left(-x, y + rng.normal(0, 0.03), size * rng.uniform(0.85, 1.15))
    lines += right(x, y + rng.normal(0, 0.03), size * rng.uniform(0.85, 1.15))
    lines += mouth(rng.uniform(0.36, 0.46), rng.uniform(0.38, 0.55), rng.uniform(0.2, 0.32))
    for extra, probability in EXTRAS.items():
        if rng.random() < probability:
            lines += extra(rng, x, y, size)
    return lines


def face(rng, hand):
    """The strokes of one face, drawn with a `Hand`."""
    radius, width = rng.uniform(*hand.radius), rng.uniform(*hand.width)
    tilt = rng.normal(0, 0.08)
    turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    lines = [(outline(rng, hand.waviness), width)]
    lines += [(line, width * hand.fineness) for line in features(rng)]
    return [by_hand(rng, 0.5 + radius * line @ turn, pen, hand.tremor) for line, pen in lines]


def draw_faces(count, seed, size, padding):
    """`count` faces as a `PictureSet`, the families in turn.

    The first n faces are the same whatever the count, and at every size.
    """
    generators = [np.random.default_rng([seed, i]) for i in range(count)]
    return draw_in_turn("face", face, FAMILIES, generators, size, padding)


def draw_in_turn(name, face, families, generators, size, padding):
    """Faces as a `PictureSet`, one for each random generator, the families in turn.

    name: that the faces' names begin with.  face: a function of a generator and a family that
    returns strokes.  families: name -> family.
    """
    groups = [group for group, _ in zip(cycle(families), generators, strict=False)]
    drawn = [face(rng, families[group]) for rng, group in zip(generators, groups, strict=True)]
    names = [f"{name}-{i + 1:02d}" for i in range(len(drawn))]
    edges = np.stack([edge_map(strokes, size, padding) for strokes in drawn])
    return drawing_set(names, edges, groups)
