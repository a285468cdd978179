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
    ink = find_ink(on_paper(image))
    edges = fit(thicken(ink, size), size)
    if (share := edges.mean()) > ALL_INK:
        raise InputError(f"all ink ({share:.0%} of it), where lines on a plain ground are wanted")
    return np.pad(edges, padding)


def on_paper(image):
    """An RGBA picture as gray levels (height, width) uint8, its transparent parts white."""
    image = image.copy()
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    paper = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(paper, image).convert("L"))


def find_ink(gray):
    """Where the ink is: (height, width) uint8 {0, 255}, told from the ground by Otsu's threshold.

    The ground is what most of the border is.  InputError, the reason alone, if there is no ink.
    """
    if np.ptp(gray) < CONTRAST:
        raise InputError("blank")
    _, dark = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    border = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    return 255 - dark if np.median(border) else dark


def thicken(ink, size):
    """The ink with lines that are at least a pixel wide when it is fitted to `size` pixels.

    Without this the lines of a thin pen would melt into the paper.
    """
    pixel = max(ink_slice.stop - ink_slice.start for ink_slice in ink_box(ink)) / size
    missing = round(pixel - line_width(ink))
    if missing < 1:
        return ink
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
    return cv2.dilate(np.pad(ink, missing), brush)


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
    """The ink alone, in the middle of a square of `size` pixels that it fills: uint8 {0, 1}."""
    ink = ink[ink_box(ink)]
    side = max(ink.shape)
    margins = [((side - n) // 2, side - n - (side - n) // 2) for n in ink.shape]
    square = np.pad(ink, margins)
    repeat = -(-size * OVERSAMPLING // side)  # enlarged first, so that shrinking averages areas
    return shrink(square.repeat(repeat, 0).repeat(repeat, 1), size)
