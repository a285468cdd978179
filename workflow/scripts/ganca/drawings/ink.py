"""Finding the ink on a page: on a clean scan, in uneven light, under a shadow, on a desk.

A page is gray levels, (height, width) uint8; ink is (height, width) uint8, 0 or 255.
"""

import math

import cv2
import numpy as np
from scipy import ndimage
from skimage.filters import threshold_multiotsu, threshold_otsu

CONTRAST = 48  # grey levels, of 255, between ink and paper; less is taken for blank
UNEVEN = 0.1  # share of the border between ink and ground from which light falls unevenly on it
RUN = 0.5  # of a side: what is longer along the border is a shadow or the desk, no stroke
FEWEST = 0.0005  # share of the pixels: less ink than this is no drawing
DUST = 0.001  # share of one drawing's ink: a speck smaller than this is no stroke
LEVELS = 3  # of brightness: a sheet, a shadow on it, the desk
SHEET_SIDE = 256  # pixels in which a sheet is looked for
SMALLEST_SHEET = 0.05  # share of the picture
CUT_OFF = 0.35  # share of the border from which what is light is no sheet, but not in shadow
DESK = 0.5  # of the paper's brightness: what is darker and runs out of the picture is no stroke
MOST = 0.6  # share of a region that is meant by most of it
ALIKE = 0.05  # shares that differ by less count as alike
RIM = 0.02  # of a sheet's side: where the desk still shows


def find_ink(gray, dust=DUST):
    """Where the ink is: (height, width) uint8 {0, 255}, told from the ground by Otsu's threshold.

    The ground is what most of the border is.  Nothing is set if there is no ink.
    dust: share of the ink; in uneven light a smaller speck is taken for the paper's.
    """
    page = sheet_alone(gray)
    if np.ptp(page) < CONTRAST:
        return np.zeros_like(gray)
    _, dark = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    ink = 255 - dark if np.median(border(dark)) else dark
    levels = page[dark > 0].mean(), page[dark == 0].mean()
    if unevenly_lit(page, ink, np.mean(levels)):
        return find_ink_in_relief(page, dust)
    return ink if np.ptp(levels) >= CONTRAST / 2 else np.zeros_like(gray)


def sheet_alone(gray):
    """A picture with all around a sheet of paper on a darker desk made as light as the paper.

    A picture that shows none is returned as it is.
    """
    sheet = find_sheet(gray)
    if sheet is None:
        return gray
    rim = 2 * math.ceil(RIM * math.sqrt(sheet.sum())) + 1
    inner = cv2.erode(sheet, np.ones((rim, rim), np.uint8)) > 0
    nearest = ndimage.distance_transform_edt(~inner, return_distances=False, return_indices=True)
    return np.where(inner, gray, without_lines(gray)[tuple(nearest)])


def find_sheet(gray):
    """Where a sheet of paper lies on a darker desk, (height, width) uint8 {0, 1}; None without.

    Of what may be the sheet, with a shadow on it and without, the fullest is taken, of those about
    as full the largest.
    """
    shrunk = 1 / max(1, max(gray.shape) // SHEET_SIDE)
    small = cv2.resize(gray, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    if len(np.unique(small)) < LEVELS:
        return None
    levels = [threshold_otsu(small), *threshold_multiotsu(small, LEVELS)]
    found = [sheet for sheet in (light_sheet(small > level) for level in levels) if sheet]
    if not found:
        return None
    fullest = max(share for share, _ in found)
    sheet = max((s for share, s in found if share > fullest - ALIKE), key=np.sum)
    return cv2.resize(sheet, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)


def light_sheet(light):
    """The convex hull of the largest light region, if it may be a sheet, else None.

    Returns which share of it is light, and where it lies, uint8 {0, 1}.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(light.astype(np.uint8))
    largest = labels == 1 + np.argmax(stats[1:, cv2.CC_STAT_AREA])
    hull = cv2.convexHull(np.argwhere(largest)[:, ::-1].astype(np.int32))
    sheet = cv2.fillConvexPoly(np.zeros(light.shape, np.uint8), hull, 1)
    share = light[sheet > 0].mean()
    lies = sheet.mean() > SMALLEST_SHEET and border(sheet).mean() < CUT_OFF
    return (share, sheet) if lies and share > MOST else None


def unevenly_lit(page, ink, middle):
    """Whether light or a shadow, rather than ink, makes the difference between dark and light.

    Then much of the border is hard to call, or what seems to be ink runs along it.
    """
    doubtful = np.mean(abs(border(page) - middle) < CONTRAST / 2)
    return doubtful > UNEVEN or longest_run(ink) > RUN * min(page.shape)


def longest_run(ink):
    """The most pixels of ink in a row along the border."""
    ring = np.concatenate([ink[0], ink[:, -1], ink[-1, ::-1], ink[::-1, 0]])
    free = np.flatnonzero(ring == 0)
    return np.diff(free, append=free[:1] + len(ring)).max() - 1 if len(free) else len(ring)


def find_ink_in_relief(page, dust):
    """`find_ink` where the ground's brightness varies: ink is what differs from its surroundings.

    Lines are the few pixels that differ much, so that the differences lean to their side.  How
    dark a line is counts as a share of the light that falls there.
    """
    smooth = blurred(page, 1)  # or the paper's grain would be relief
    difference = smooth - blurred(smooth.astype(float), reach(page))
    page = smooth if np.mean(difference**3) < 0 else 255 - smooth
    ground = without_lines(page).astype(float)
    relief = (255 * (ground - page) / ground.clip(CONTRAST)).astype(np.uint8)
    if relief.max() < CONTRAST:
        return np.zeros_like(page)
    _, ink = cv2.threshold(relief, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = without_dust(without_desk(ink, ground), dust)
    strokes = np.mean((ink > 0) & (relief >= CONTRAST)) >= FEWEST
    return ink if strokes else np.zeros_like(page)


def without_desk(ink, ground):
    """The ink but for what runs out of the picture where the ground is dark: a desk's grain."""
    near = cv2.dilate(ink, np.ones((2 * reach(ink) // 3 + 1,) * 2, np.uint8))
    labels, count = ndimage.label(near, np.ones((3, 3)))
    levels = ndimage.median(ground, labels, np.arange(1, count + 1))
    dark = 1 + np.flatnonzero(levels < DESK * np.percentile(ground, 95))
    return np.where(np.isin(labels, np.intersect1d(dark, border(labels))), 0, ink)


def without_dust(ink, share):
    """The ink but for specks of less than a share of it."""
    labels, _ = ndimage.label(ink, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    return np.where(sizes[labels] < share * sizes[1:].sum(), 0, ink)


def without_lines(page):
    """The ground of a page with dark lines: its closing, as if it went on beyond the border."""
    side = 2 * reach(page) + 1
    wide = np.pad(page, side, mode="edge")
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return closed[side:-side, side:-side]


def reach(page):
    """Half the width in pixels of the widest lines that are told from a shadow."""
    return max(1, max(page.shape) // 30)


def blurred(page, sigma):
    """A page (height, width) blurred by a Gaussian."""
    return cv2.GaussianBlur(page, (0, 0), sigma)


def border(picture):
    """The outermost pixels of a picture (height, width), as floats."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(float)
