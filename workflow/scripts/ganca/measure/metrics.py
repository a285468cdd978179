"""Metrics of a picture: against its truth, or from the drawing alone.

A picture is a float array (height, width, 4), straight-alpha RGBA in [0, 1]; an edge map is
(height, width), 1 on an edge and 0 elsewhere.  No metric suffices alone: a blank picture has no
artefacts, and the bare edge map has perfect edges.  So each docstring says what three known
pictures score: the truth, a blank picture, and the edge map itself (white strokes).  The truth's
scores are means over the fifty training faces at 24 pixels.  `validation` says which faults each
metric is meant to see, and measures whether it does.
"""

import cv2
import numpy as np
import pandas as pd
from scipy import ndimage
from scipy.spatial import cKDTree
from skimage.color import rgb2lab
from skimage.metrics import structural_similarity
from skimage.morphology import skeletonize

TRANSPARENT = 0.1  # less alpha than this is no ink: the alpha at which a cell counts as living
OPAQUE = 0.9  # alpha from which a pixel looks solid on any ground
NEAR = 10  # CIE Lab Delta E up to which two colours are one: seen side by side, still related
FLAT = 1  # CIE Lab Delta E within which a patch of 2 x 2 pixels is of one colour: no blend is
RARE = 0.001  # a colour on less than this share of what it is taken from is none of the palette
# A palette that meets its own pictures less than this is none of theirs; those of fonts meet them
# by 0.43 (six faces of Noto at 16 pixels) and more, flat colours found in photographs by 0.1.
MET = 0.4
GREY = 50, 0, 0  # CIE Lab, midway between black and white
GAP = 2  # radius in pixels by which strokes are thickened to close an outline
HALVES = slice(None, -1), slice(1, None)  # of a row: each pixel and its right-hand neighbour
MARGIN = 2  # pixels around the enclosed area that an outline may cover without having leaked
INNER = 4  # pixels, more than which a line lies within the enclosed area if it is no outline

WITH_TRUTH = ("mse", "ssim", "shape", "colour")
WITHOUT_TRUTH = (
    "edge_precision",
    "edge_recall",
    "palette",
    "filled",
    "leaked",
    "half_transparent",
    "vivid",
    "stroke_darkness",
)
METRICS = (*WITH_TRUTH, *WITHOUT_TRUTH, "quality")


def mse(picture, truth):
    """Mean squared error over pixels and RGBA, in [0, 1].  Truth 0, blank 0.30, edges 0.28."""
    return float(np.mean((picture - truth) ** 2))


def ssim(picture, truth):
    """Structural similarity of the two on white paper, in [-1, 1]; window of 7 pixels.

    On white, because the colour of a transparent pixel cannot be seen; `mse` counts it, as the
    training loss does.  Truth 1, blank and edges 0.02.
    """
    pair = on_white(picture), on_white(truth)
    return float(structural_similarity(*pair, win_size=7, data_range=1, channel_axis=-1))


def shape(picture, truth):
    """Overlap of the silhouettes (alpha of at least a half): intersection over union, in [0, 1].

    Truth 1, blank 0, edges 0.32.
    """
    ours, theirs = picture[..., 3] >= 0.5, truth[..., 3] >= 0.5
    either = (ours | theirs).sum()
    return float((ours & theirs).sum() / either) if either else 1.0


def colour(picture, truth):
    """Mean CIE Lab Delta E on white paper, over the pixels where the truth is opaque.

    In [0, about 130]; 2 is hardly seen, 10 seen at once.  Truth 0, blank and edges 81.
    """
    there = truth[..., 3] >= OPAQUE
    ours, theirs = (rgb2lab(on_white(image)[there]) for image in (picture, truth))
    return float(np.linalg.norm(ours - theirs, axis=-1).mean())


def edge_precision(found, edges):
    """Share of the edges found in a picture that lie within 1 pixel of the input's, in [0, 1].

    Falls with invented strokes, speckle, holes and leaked ink; 0 if no edge was found.  Truth 1,
    blank 0, edges 1.
    """
    return share_near(found, edges)


def edge_recall(found, edges):
    """Share of the input's lines that lie within 1 pixel of one found in the picture, in [0, 1].

    Lines are the skeletons of strokes: the rim of a thick stroke is far from the truth's edges,
    but near an edge where the stroke is half erased.  Falls with erased strokes and with holes.
    Truth 1, blank 0, edges 0.98.
    """
    return share_near(skeletonize(edges > 0), found)


def palette(picture, area, edges, colours):
    """Mean `nearness` of the opaque pixels between the strokes to the training colours, in [0, 1].

    `nearness` has no sharp limit, at which a picture a shade too dark would lose everything.
    colours: from `training_palette`.  Only pixels of the enclosed `area` count, and none near the
    strokes: their soft borders are near no colour, so that a face without eyes and mouth scored
    more than the truth.  0 if no such pixel is opaque, nan for a drawing that encloses nothing.
    Falls with smears and wrong hues.  Truth 0.98, blank and edges 0.
    """
    inside = between_strokes(area, edges)
    if not inside.any():
        return np.nan
    opaque = picture[inside & (picture[..., 3] >= OPAQUE)]
    return nearness(rgb2lab(opaque[:, :3]), colours) if len(opaque) else 0.0


