"""Films of somebody who draws: held in a hand, with another hand and a pen over the paper.

Lines are what stays.  The frames are laid over each other, for the camera shakes.  Then a pixel
is ink from the frame since which it has been dark up to the film's end, wherever no hand hid it.
What only passes is no ink: the pen, the hand, its shadow, and lines that are erased again.
"""

from itertools import pairwise

import cv2
import numpy as np

from ganca.drawings.ink import CONTRAST, blurred, without_dust, without_lines
from ganca.errors import InputError

SIDE = 640  # pixels to which frames are reduced
TINT_SIDE = 160  # pixels in which hands are looked for
TINT = 8  # CIE Lab distance of a and b from the paper's; a shadow has the paper's tint
WIDE = 4  # pixels of TINT_SIDE, the radius of what is no line
LARGE = 0.01  # share of the frame that a hand covers at least
OFTEN = 0.1  # share of the frames with a hand, from which a film is of somebody who draws
STILL = 0.9  # share of the frames in which what doesn't move has its tint
AROUND = 0.14  # of the frame's width: the pen is no further from the hand
STEP = 0.05  # of the frame's width: a camera moves no further between two frames
TRACKED = 320  # pixels in which the camera's movement is followed
LEAST = 0.3  # seconds for which ink is seen away from the hand
PURE = 0.8  # share of the frames, since it was drawn, in which ink is seen where no hand is


def tint(image):
    """The colour of a picture (PIL) without its brightness: (height, width, 2) uint8, a and b."""
    small = image.convert("RGB").resize(
        [max(1, round(n * TINT_SIDE / max(image.size))) for n in image.size], reducing_gap=2
    )
    return cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2LAB)[..., 1:]


def find_hands(tints):
    """Where a hand is in each frame, (n, height, width) boolean, at the size of the tints.

    A hand has another tint than the paper, is wider than a line, moves, and comes in from the
    border.
    """
    tints = np.stack(tints).astype(np.float32)
    paper = np.median(tints, axis=(1, 2), keepdims=True)
    other = (np.linalg.norm(tints - paper, axis=-1) > TINT).astype(np.uint8)
    wide = np.stack([cv2.morphologyEx(frame, cv2.MORPH_OPEN, disk(WIDE)) for frame in other])
    return np.stack([from_border(frame) for frame in wide * (wide.mean(0) < STILL)])


