"""Each metric must see what it is meant to see: truths corrupted ever more score ever worse."""

from functools import partial

import cv2
import numpy as np
import pytest

from ganca import edges, metrics
from ganca.dataset import PictureSet, pad
from ganca.fonts import open_font
from ganca.glyphs import rasterize

CODES = ["2639", "1f603", "1f606", "1f60d", "1f613", "1f61d", "1f622", "1f629", "1f62c", "1f638"]
detect = partial(edges.find, method="canny", low=250, high=500)


@pytest.fixture(scope="module")
def faces():
    """Twelve faces of 24 pixels on a grid of 28, as the default run has them."""
    drawn, _ = rasterize(open_font(), CODES, 24)
    targets = pad(np.stack([drawn[code] for code in CODES]), 2)
    nothing = [""] * len(CODES)
    return PictureSet(CODES, ["train"] * len(CODES), nothing, detect(targets), targets)


@pytest.fixture(scope="module")
def score(faces):
    """Mean metrics of pictures (n, 28, 28, 4) in [0, 1], given in the order of the faces."""
    colours = metrics.training_palette(faces.targets)

    def mean(pictures):
        whole = (pictures.clip(0, 1) * 255).round().astype(np.uint8)
        return metrics.measure(whole, faces, colours, detect).mean(numeric_only=True)

    return mean


def truths(faces):
    return faces.targets / 255


def spots(random, radius, where):
    """A disk of this radius somewhere in the boolean mask `where`, boolean."""
    rows, columns = np.nonzero(where)
    i = random.integers(len(rows))
    canvas = np.zeros(where.shape, np.uint8)
    return cv2.circle(canvas, (int(columns[i]), int(rows[i])), radius, 1, -1) > 0


def blurred(picture, sigma):
    premultiplied = picture * np.where(np.arange(4) < 3, picture[..., 3:], 1)
    soft = cv2.GaussianBlur(premultiplied, (0, 0), sigma)
    return np.dstack([soft[..., :3] / np.maximum(soft[..., 3:], 1e-6), soft[..., 3]])


def smeared(picture, length):
    """Dark strokes dragged sideways over what lies beside them, as a confused automaton does."""
    dragged = [np.roll(picture[..., :3], shift, axis=1) for shift in range(length + 1)]
    return np.dstack([np.mean([np.min(dragged, axis=0), picture[..., :3]], 0), picture[..., 3]])


def repainted(picture, radius, random, colour):
    """Disks of the face's opaque inside painted over with one colour."""
    inside = cv2.erode((picture[..., 3] > 0.9).astype(np.uint8), metrics.disk(5)) > 0
    for _ in range(3):
        picture[spots(random, radius, inside)] = colour
    return picture


def erased(picture, radius, random):
    """Strokes painted over with the face's own commonest colour."""
    opaque = (picture[picture[..., 3] > 0.9] * 255).round().astype(int)
    colours, counts = np.unique(opaque, axis=0, return_counts=True)
    return repainted(picture, radius, random, colours[counts.argmax()] / 255)


def invented(picture, count, random):
    """Black strokes across the face that its edges say nothing of."""
    for _ in range(count):
        ends = random.integers(6, 22, (2, 2)).tolist()
        canvas = cv2.line(np.zeros(picture.shape[:2], np.uint8), *ends, 1)
        picture[(canvas > 0) & (picture[..., 3] > 0.9)] = [0, 0, 0, 1]
    return picture


def speckled(picture, share, random):
    """Single opaque pixels of any colour on the empty ground."""
    hit = (random.random(picture.shape[:2]) < share) & (picture[..., 3] == 0)
    picture[hit] = np.column_stack([random.random((hit.sum(), 3)), np.ones(hit.sum())])
    return picture


def turned(picture, degrees, random):
    """Hues turned by about so many degrees, here one way and there the other."""
    field = cv2.resize(random.normal(0, degrees, (4, 4)), picture.shape[:2])
    hsv = cv2.cvtColor(picture[..., :3].astype(np.float32), cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0] + field) % 360
    return np.dstack([cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), picture[..., 3]])


def leaking(picture, radius, random):
    """Ink where there is none in the truth."""
    for _ in range(2):
        picture[spots(random, radius, picture[..., 3] == 0)] = [1, 0.9, 0.2, 1]
    return picture


def fogged(picture, alpha, random):
    """Patches of a veil on the empty ground."""
    veil = (random.random(picture.shape[:2]) < alpha) & (picture[..., 3] < 0.1)
    picture[veil] = [0.5, 0.5, 0.5, 0.3]
    return picture


# What is done, how severely, and which metrics must worsen with every step of it.
CORRUPTIONS = {
    "blur": (
        lambda picture, sigma, _: blurred(picture, sigma),
        (0.5, 0.8, 1.2),
        "mse ssim colour edge_recall palette half_transparent quality",
    ),
    "smear": (
        lambda picture, length, _: smeared(picture, length),
        (1, 2, 4),
        "mse ssim colour palette quality",
    ),
    "erased strokes": (erased, (1, 2, 4), "mse ssim colour edge_recall"),
    "invented strokes": (invented, (1, 3, 6), "mse ssim colour edge_precision quality"),
    "speckle": (speckled, (0.02, 0.08, 0.2), "mse ssim shape edge_precision leaked quality"),
    "hue shift": (turned, (8, 20, 50), "mse colour palette quality"),
    "holes": (
        lambda picture, radius, random: repainted(picture, radius, random, 0),
        (1, 2, 4),
        "mse ssim shape colour filled quality",
    ),
    "leaked ink": (leaking, (1, 2, 4), "mse ssim shape leaked quality"),
    "fog": (fogged, (0.05, 0.2, 0.6), "mse ssim half_transparent leaked quality"),
}
SMALLER_IS_BETTER = {"mse", "colour", "leaked", "half_transparent"}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_a_truth_corrupted_ever_more_scores_ever_worse(corruption, faces, score):
    corrupt, severities, seen_by = CORRUPTIONS[corruption]
    scores = [score(truths(faces))]
    for severity in severities:
        random = np.random.default_rng(0)
        made = [corrupt(picture.copy(), severity, random) for picture in truths(faces)]
        scores.append(score(np.stack(made)))
    for metric in seen_by.split():
        sign = 1 if metric in SMALLER_IS_BETTER else -1
        steps = np.diff([sign * each[metric] for each in scores])
        assert (steps > 0).all(), f"{metric}: {[round(each[metric], 3) for each in scores]}"