def filled(picture, area, edges):
    """Share of the enclosed `area`, without the strokes, that is opaque, in [0, 1].

    nan for a drawing that encloses nothing.  Falls with holes.  Truth 0.99, blank and edges 0.
    """
    inside = area & (edges == 0)
    return float(np.mean(picture[inside][:, 3] >= OPAQUE)) if inside.any() else np.nan


def leaked(picture, area):
    """Share of the ground outside the `area` that has ink on it, in [0, 1].

    Ground nearer than MARGIN pixels is left out: most emojis' outlines lie outside their edge.
    Truth 0.00, blank 0, edges 0.
    """
    thick = cv2.dilate(area.astype(np.uint8), disk(MARGIN)) > 0
    return float(np.mean(picture[~thick][:, 3] >= TRANSPARENT)) if not thick.all() else np.nan


def half_transparent(picture):
    """Share of all pixels that are neither opaque nor transparent, in [0, 1].

    Rises with blur and with fog; antialiased borders keep the truth above 0.  Truth 0.07,
    blank 0, edges 0.
    """
    alpha = picture[..., 3]
    return float(np.mean((alpha >= TRANSPARENT) & (alpha < OPAQUE)))


def vivid(picture, area, colours):
    """Mean `vividness` of the opaque pixels of the enclosed `area`, strokes included, in [0, 1].

    colours: from `training_palette`.  0 if no such pixel is opaque, nan for a drawing that
    encloses nothing.  Falls where a picture is washed out: `palette` hardly minds grey strokes and
    mouths, for it asks for a colour of the training set, whichever that is.  Softened borders keep
    the truth below 1.  Truth 0.91, blank 0, edges 1, for white is as far from grey as can be.
    """
    if not area.any():
        return np.nan
    opaque = picture[area & (picture[..., 3] >= OPAQUE)]
    return float(vividness(rgb2lab(opaque[:, :3]), colours).mean()) if len(opaque) else 0.0


def stroke_darkness(picture, area, edges):
    """How dark the strokes inside the `area` are, as a share of the way from white to black.

    In [0, 1]; 1 - L* / 100 on white paper, with L* the CIE Lab lightness of the darkest pixel in
    the 3 x 3 neighbourhood of each pixel of the lines, the skeletons of strokes.  Only lines
    farther than INNER pixels from the ground count: outlines come out dark wherever eyes and
    mouths have gone pale, which neither edge_recall minds, for an edge is left, nor `vivid`, as
    their pixels are few.  nan for a drawing without such lines.  Truth 0.89, blank and edges 0.
    """
    ground = np.pad(~area, 1, constant_values=True)  # and all that lies beyond the picture
    lines = skeletonize(edges > 0) & ~dilated(ground, INNER)[1:-1, 1:-1]
    if not lines.any():
        return np.nan
    lightness = rgb2lab(on_white(picture))[..., 0].astype(np.float32)
    darkest = cv2.erode(lightness, np.ones((3, 3), np.uint8))
    return float(1 - darkest[lines].mean() / 100)


def on_white(picture):
    """The picture as it looks on white paper, (height, width, 3) in [0, 1]."""
    alpha = picture[..., 3:]
    return picture[..., :3] * alpha + 1 - alpha


def disk(radius):
    """A round structuring element of this radius in pixels, uint8."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def dilated(pixels, reach=1):
    """The pixels set in a map and all up to `reach` pixels from them: (height, width) boolean."""
    return cv2.dilate(pixels.astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0


def between_strokes(area, edges):
    """The enclosed `area` without the strokes and their soft borders, boolean."""
    return area & ~dilated(edges)


def share_near(these, those):
    """Share of the pixels set in `these` that have one of `those` in their 3 x 3 neighbourhood."""
    return float(dilated(those)[these > 0].mean()) if these.any() else 0.0


def enclosed(edges):
    """What the strokes of a drawing enclose, strokes included: (height, width) boolean.

    Gaps of up to 2 GAP pixels are closed first, for hands leave some.
    """
    room = 2 * GAP + 2
    thick = cv2.dilate(np.pad(edges, room).astype(np.uint8), disk(GAP))
    whole = ndimage.binary_fill_holes(thick).astype(np.uint8)
    return cv2.erode(whole, disk(GAP))[room:-room, room:-room] > 0


def training_palette(targets):
    """The colours of a set of pictures, (at least 1, 3) in CIE Lab, the commonest first.

    targets: (n, height, width, 4) uint8.  Only opaque patches of 2 x 2 pixels of one colour count:
    the blends along antialiased outlines are just what a smear looks like.  Photographs and
    gradients have few such patches, and not of their colours: of them all opaque pixels count.
    """
    opaque, flat = opaque_colours(targets), common_colours(flat_colours(targets))
    meets = len(flat) and nearness(opaque, flat) >= MET
    return flat if meets else common_colours(opaque)


def common_colours(colours):
    """The mean of the colours (n, 3) in each bin that isn't RARE, the commonest bin first."""
    _, bins, counts = np.unique(
        np.floor(colours / NEAR), axis=0, return_inverse=True, return_counts=True
    )
    order = np.argsort(-counts, stable=True)
    common = [k for k in order if counts[k] >= min(RARE * len(colours), counts.max())]
    return np.array([colours[bins == k].mean(0) for k in common]).reshape(-1, 3)


