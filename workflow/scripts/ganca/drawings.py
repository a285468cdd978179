"""Drawings as edge maps: those that the project ships as SVG, and pictures of the user's own."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ganca.dataset import PictureSet
from ganca.errors import InputError
from ganca.pictures import from_each
from ganca.strokes import OVERSAMPLING, rasterize, shrink
from ganca.svg import read_strokes

WORKING_SIDE = 1024  # pixels to which larger pictures are reduced before anything else
CONTRAST = 48  # grey levels, of 255, between ink and paper; less is taken for blank
UNEVEN = 0.1  # share of the border between ink and ground from which light falls unevenly on it
ALL_INK = 0.5  # share of the frame from which this is no line drawing


def shipped_drawings(files, size, padding):
    """SVG drawings as a `PictureSet`, in the families that begin their names (thick-2.svg)."""
    edges = np.stack([rasterize(read_strokes(file), size, padding) for file in files])
    names = [Path(file).stem for file in files]
    families = [name.split("-")[0] for name in names]
    return PictureSet(names, ["ood"] * len(names), families, edges)


def own_drawings(files, size, padding):
    """Pictures of drawings as a `PictureSet`, named as their files.

    InputError names the files that cannot be used, and why.
    """
    edges = from_each(files, lambda image: trace(image, size, padding))
    names = [Path(file).name for file in files]
    return PictureSet(names, ["ood"] * len(names), [""] * len(names), np.stack(edges))


def trace(image, size, padding):
    """A picture (RGBA) of a drawing as edges: uint8 {0, 1}, side `size` + 2 * `padding`.

    Dark lines on a light ground or the reverse; the ink is fitted to the frame, and lines thinner
    than a pixel there are thickened to one.  InputError, the reason alone, if there are no lines.
    """
    return trace_pages([on_paper(image)], size, padding)[0]


def trace_pages(pages, size, padding):
    """`trace` of several pages, such as `on_paper` gives, all by one measure: (n, side, side).

    pages: of one size; some of them, but not all, may be blank.
    """
    inks = thicken(find_inks(pages), size)
    box = ink_box(np.max(inks, axis=0))
    edges = np.stack([fit(ink[box], size) for ink in inks])
    if (share := edges.mean((1, 2)).max()) > ALL_INK:
        raise InputError(f"all ink ({share:.0%} of it), where lines on a plain ground are wanted")
    return np.pad(edges, ((0, 0), (padding, padding), (padding, padding)))


def find_inks(pages):
    """Where the ink of each page is, (n, height, width) uint8 {0, 255}."""
    blank = [np.ptp(page) < CONTRAST for page in pages]
    if all(blank):
        raise InputError("blank")
    pairs = zip(pages, blank, strict=True)
    return np.stack([np.zeros_like(page) if none else find_ink(page) for page, none in pairs])


def on_paper(image):
    """An RGBA picture as gray levels (height, width) uint8, its transparent parts white."""
    image = image.copy()
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    paper = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(paper, image).convert("L"))


def find_ink(gray):
    """Where the ink is: (height, width) uint8 {0, 255}, told from the ground by Otsu's threshold.

    The ground is what most of the border is.  Where much of the border is hard to call, light
    falls unevenly, as on a photograph.  InputError, the reason alone, if there is no ink.
    """
    _, dark = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    middle = (gray[dark > 0].mean() + gray[dark == 0].mean()) / 2
    if np.mean(abs(border(gray) - middle) < CONTRAST / 2) > UNEVEN:
        return find_ink_in_relief(gray)
    return 255 - dark if np.median(border(dark)) else dark


def find_ink_in_relief(gray):
    """`find_ink` where the ground's brightness drifts: ink is what differs from its surroundings.

    The ground is what a closing leaves of the picture or, where lines are light, an opening.
    Lines are the few pixels that differ much, so that the differences lean to their side.
    """
    reach = max(gray.shape) // 20
    smooth = cv2.GaussianBlur(gray, (0, 0), 1)  # or the paper's grain would be relief
    difference = smooth - cv2.GaussianBlur(smooth.astype(float), (0, 0), reach)
    way = cv2.MORPH_BLACKHAT if np.mean(difference**3) < 0 else cv2.MORPH_TOPHAT
    relief = cv2.morphologyEx(smooth, way, np.ones((2 * reach + 1,) * 2, np.uint8))
    if relief.max() < CONTRAST:
        raise InputError("blank")
    return cv2.threshold(relief, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]


def border(picture):
    """The outermost pixels of a picture (height, width), as floats."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(float)


def thicken(inks, size):
    """The inks with lines that are at least a pixel wide when they are fitted to `size` pixels.

    Without this the lines of a thin pen would melt into the paper.
    """
    box = ink_box(np.max(inks, axis=0))
    pixel = max(side.stop - side.start for side in box) / size
    missing = round(pixel - np.median([line_width(ink) for ink in inks if ink.any()]))
    if missing < 1:
        return inks
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
    return np.stack([cv2.dilate(np.pad(ink, missing), brush) for ink in inks])


def line_width(ink):
    """The usual width of the lines, in pixels of the picture.

    In a line of width w, the distance to the nearest edge is evenly spread between 0 and w / 2.
    """
    distance = cv2.distanceTransform(np.pad(ink, 1), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return 4 * (np.median(distance[distance > 0]) - 0.5) or 1.0


def ink_box(ink):
    """The smallest rows and columns (two slices) that hold all ink."""
    filled = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return tuple(slice(int(at[0]), int(at[-1]) + 1) for at in filled)


def fit(ink, size):
    """The ink in the middle of a square of `size` pixels that it fills: uint8 {0, 1}."""
    side = max(ink.shape)
    margins = [((side - n) // 2, side - n - (side - n) // 2) for n in ink.shape]
    square = np.pad(ink, margins)
    repeat = -(-size * OVERSAMPLING // side)  # enlarged first, so that shrinking averages areas
    return shrink(square.repeat(repeat, 0).repeat(repeat, 1), size)
