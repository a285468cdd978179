"""Telling the lines of ruled and squared paper, and the frames of a worksheet, from a pen's.

A page is gray levels, (height, width) uint8; ink is (height, width) uint8, 0 or 255.
"""

import cv2
import numpy as np

from ganca.drawings.ink import without_lines

SEEN_AT = 1024  # pixels of the side in which lines are looked for
THIN = 5  # of those pixels: what is wider is no such line
LONG = 0.25  # of the side: a straight line from which it is the paper's
BREAK = 0.01  # of the side: a gap in a line
ANGLE = np.pi / 900  # to which a line's direction is told
FEWEST = 4  # lines: fewer are strokes of the pen
DARKER = 1.4  # times as dark as the lines: a pen's stroke on one of them
MOSTLY = 0.6  # share of a piece on the lines from which it is what was left of one


def without_ruling(ink, page):
    """The ink but for the paper's own lines: straight, long, several, and no darker than they are.

    What a pen drew across them stays, as far as it is darker or thicker.
    """
    lines = long_lines(ink)
    if len(lines) < FEWEST:
        return ink
    dark = darkness(page, ink)
    traced = drawn(lines, ink.shape, 1)
    width = thickness(ink, traced)
    near = drawn(lines, ink.shape, 2 * width + 3) > 0
    pale = dark < DARKER * np.median(dark[(traced > 0) & (ink > 0)])
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, disk(width + 3)) > 0
    kept = np.where(near & pale & ~thick, 0, ink)
    mended = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, disk(width + 2)) & ink
    return without_remains(mended, near & pale)


def long_lines(ink):
    """The straight lines of the ink, (n, 4): x and y of both ends."""
    scale = min(1, SEEN_AT / max(ink.shape))
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.where(small > 255 // 4, 255, 0).astype(np.uint8)
    side = max(small.shape)
    found = cv2.HoughLinesP(
        small & ~cv2.morphologyEx(small, cv2.MORPH_OPEN, disk(THIN)),
        1,
        ANGLE,
        int(LONG * side / 2),
        minLineLength=LONG * side,
        maxLineGap=BREAK * side,
    )
    return np.zeros((0, 4)) if found is None else found.reshape(-1, 4) / scale


def drawn(lines, shape, width):
    """The lines, a little longer at both ends, as ink."""
    picture = np.zeros(shape, np.uint8)
    for start, end in lines.reshape(-1, 2, 2):
        more = (end - start) / 8
        ends = [tuple(np.round(at).astype(int).tolist()) for at in (start - more, end + more)]
        cv2.line(picture, *ends, 255, width)
    return picture


def thickness(ink, traced):
    """The lines' width in pixels, rounded up: half of the ink on them is not nearer to paper."""
    distance = cv2.distanceTransform(ink, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return int(np.ceil(2 * np.median(distance[(traced > 0) & (ink > 0)])))


def darkness(page, ink):
    """By which share of the light that falls there each pixel is darker than the paper."""
    if page[ink > 0].mean() > page[ink == 0].mean():
        page = 255 - page
    ground = without_lines(page).astype(float).clip(1)
    return (ground - page) / ground


def without_remains(ink, near):
    """The ink but for pieces that mostly lie on what was taken away."""
    count, labels = cv2.connectedComponents(ink)
    share = np.bincount(labels.ravel(), near.ravel(), count) / np.bincount(
        labels.ravel(), minlength=count
    )
    return np.where(share[labels] > MOSTLY, 0, ink)


def disk(width):
    """A round brush of this width in pixels."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
