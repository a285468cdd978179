"""Finding edges with Canny's detector; an automaton starts from them (section 3)."""

import cv2
import numpy as np

from ganca.data.compositing import over_black, over_white
from ganca.errors import InputError

BORDER = 2  # pixels of empty border while detecting, so that the rim is like any other place


def find(pictures, method, low, high):
    """Edge maps (n, size, size) uint8, 0 or 1, of (n, size, size, 4) uint8 straight-alpha RGBA.

    method: ``canny``, the paper's way, or ``gradient``, for pictures without a dark outline.
    low, high: the two thresholds of Canny's hysteresis, on Sobel gradients of 8-bit values.
    """
    detect = {"canny": canny, "gradient": gradient}[method]
    bordered = np.pad(pictures, [(0, 0), (BORDER, BORDER), (BORDER, BORDER), (0, 0)])
    maps = np.stack([detect(picture, low, high) for picture in bordered]) > 0
    return maps[:, BORDER:-BORDER, BORDER:-BORDER].astype(np.uint8)


def require_edges(names, edges):
    """Raises InputError that names the pictures without edges, if there are any."""
    blank = [name for name, edge in zip(names, edges, strict=True) if not edge.any()]
    if blank:
        raise InputError(
            f"no edges found in {', '.join(blank)}; lower edges.low and edges.high, or try"
            " edges.method: gradient"
        )


def canny(picture, low, high):
    """The paper's edges: Canny, with a 3 x 3 Sobel and the L1 norm, on gray levels over black.

    Over black, a dark outline vanishes in the ground and leaves one contour instead of two.
    """
    grey = cv2.cvtColor(over_black(picture), cv2.COLOR_RGB2GRAY)
    return cv2.Canny(grey, low, high, apertureSize=3, L2gradient=False)


def gradient(picture, low, high):
    """Canny on the gradient of the steepest channel at each pixel: R, G, B over white, or alpha.

    It finds outlines that gray levels lose, such as a yellow face's on white.
    """
    channels = np.dstack([over_white(picture), 255 - picture[..., 3]])
    channels = cv2.GaussianBlur(channels, (0, 0), blur(len(picture) - 2 * BORDER))
    right, down = (
        np.dstack([cv2.Sobel(channels[..., i], cv2.CV_16S, *way) for i in range(4)])
        for way in ((1, 0), (0, 1))
    )
    steepest = (right.astype(int) ** 2 + down.astype(int) ** 2).argmax(-1)[..., None]
    right, down = (np.take_along_axis(way, steepest, -1)[..., 0] for way in (right, down))
    return cv2.Canny(right, down, low, high, L2gradient=True)


def blur(size):
    """The blur's standard deviation in pixels for pictures of this size: 0.7 at 64 pixels."""
    return float(np.clip(size / 90, 0.4, 1.0))
