"""Corruptions: pictures made worse by a known amount, to validate the metrics with.

Each corruption takes a picture (height, width, 4), straight-alpha RGBA in [0, 1], a severity in
[0, 1] and a random generator, and returns a new picture.  Severity 0 changes nothing.  With
equally seeded generators, a greater severity changes the same places more, or further places.
Lengths are shares of the picture's side.
"""

import cv2
import numpy as np

OPAQUE, EMPTY = 0.9, 0.1  # alpha from which a pixel is inside, and below which it is outside
DARK = 0.4  # the brightest channel of a stroke's pixels is darker than this
STROKES = 6
WASHED = 0.6  # share of the contrast that the palest picture has lost
PATCHES = 7  # patches along the side of a picture


def blur(picture, severity, rng):
    """Out of focus: a Gaussian whose standard deviation reaches a twentieth of the side.

    The variance is proportional to the severity: a small fraction of a pixel would blur nothing.
    """
    if severity == 0:
        return picture.copy()
    alpha, sigma = picture[..., 3:], np.sqrt(severity) * len(picture) / 20
    soft = cv2.GaussianBlur(np.dstack([picture[..., :3] * alpha, alpha]), (0, 0), sigma)
    return np.dstack([soft[..., :3] / np.maximum(soft[..., 3:], 1e-6), soft[..., 3]]).clip(0, 1)


def smear(picture, severity, rng):
    """Half-transparent copies of the strokes dragged aside, by up to a quarter of the side."""
    axis, way = rng.integers(2), rng.choice([-1, 1])
    inside = picture[..., 3:] > 0
    paint = np.where(inside, picture[..., :3], 1)
    darkest = paint
    for shift in range(1, round(severity * len(picture) / 4) + 1):
        darkest = np.minimum(darkest, np.roll(paint, way * shift, axis))
    return np.dstack([np.where(inside, (paint + darkest) / 2, 0), picture[..., 3]])


def erase_strokes(picture, severity, rng):
    """Strokes painted over with the picture's main colour: all of them at severity 1."""
    opaque = picture[..., 3] >= OPAQUE
    dark = (opaque & (picture[..., :3].max(-1) < DARK)).astype(np.uint8)
    strokes = opaque & (cv2.dilate(dark, np.ones((3, 3), np.uint8)) > 0)  # and their soft borders
    return painted(picture, strokes & (patches(rng, picture) < severity), main_colour(picture))


def invent_strokes(picture, severity, rng):
    """Up to six random black strokes across the inside, drawn one after the other."""
    inside = picture[..., 3] >= OPAQUE
    if not inside.any():
        return picture.copy()
    canvas = np.zeros(inside.shape, np.uint8)
    ends = rng.choice(np.argwhere(inside)[:, ::-1], (STROKES, 2))
    for k, (start, end) in enumerate(ends):
        drawn = np.clip(STROKES * severity - k, 0, 1)
        points = start, (start + drawn * (end - start)).round().astype(int)
        if drawn:
            cv2.line(canvas, *(tuple(map(int, p)) for p in points), 1, max(1, len(picture) // 28))
    return painted(picture, inside & (canvas > 0), (0, 0, 0))


def speckle(picture, severity, rng):
    """Up to a fifth of the pixels, inside and outside, opaque and of any colour."""
    hit = rng.random(picture.shape[:2]) < severity / 5
    return painted(picture, hit, rng.random((*picture.shape[:2], 3)))


def shift_hue(picture, severity, rng):
    """Hues turned by up to a quarter of the circle, in patches one way or the other."""
    turn = 90 * severity * (2 * patches(rng, picture) - 1)
    hsv = cv2.cvtColor(picture[..., :3].astype(np.float32), cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0] + turn) % 360
    return np.dstack([cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), picture[..., 3]])


def pierce(picture, severity, rng):
    """Holes: up to half of the inside becomes transparent."""
    hit = (picture[..., 3] >= OPAQUE) & (patches(rng, picture) < severity / 2)
    return np.where(hit[..., None], 0, picture)


def leak(picture, severity, rng):
    """The main colour on up to half of the empty ground."""
    hit = (picture[..., 3] < EMPTY) & (patches(rng, picture) < severity / 2)
    return painted(picture, hit, main_colour(picture))


def wash_out(picture, severity, rng):
    """Colours drawn towards the picture's mean, by up to WASHED of the way: contours stay."""
    opaque = picture[..., 3] >= OPAQUE
    mean = picture[opaque][:, :3].mean(0) if opaque.any() else 0
    share = severity * WASHED
    return np.dstack([(1 - share) * picture[..., :3] + share * mean, picture[..., 3]])


CORRUPTIONS = {
    "blur": blur,
    "smear": smear,
    "erased strokes": erase_strokes,
    "invented strokes": invent_strokes,
    "speckle": speckle,
    "hue shift": shift_hue,
    "holes": pierce,
    "leaked ink": leak,
    "washed out": wash_out,
}


def corrupt(pictures, corruption, severity, seed=0):
    """Pictures (n, height, width, 4) uint8 corrupted, each with a generator of its own."""
    made = [
        CORRUPTIONS[corruption](picture / 255, severity, np.random.default_rng([seed, i]))
        for i, picture in enumerate(pictures)
    ]
    return np.rint(np.stack(made) * 255).astype(np.uint8)


def patches(rng, picture):
    """Soft random patches: the rank of each pixel, (height, width), uniform in [0, 1).

    The pixels of a rank below s are the share s of the picture.
    """
    field = cv2.resize(rng.random((PATCHES, PATCHES)), picture.shape[1::-1])
    return field.ravel().argsort().argsort().reshape(field.shape) / field.size


def main_colour(picture):
    """The commonest colour of the opaque pixels, (3,); black if there are none."""
    opaque = picture[picture[..., 3] >= OPAQUE][:, :3]
    if not len(opaque):
        return np.zeros(3)
    colours, counts = np.unique(opaque, axis=0, return_counts=True)
    return colours[counts.argmax()]


def painted(picture, where, colour):
    """The picture with opaque paint, (3,) or (height, width, 3), on the pixels `where`."""
    paint = np.broadcast_to(colour, picture[..., :3].shape)
    opaque = np.dstack([paint, np.ones(picture.shape[:2])])
    return np.where(where[..., None], opaque, picture)