def from_border(pixels):
    """The regions of a map that touch its border and are LARGE, boolean."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pixels.astype(np.uint8))
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    large = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= LARGE * pixels.size)
    return np.isin(labels, np.setdiff1d(np.intersect1d(edge, large), [0]))


def shows_drawing(hands):
    """Whether a film is of somebody who draws: in OFTEN of the frames is a hand."""
    return hands.any((1, 2)).mean() >= OFTEN


def drawn_lines(pages, hands, rate, watch=iter):
    """The ink of each frame, (n, height, width) uint8 {0, 255}, as it lies in the last one.

    pages: gray levels (height, width) uint8 of one size.  hands: from `find_hands`.  rate: frames
    a second.  watch: wraps the iterable of pages, to show progress as tqdm does.  Raises
    InputError if nothing is drawn.
    """
    size = [round(n * min(1, SIDE / max(pages[0].shape))) for n in pages[0].shape]
    reliefs = np.stack([relief(resized(page, size)) for page in watch(pages)])
    near, around = (np.stack([grown(h, size, by) for h in hands]) for by in (0.01, AROUND))
    moves = follow(reliefs, around)
    reliefs, near, around = (laid_over(maps, moves) for maps in (reliefs, near, around))
    dark = reliefs > threshold(reliefs)
    start = since(dark, near > 0, around > 0, max(2, round(LEAST * rate)))
    lines = without_dust((start < len(pages)).astype(np.uint8)) > 0
    if not lines.any():
        raise InputError("no strokes stay on it to the end; the hand has to leave them at last")
    order = np.arange(len(pages))[:, None, None]
    return ((start <= order) & lines).astype(np.uint8) * 255


def relief(page):
    """How much darker each pixel is than the paper around it, as a share of 255, uint8."""
    smooth = blurred(page, 1)
    ground = without_lines(smooth).astype(np.float32)
    return (255 * (ground - smooth) / ground.clip(CONTRAST)).clip(0, 255).astype(np.uint8)


def threshold(reliefs):
    """The relief from which a pixel is dark: half of what is typical of the darkest."""
    strong = reliefs[reliefs > CONTRAST]
    return max(CONTRAST, np.percentile(strong, 90) / 2 if len(strong) else 0)


def follow(reliefs, hidden):
    """The moves of the camera: a 2 x 3 matrix a frame, from places in the last one to its own.

    Followed backwards from frame to frame, by what is drawn and isn't near a hand; without any,
    the camera counts as still.
    """
    shown = [small(np.where(h > 0, 0, r)) for r, h in zip(reliefs, hidden, strict=True)]
    scale = reliefs.shape[2] / shown[0].shape[1]
    moves = [np.eye(3)]
    for later, earlier in pairwise(shown[::-1]):
        step = moved(later, earlier)
        step[:2, 2] *= scale
        moves.append(step @ moves[-1])
    return np.stack(moves[::-1])[:, :2]


def small(picture):
    """A picture reduced to TRACKED pixels and blurred, so that a small shift moves it little."""
    factor = TRACKED / max(picture.shape)
    reduced = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return blurred(reduced.astype(np.float32), 2)


def moved(later, earlier):
    """The move (3 x 3) from places in the later of two frames to those in the earlier.

    Found by maximising their correlation (ECC; Evangelidis and Psarakis, 2008).
    """
    step, enough = np.eye(2, 3, dtype=np.float32), (3, 15, 1e-3)  # at most 15 turns
    try:
        _, step = cv2.findTransformECC(later, earlier, step, cv2.MOTION_EUCLIDEAN, enough, None, 1)
    except cv2.error:  # nothing to go by
        return np.eye(3)
    far = np.abs(step[:, 2]).max() > STEP * later.shape[1]
    return np.eye(3) if far else np.vstack([step.astype(float), [0, 0, 1]])


def laid_over(maps, moves):
    """The maps (n, height, width) as if the camera had always stood where it did at last."""
    size = maps.shape[:0:-1]
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.stack(
        [cv2.warpAffine(m, w, size, flags=how) for m, w in zip(maps, moves, strict=True)]
    )


def since(dark, hidden, near, least):
    """The frame since which each pixel is ink, (height, width); the number of frames if never.

    It is the frame that puts fewest of its sightings in the wrong: dark ones before, light ones
    after.  dark: (n, height, width) boolean.  hidden: where a hand is, and nothing is seen.  near:
    where a pen may be, too; ink is seen elsewhere in at least `least` frames.
    """
    start = np.full(dark.shape[1:], len(dark))
    where = np.nonzero((dark & ~near).sum(0) >= least)
    seen, pale, sure = (m[:, *where] for m in (dark & ~hidden, ~dark & ~hidden, dark & ~near))
    seen, pale, sure = map(counts, (seen, pale, sure))
    best = (seen + pale[-1] - pale).argmin(0)[None]
    seen, pale, sure = (m[-1] - np.take_along_axis(m, best, 0)[0] for m in (seen, pale, sure))
    stays = (seen >= PURE * (seen + pale)) & (sure >= least)
    start[where] = np.where(stays, best[0], len(dark))
    return start


def counts(sightings):
    """How many of the sightings (n, pixels) lie before each frame: (n + 1, pixels)."""
    return np.pad(sightings.cumsum(0, dtype=np.int16), [(1, 0), (0, 0)])


def grown(hand, size, by):
    """A map of a hand at the size (height, width) of a page, and `by` of its width around it."""
    reach = max(1, round(by * hand.shape[1]))
    wide = cv2.dilate(hand.astype(np.uint8), disk(reach))
    return cv2.resize(wide, size[::-1], interpolation=cv2.INTER_NEAREST)


def resized(page, size):
    """A page at this size (height, width), averaged over areas."""
    return cv2.resize(page, size[::-1], interpolation=cv2.INTER_AREA)


def disk(radius):
    """A round structuring element of this radius in pixels, uint8."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)