def nearness(colours, palette):
    """Mean nearness of colours (n, 3) to the nearest one of a palette (m, 3), CIE Lab; in [0, 1].

    A colour counts 1 / (1 + (Delta E / NEAR)^2): 1 if it is in the palette, a half at NEAR.
    """
    distance, _ = cKDTree(palette).query(colours)
    return float(np.mean(1 / (1 + (distance / NEAR) ** 2)))


def vividness(colours, palette):
    """How far each of the colours (n, 3) is from GREY, as a share of what a palette reaches; (n,).

    A palette (m, 3) reaches as far in a direction as that of its colours which lies farthest in
    it: the support function of a convex set.  CIE Lab; from 0, which is grey, to 1.
    """
    away = colours - GREY
    reached = (away @ (palette - GREY).T).max(1)
    return np.minimum(1, (away**2).sum(1) / np.maximum(reached, 1e-9))


def unlike(target, colour):
    """Share of a picture's flat area that isn't of this colour, in [0, 1].

    target: (height, width, 4) uint8; one without flat area is judged by its opaque pixels.
    colour: CIE Lab.
    """
    flat = flat_colours(target[None])
    colours = flat if len(flat) else opaque_colours(target[None])
    return float(np.mean(np.linalg.norm(colours - colour, axis=-1) > NEAR))


def opaque_colours(targets):
    """CIE Lab colours of the pixels that are opaque, or the most opaque there are, (pixels, 3)."""
    alpha = targets[..., 3]
    return rgb2lab(targets[alpha >= min(OPAQUE * 255, alpha.max())][:, :3] / 255)


def flat_colours(targets):
    """The mean CIE Lab colour of each opaque patch of 2 x 2 pixels of one colour, (patches, 3)."""
    top, bottom = targets[:, :-1], targets[:, 1:]
    patches = np.stack([half[:, :, side] for half in (top, bottom) for side in HALVES])
    patches = patches[:, (patches[..., 3] >= OPAQUE * 255).all(0)]
    lab = rgb2lab(patches[..., :3] / 255)
    middle = lab.mean(0)
    return middle[(np.linalg.norm(lab - middle, axis=-1) <= FLAT).all(0)]


def measure(outputs, pictures, colours, detect):
    """All metrics of an automaton's pictures of a set: one row a picture, nan where undefined.

    outputs: (n, height, width, 4) uint8 straight-alpha RGBA, in the order of `pictures`, a
    `dataset.PictureSet`.  colours: from `training_palette`.  detect: a function that finds the
    edge maps (n, height, width) of such outputs, as `edges.find` does.
    """
    found = detect(outputs)
    rows = []
    for i in range(len(pictures)):
        picture, area = outputs[i].astype(np.float32) / 255, enclosed(pictures.edges[i])
        values = without_truth(picture, found[i], pictures.edges[i], area, colours)
        if pictures.targets is not None:
            values |= with_truth(picture, pictures.targets[i].astype(np.float32) / 255)
        rows.append(values)
    labels = {"split": pictures.split, "group": pictures.group, "name": pictures.names}
    table = pd.DataFrame(labels).join(pd.DataFrame(rows, columns=METRICS))
    return table.assign(quality=quality(table))


def with_truth(picture, truth):
    """The metrics that compare a picture with its truth."""
    return {
        "mse": mse(picture, truth),
        "ssim": ssim(picture, truth),
        "shape": shape(picture, truth),
        "colour": colour(picture, truth),
    }


def without_truth(picture, found, edges, area, colours):
    """The metrics that need no more than the input's edges and the training set's colours."""
    return {
        "edge_precision": edge_precision(found, edges),
        "edge_recall": edge_recall(found, edges),
        "palette": palette(picture, area, edges, colours),
        "filled": filled(picture, area, edges),
        "leaked": leaked(picture, area),
        "half_transparent": half_transparent(picture),
        "vivid": vivid(picture, area, colours),
        "stroke_darkness": stroke_darkness(picture, area, edges),
    }


def quality(table):
    """The headline metric, of what can be judged without a truth.

    The product of edge_precision, edge_recall, palette, filled, 1 - leaked and
    1 - half_transparent: a picture that scores 0 in one of them scores 0.  `vivid` and
    stroke_darkness stand beside it, for a picture may be pale and otherwise right.

    table: the columns WITHOUT_TRUTH.  Metrics that are nan, for a drawing encloses nothing, are
    left out.
    In [0, 1].  Truth 0.90, blank and edges 0.
    """
    wanted = table[["edge_precision", "edge_recall"]].prod(axis=1)
    inside = table[["palette", "filled"]].fillna(1).prod(axis=1)
    unwanted = (1 - table.leaked.fillna(0)) * (1 - table.half_transparent)
    return wanted * inside * unwanted