def test_truth_blank_and_edges_score_what_the_docstrings_say(faces, score):
    truth = score(truths(faces))
    blank = score(np.zeros((len(faces), 28, 28, 4)))
    strokes = score(np.repeat(faces.edges[..., None], 4, axis=-1).astype(float))
    assert (truth.mse, truth.ssim, truth["shape"], truth.colour) == pytest.approx((0, 1, 1, 0))
    assert (truth.edge_precision, truth.edge_recall) == (1, 1)
    assert truth.filled > 0.95 and truth.leaked < 0.02 and truth.palette > 0.7
    assert blank.quality == blank.edge_precision == blank.palette == blank.filled == 0
    assert blank.leaked == blank.half_transparent == 0
    assert strokes.edge_precision > 0.98 and strokes.edge_recall > 0.95
    assert strokes.filled == strokes.quality == 0 and truth.quality > 0.6


def test_a_worn_truth_still_beats_the_bare_edges(faces, score):
    worn = np.stack([blurred(picture, 0.8) for picture in truths(faces)])
    strokes = np.repeat(faces.edges[..., None], 4, axis=-1).astype(float)
    assert score(worn).quality > 0.1 > score(strokes).quality


def test_no_single_metric_is_won_by_a_blank_but_for_those_that_count_faults(score, faces):
    blank = score(np.zeros((len(faces), 28, 28, 4)))
    best = score(truths(faces))
    for metric in set(metrics.METRICS) - {"leaked", "half_transparent"}:
        better = best[metric] < blank[metric]
        assert better == (metric in metrics.WITH_TRUTH and metric in ("mse", "colour")), metric


@pytest.mark.parametrize(("shift", "kept"), [(0, 1), (1, 1), (2, 0)])
def test_edges_may_be_off_by_one_pixel_and_no_more(shift, kept):
    line = np.zeros((28, 28), np.uint8)
    line[5:20, 9] = 1
    moved = np.roll(line, shift, axis=1)
    assert metrics.edge_precision(moved, line) == metrics.edge_recall(moved, line) == kept


def test_invented_edges_cost_precision_and_missing_ones_recall():
    line = np.zeros((28, 28), np.uint8)
    line[5, :10] = 1
    both = line.copy()
    both[20, :10] = 1
    assert metrics.edge_precision(both, line) == metrics.edge_recall(line, both) == 0.5
    assert metrics.edge_recall(both, line) == metrics.edge_precision(line, both) == 1


def test_the_palette_holds_flat_colours_and_not_their_blends():
    yellow, black = [252, 234, 43, 255], [0, 0, 0, 255]
    picture = np.zeros((1, 12, 12, 4), np.uint8)
    picture[0, 1:6, 1:11], picture[0, 7:11, 1:11] = yellow, black
    picture[0, 6, 1:11] = [126, 117, 21, 255]  # the blend along their border
    colours = metrics.training_palette(picture)
    assert len(colours) == 2
    assert metrics.palette(picture[0] / 255, colours) == pytest.approx(0.9)


def test_an_outline_with_a_gap_still_encloses_and_a_wide_open_one_does_not():
    ring = cv2.circle(np.zeros((28, 28), np.uint8), (14, 14), 9, 1, 1)
    whole = metrics.enclosed(ring)
    gap, open_wide = ring.copy(), ring.copy()
    gap[:10, 13:16] = 0
    open_wide[:14] = 0
    assert whole[14, 14] and not whole[2, 2]
    assert metrics.enclosed(gap)[14, 14]
    assert not metrics.enclosed(open_wide)[14, 14]


def test_a_drawing_without_strokes_has_nothing_to_fill_and_all_its_ink_leaked():
    no_strokes = np.zeros((28, 28), np.uint8)
    nothing = metrics.enclosed(no_strokes)
    picture = np.ones((28, 28, 4))
    assert np.isnan(metrics.filled(picture, nothing, no_strokes))
    assert metrics.leaked(picture, nothing) == 1


def test_a_thick_outline_around_the_edge_has_not_leaked():
    ring = cv2.circle(np.zeros((28, 28), np.uint8), (14, 14), 8, 1, 1)
    area = metrics.enclosed(ring)
    outlined = np.zeros((28, 28, 4))
    outlined[cv2.dilate(area.astype(np.uint8), metrics.disk(metrics.MARGIN)) > 0] = 1
    assert metrics.leaked(outlined, area) == 0


def test_a_set_without_truth_leaves_those_metrics_empty_that_need_one(faces):
    drawings = PictureSet(faces.names, faces.split, faces.group, faces.edges)
    colours = metrics.training_palette(faces.targets)
    table = metrics.measure(faces.targets, drawings, colours, detect)
    assert table[list(metrics.WITH_TRUTH)].isna().all(axis=None)
    assert table[list(metrics.WITHOUT_TRUTH)].notna().all(axis=None)
    assert table.name.tolist() == faces.names
