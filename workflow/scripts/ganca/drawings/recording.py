"""Films of somebody who draws: held in a hand, with another hand and a pen over the paper.

Lines are what stays.  The frames are laid over each other, for the camera shakes.  Then a pixel
is ink from the frame since which it has been dark up to the film's end, wherever no hand hid it.
What only passes is no ink: the pen, the hand, its shadow, and lines that are erased again.
"""

import cv2
import numpy as np

from ganca.drawings.ink import CONTRAST, DUST, blurred, without_dust, without_lines
from ganca.errors import InputError

SIDE = 640  # pixels to which frames are reduced
TINT_SIDE = 160  # pixels in which hands are looked for
TINT = 8  # CIE Lab distance of a and b from the paper's; a shadow has the paper's tint
WIDE = 4  # pixels of TINT_SIDE, the radius of what is no line
LARGE = 0.01  # share of the frame that a hand covers at least
OFTEN = 0.1  # share of the frames with a hand, from which a film is of somebody who draws
STILL = 0.9  # share of the frames in which what doesn't move has its tint
AROUND = 0.14  # of the frame's width: the pen is no further from the hand
TRACKED = 320  # pixels in which the camera's movement is followed
STEP = 8  # of these pixels, by which a camera moves at most between two frames
NEARER = 0.1  # of the score, by which the smallest step is preferred to the largest
SLACK = 2  # pixels of SIDE by which a line may lie beside itself, for cameras turn, too
LEAST = 0.3  # seconds for which ink is seen away from the hand
SHARP = 0.5  # share of these, in which it lies exactly there
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
    dark = reliefs > threshold(reliefs)
    moves = follow(dark & (around == 0))
    dark, near, around = (laid_over(maps.astype(np.uint8), moves) for maps in (dark, near, around))
    start = since(dark > 0, near > 0, around > 0, max(2, round(LEAST * rate)))
    lines = without_dust((start < len(pages)).astype(np.uint8), DUST) > 0
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


def follow(lines):
    """Where the paper lies in each frame: (n, 2) int, pixels to the right and down of the last.

    lines: (n, height, width) boolean, without what is near a hand.  Followed backwards from the
    last frame: each is laid where its lines best meet all that are seen later.
    """
    factor = TRACKED / max(lines.shape[1:])
    canvas, place, places = None, np.zeros(2, int), []
    for frame in lines[::-1]:
        shown = small(frame, factor)
        if canvas is None:
            canvas = shown
        elif shown.any():
            place = place + best_step(moved(canvas, place), shown)
        canvas = np.maximum(canvas, moved(shown, -place))
        places.append(place)
    return np.round(np.array(places[::-1]) / factor).astype(int)


def small(frame, factor):
    """A map of lines reduced by a factor and blurred, so that lines close by each other meet."""
    pixels = frame.astype(np.float32)
    reduced = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return blurred(reduced, 1)


def best_step(before, after):
    """The step (right, down) of lines from one map to the next at which they meet best."""
    room = cv2.copyMakeBorder(after, *[STEP] * 4, cv2.BORDER_CONSTANT)
    scores = cv2.matchTemplate(room, before, cv2.TM_CCORR)
    down, right = np.mgrid[-STEP : STEP + 1, -STEP : STEP + 1]
    scores = scores * (1 - NEARER * (down**2 + right**2) / (2 * STEP**2))
    at = np.unravel_index(scores.argmax(), scores.shape)
    return np.array([at[1] - STEP, at[0] - STEP])


def moved(picture, place):
    """A picture moved by (right, down) pixels, empty where nothing was."""
    move = np.array([[1, 0, place[0]], [0, 1, place[1]]], np.float32)
    return cv2.warpAffine(picture, move, picture.shape[::-1], flags=cv2.INTER_NEAREST)


def laid_over(maps, places):
    """The maps (n, height, width) as if the camera had always stood where it did at last."""
    return np.stack([moved(frame, -place) for frame, place in zip(maps, places, strict=True)])


def since(dark, hidden, near, least):
    """The frame since which each pixel is ink, (height, width); the number of frames if never.

    It is the frame that puts fewest of its sightings in the wrong: dark ones before, light ones
    after.  dark: (n, height, width) boolean.  hidden: where a hand is, and nothing is seen.  near:
    where a pen may be, too; ink is seen elsewhere in at least `least` frames.
    """
    beside = np.ones((2 * SLACK + 1,) * 2, np.uint8)
    wide = np.stack([cv2.dilate(frame.astype(np.uint8), beside) for frame in dark]) > 0
    start = np.full(dark.shape[1:], len(dark))
    where = np.nonzero((dark & ~near).sum(0) >= least)
    dark, wide, open_, away = (m[:, *where] for m in (dark, wide, ~hidden, ~near))
    seen, pale = counts(wide & open_), counts(~wide & open_)
    best = (seen + pale[-1] - pale).argmin(0)[None]
    seen, pale, sharp, sure = (
        count[-1] - np.take_along_axis(count, best, 0)[0]
        for count in (seen, pale, counts(dark & open_), counts(dark & away))
    )
    there = seen + pale
    stays = (seen >= PURE * there) & (sharp >= SHARP * there) & (sure >= least)
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
