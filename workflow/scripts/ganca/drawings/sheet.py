"""Finding the drawings on a sheet: a class's worksheet, a page of a notebook, a scan of either.

A piece is ink that hangs together, with all that it encloses.  Pieces about as large as the others
are drawings; what is smaller belongs to the drawing that it lies in or is nearest to.  A picture
on which more than one drawing is found is a sheet.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import ndimage

from ganca.drawings.ink import find_ink
from ganca.drawings.ruling import without_ruling

SHEET_SIDE = 1536  # pixels to which a larger page is reduced: faces on it are small
FINEST = 1 / 400  # of the page's side: a smaller piece is a speck of the paper
WHOLE = 0.55  # of the typical side: a piece whose shorter side has this is a whole outline
LARGE = 0.45  # of the typical side: what is as long, apart from the rest, is a drawing
SMALL = 0.25  # of the typical side: what is as long and encloses an area is one, too
REACH = 0.05  # of the typical side: half of the widest gap in a line
NEAR = 0.15  # of the typical side: how far a drawing's hair or hat may be from it
COVERED = 0.6  # share of a box from which it lies in another
MERGED = 1.5  # of the typical side: a larger drawing may be several that touch
HOLLOW = 0.3  # of a drawing's box that one face encloses at least; of several, each has less
ENCLOSED = 0.1  # of the box: less than that is no outline's
SLENDER = 3.5  # times as long as wide: a line, or writing
ALL_INK = 0.5  # of the box: what is filled to this and encloses nothing is a blot


@dataclass(frozen=True)
class Drawing:
    """One drawing on a page.

    box: (left, top, right, bottom), in pixels of the page.
    ink: (bottom - top, right - left) uint8 {0, 255}, of this drawing alone.
    encloses: whether its strokes enclose an area worth mentioning.
    faces: how many times as long as the others it is, if several touch in it; else 1.
    """

    box: tuple
    ink: np.ndarray
    encloses: bool = True
    faces: float = 1.0


def find_drawings(page, size):
    """All drawings on a page, in the order of reading, and how many small marks belong to none.

    page: gray levels (height, width) uint8.  size: pixels that a drawing needs at least.
    """
    ink = without_ruling(find_ink(page, dust=0), page)
    labels = pieces(ink)
    if not labels.any():
        return [], 0
    side = typical_side(boxes_of(labels), size)
    labels, marks = gathered(ink, labels, side)
    places = enumerate(ndimage.find_objects(labels), start=1)
    found = [drawing_of(np.where(labels[at] == i, ink[at], 0), at, side) for i, at in places]
    return in_reading_order(found, side), marks


def is_sheet(drawings):
    """Whether these make the page that they are on a sheet: two at least enclose an area.

    An outline of dashes has parts that lie as far apart as drawings do, but enclose nothing.
    """
    return sum(drawing.encloses for drawing in drawings) > 1


def pieces(ink):
    """Numbers what hangs together, from 1 on, with what it encloses; 0 is the ground."""
    filled = ndimage.binary_fill_holes(ink).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(filled)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
    keep = (sides > FINEST * max(ink.shape)) & (np.arange(count) > 0)
    return np.where(keep, np.cumsum(keep), 0)[labels]


def boxes_of(labels):
    """(left, top, right, bottom) of each number from 1 on, (n, 4)."""
    found = ndimage.find_objects(labels)
    return np.array([[x.start, y.start, x.stop, y.stop] for y, x in found]).reshape(-1, 4)


def lengths(boxes):
    """Width and height of boxes (n, 4): (n, 2)."""
    return boxes[:, 2:] - boxes[:, :2]


def typical_side(boxes, size):
    """The longer side of a drawing, in pixels: half of all length is in larger ones.

    Pieces smaller than `size` aren't counted if there are others, nor those that lie in another.
    """
    sides = lengths(boxes).max(1)
    large = sides >= min(size, sides.max())
    outer = ~(covered(boxes[large], boxes[large]) > COVERED).any(1)
    rising = np.sort(sides[large][outer])
    return rising[np.searchsorted(np.cumsum(rising), rising.sum() / 2)]


def covered(boxes, others):
    """Which share of each box (n, 4) lies in each other (m, 4) that is larger: (n, m)."""
    boxes, others = boxes.astype(np.int32), others.astype(np.int32)
    area, areas = lengths(boxes).prod(1)[:, None], lengths(others).prod(1)[None]
    wide, high = (
        np.minimum(boxes[:, None, i + 2], others[None, :, i + 2])
        - np.maximum(boxes[:, None, i], others[None, :, i])
        for i in (0, 1)
    )
    return np.where(areas > area, wide.clip(0) * high.clip(0) / area, 0)


def gathered(ink, labels, side):
    """Numbers the drawings instead of their pieces; the number of marks that belong to none.

    Whole outlines are drawings of their own, however near to each other.  Other strokes whose ends
    nearly meet are one outline, drawn in several.
    """
    whole = np.append(False, lengths(boxes_of(labels)).min(1) >= WHOLE * side)[labels]
    strokes = np.where(whole, 0, labels)
    near = cv2.dilate((strokes > 0).astype(np.uint8), brush(2 * REACH * side))
    _, joined = cv2.connectedComponents(near)
    labels = compact(np.where(whole, labels, np.where(strokes, joined + labels.max(), 0)))
    boxes = boxes_of(labels)
    cores = np.flatnonzero(lengths(boxes).min(1) >= WHOLE * side)
    owner = owners(labels, boxes, cores, side)
    for i in np.flatnonzero((owner < 0) & (lengths(boxes).max(1) >= SMALL * side)):
        if max(lengths(boxes)[i]) >= LARGE * side or outline(ink, labels, boxes, i):
            owner[i] = i
    renamed = np.append(0, np.where(owner < 0, 0, owner + 1))
    return compact(renamed[labels]), int((owner < 0).sum())


def outline(ink, labels, boxes, i):
    """Whether a piece encloses an area worth mentioning."""
    left, top, right, bottom = boxes[i]
    here = slice(top, bottom), slice(left, right)
    return enclosed(np.where(labels[here] == i + 1, ink[here], 0)) > ENCLOSED


def owners(labels, boxes, cores, side):
    """The index of the core that each piece belongs to, (n,); -1 for none.

    It is the one in whose box it lies, or else the nearest, unless that is far away.
    """
    owner = np.full(len(boxes), -1)
    if not len(cores):
        return owner
    numbers = np.append(0, np.arange(len(boxes)) + 1)
    away, nearest = distances(np.where(np.isin(numbers, cores + 1), numbers, 0)[labels])
    inside = covered(boxes, boxes[cores])
    for i, box in enumerate(boxes):
        here = tuple(slice(*span) for span in (box[1::2], box[::2]))
        at = np.where(labels[here] == i + 1, away[here], np.inf)
        if inside[i].max() > COVERED:
            owner[i] = cores[inside[i].argmax()]
        elif at.min() <= NEAR * side:
            owner[i] = nearest[here].flat[at.argmin()] - 1
    owner[cores] = np.where(inside[cores].max(1) > COVERED, owner[cores], cores)
    return np.where(owner < 0, -1, owner[owner])  # a core in a core in a core


def distances(labels):
    """How far each pixel is from the nearest number that isn't 0, and which that is."""
    away, index = ndimage.distance_transform_edt(labels == 0, return_indices=True)
    return away, labels[tuple(index)]


