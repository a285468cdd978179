"""Drawings as edge maps: the SVG files that the project ships, and the user's pictures."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ganca.data.compositing import over_white
from ganca.data.dataset import drawing_set, pad
from ganca.data.pictures import from_each
from ganca.drawings.ink import CONTRAST, MOST, find_ink
from ganca.drawings.strokes import OVERSAMPLING, downscale, edge_map
from ganca.drawings.svg import read_strokes
from ganca.errors import InputError

WORKING_SIDE = 1024  # pixels to which larger pictures are reduced before anything else
ALL_INK = 0.5  # share of the frame from which this is no line drawing


def shipped_drawings(files, size, padding):
    """SVG drawings as a `PictureSet`, grouped by family: thick-2.svg is of family ``thick``."""
    edges = np.stack([edge_map(read_strokes(file), size, padding) for file in files])
    names = [Path(file).stem for file in files]
    families = [name.split("-")[0] for name in names]
    return drawing_set(names, edges, families)


def own_drawings(files, size, padding):
    """Pictures of drawings as a `PictureSet`, named as their files.

    Raises InputError that names the files that cannot be used, and why.
    """
    edges = from_each(files, lambda image: trace(image, size, padding))
    names = [Path(file).name for file in files]
    return drawing_set(names, np.stack(edges))


def trace(image, size, padding):
    """A picture (RGBA) of a drawing as an edge map: uint8 {0, 1}, side `size` + 2 * `padding`.

    The lines may be dark on a light ground or light on a dark one.  The ink is fitted to the
    frame; lines thinner than a pixel there are thickened to one.  Raises InputError, with the
    reason alone, if there are no lines.
    """
    return trace_pages([gray_page(image)], size, padding)[0]


def trace_pages(pages, size, padding, watch=iter):
    """The edge maps of several pages, scaled alike: (n, side, side); see `trace`.

    pages: gray levels, as `gray_page` returns them, of one size.  Some, but not all, may be blank.
    watch: wraps the iterable of pages, to show progress as tqdm does.
    """
    return trace_inks(find_inks(pages, watch), size, padding)


def trace_inks(inks, size, padding):
    """The edge maps (n, side, side) of what `find_inks` found, scaled alike."""
    edges = to_grid(inks, size)
    if (share := edges.mean((1, 2)).max()) > ALL_INK:
        raise InputError(f"all ink ({share:.0%} of it), where lines on a plain ground are wanted")
    return pad(edges, padding)


def to_grid(inks, size):
    """Inks (n, height, width) as edge maps (n, size, size), scaled alike so that all fit."""
    inks = thicken(inks, size)
    box = ink_box(np.max(inks, axis=0))
    return np.stack([fit(ink[box], size) for ink in inks])


def find_inks(pages, watch=iter):
    """The ink of each page, (n, height, width) uint8 {0, 255}.  InputError if no page has any."""
    inks = np.stack([find_ink(page) for page in watch(pages)])
    if not inks.any():
        blank = all(np.ptp(page) < CONTRAST for page in pages)
        raise InputError("blank" if blank else "no strokes found")
    return inks


def gray_page(image, side=WORKING_SIDE):
    """An RGBA picture on white paper as gray levels, (height, width) uint8, reduced if large.

    Strokes too light to show on white are drawn by their opacity instead, dark.
    side: pixels that the page's longer side may have.
    """
    image = image.copy()
    image.thumbnail((side, side), Image.Resampling.BOX)
    pixels = np.asarray(image)
    alpha = pixels[..., 3]
    gray = np.asarray(Image.fromarray(over_white(pixels)).convert("L"))
    return 255 - alpha if light_strokes(gray, alpha > 127) else gray


def light_strokes(gray, ink):
    """Whether the opaque pixels are strokes, not a whole sheet, and too light to show on white."""
    if not ink.any() or np.mean(gray[ink] > 255 - CONTRAST) < MOST:
        return False
    return ink[ink_box(ink)].mean() < ALL_INK


def thicken(inks, size):
    """The inks with lines thickened to at least a pixel of the `size` pixels they are fitted to.

    Otherwise the lines of a thin pen would vanish in the paper.
    """
    box = ink_box(np.max(inks, axis=0))
    pixel = max(side.stop - side.start for side in box) / size
    missing = round(pixel - np.median([line_width(ink) for ink in inks if ink.any()]))
    if missing < 1:
        return inks
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
    return np.stack([cv2.dilate(np.pad(ink, missing), brush) for ink in inks])


def line_width(ink):
    """The median width of the lines, in pixels of the picture.

    In a line of width w, the distance to the nearest edge is evenly spread between 0 and w / 2.
    """
    distance = cv2.distanceTransform(np.pad(ink, 1), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return 4 * (np.median(distance[distance > 0]) - 0.5) or 1.0


def ink_box(ink):
    """The rows and columns (two slices) around all ink."""
    filled = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return tuple(slice(int(at[0]), int(at[-1]) + 1) for at in filled)


def fit(ink, size):
    """The ink scaled to fill a square and centred in it: (size, size) uint8 {0, 1}."""
    side = max(ink.shape)
    margins = [((side - n) // 2, side - n - (side - n) // 2) for n in ink.shape]
    square = np.pad(ink, margins)
    repeat = -(-size * OVERSAMPLING // side)  # enlarged first, so that shrinking averages areas
    return downscale(square.repeat(repeat, 0).repeat(repeat, 1), size)