def compact(labels):
    """The same labels numbered from 1 on without gaps; 0 stays."""
    there = np.bincount(labels.ravel()) > 0
    there[0] = False
    return np.where(there, np.cumsum(there), 0)[labels]


def brush(width):
    """A square brush of at least so many pixels, and one pixel at least."""
    return np.ones((2 * int(np.ceil(width / 2)) + 1,) * 2, np.uint8)


def drawing_of(ink, place, side):
    """The `Drawing` with this ink at two slices of the page."""
    rows, columns = place
    box = columns.start, rows.start, columns.stop, rows.stop
    area = enclosed(ink)
    several = max(ink.shape) > MERGED * side and area < HOLLOW
    return Drawing(box, ink, area > ENCLOSED, max(ink.shape) / side if several else 1.0)


def enclosed(ink):
    """Which share of the ink's box the largest area takes that it encloses, small gaps closed.

    A broad pen would fill such an area with its gaps: it is looked at as it is, too.
    """
    gap = brush(2 * REACH * max(ink.shape))
    wide = np.pad(ink, len(gap))
    areas = [largest_hole(wide), largest_hole(cv2.dilate(wide, gap))]
    return max(areas) / ink.size


def largest_hole(ink):
    """The pixels of the largest ground that ink encloses; its outermost pixels have none."""
    _, labels = cv2.connectedComponents(255 - ink, connectivity=4)
    areas = np.bincount(labels.ravel())
    areas[[0, labels[0, 0]]] = 0  # the ink, and what is around it
    return areas.max()


def unusable(drawing, shape, size):
    """Why a drawing on a page of a shape (height, width) cannot be coloured in, or None."""
    left, top, right, bottom = drawing.box
    short, long = sorted(drawing.ink.shape)
    if left <= 0 or top <= 0 or right >= shape[1] or bottom >= shape[0]:
        return "cut off by the border"
    if long < size:
        return f"too small (under {size} pixels of {max(shape)})"
    if long > SLENDER * short:
        return "a line or writing"
    if not drawing.encloses and np.mean(drawing.ink > 0) > ALL_INK:
        return "all ink"
    return None


def in_reading_order(drawings, side):
    """Row after row, each from the left; in a row are those whose middles are about as high."""
    middle = [(box[1] + box[3]) / 2 for box in (drawing.box for drawing in drawings)]
    order = np.argsort(middle, kind="stable")
    steps = np.diff(np.sort(middle), prepend=middle[:1] and min(middle)) > side / 3
    row = dict(zip(order.tolist(), np.cumsum(steps).tolist(), strict=True))
    return [drawings[i] for i in sorted(row, key=lambda i: (row[i], drawings[i].box[0]))]
