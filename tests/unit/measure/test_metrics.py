"""What pictures score whose worth is known, and where each metric draws its lines."""

from functools import partial

import cv2
import numpy as np
import pandas as pd
import pytest
from skimage.color import rgb2lab

from ganca.data import edges
from ganca.data.dataset import PictureSet, pad
from ganca.data.fonts import open_font
from ganca.data.glyphs import rasterize
from ganca.measure import metrics
from ganca.measure.corruptions import corrupt
from ganca.measure.references import references

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


def test_truth_blank_and_edges_score_what_the_docstrings_say(faces, score):
    truth = score(truths(faces))
    blank = score(np.zeros((len(faces), 28, 28, 4)))
    strokes = score(np.repeat(faces.edges[..., None], 4, axis=-1).astype(float))
    assert (truth.mse, truth.ssim, truth["shape"], truth.colour) == pytest.approx((0, 1, 1, 0))
    assert (truth.edge_precision, truth.edge_recall) == (1, 1)
    assert truth.filled > 0.95 and truth.leaked < 0.02 and truth.palette > 0.95
    assert blank.quality == blank.edge_precision == blank.palette == blank.filled == 0
    assert blank.leaked == blank.half_transparent == 0
    assert strokes.edge_precision > 0.98 and strokes.edge_recall > 0.95
    assert truth.stroke_darkness > 0.85 and blank.stroke_darkness == strokes.stroke_darkness == 0
    assert truth.vivid > 0.85 and blank.vivid == 0 and strokes.vivid > 0.999
    assert strokes.filled == strokes.quality == 0 and truth.quality > 0.8


def test_a_worn_truth_still_beats_the_bare_edges(faces, score):
    worn = corrupt(faces.targets, "blur", 0.3) / 255
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


def test_a_thick_stroke_is_recalled_by_either_of_its_rims():
    thick = np.zeros((28, 28), np.uint8)
    thick[10:13, 4:24] = 1
    inner = np.zeros_like(thick)
    inner[13, 4:24] = 1  # where the contour of a black stroke on yellow lies
    assert metrics.edge_recall(inner, thick) < 0.1  # a pixel too far off
    inner = np.roll(inner, -1, axis=0)
    assert metrics.edge_recall(inner, thick) > 0.9


def test_a_pale_eye_is_seen_beside_a_black_outline():
    """The outline lies at the ground and isn't asked; without strokes inside nothing is."""
    outline = np.zeros((28, 28), np.uint8)
    cv2.circle(outline, (14, 14), 11, 1, 1)
    eyed, area = outline.copy(), metrics.enclosed(outline)
    eyed[10:14, 12] = 1
    picture = np.ones((28, 28, 4))
    picture[outline > 0, :3] = 0
    picture[10:14, 12, :3] = 0.466  # sRGB of L* = 50
    assert metrics.stroke_darkness(picture, area, eyed) == pytest.approx(0.5, abs=0.01)
    assert np.isnan(metrics.stroke_darkness(picture, area, outline))


def test_the_palette_holds_flat_colours_and_not_their_blends():
    yellow, black = [252, 234, 43, 255], [0, 0, 0, 255]
    picture = np.zeros((1, 12, 12, 4), np.uint8)
    picture[0, 1:6, 1:11], picture[0, 7:11, 1:11] = yellow, black
    picture[0, 6, 1:11] = [126, 117, 21, 255]  # the blend along their border
    assert len(metrics.training_palette(picture)) == 2


PALETTE = np.array([[0, 0, 0], [100, 0, 0], [90, -10, 80]])  # black, white, a yellow


@pytest.mark.parametrize(
    ("colour", "share"),
    [
        ((0, 0, 0), 1),
        ((90, -10, 80), 1),
        ((50, 0, 0), 0),  # grey
        ((25, 0, 0), 0.5),
        ((70, -5, 40), 0.5),  # midway from grey to the yellow
        ((98, -12, 96), 1),  # beyond it
        ((50, 10, -80), 1),  # where no training colour lies, none is farther
    ],
)
def test_a_colour_is_as_vivid_as_the_way_it_has_gone_from_grey(colour, share):
    assert metrics.vividness(np.array([colour]), PALETTE) == pytest.approx(share)


def photographs(alpha=255):
    """Two smooth pictures with the grain of a camera: not a patch of them is of one colour."""
    rng = np.random.default_rng(0)
    coarse = rng.uniform(0, 255, (2, 4, 4, 3)).astype(np.float32)
    smooth = np.stack([cv2.resize(picture, (28, 28)) for picture in coarse])
    colours = (smooth + rng.normal(0, 4, smooth.shape)).clip(0, 255).astype(np.uint8)
    return np.concatenate([colours, np.full((2, 28, 28, 1), alpha, np.uint8)], axis=-1)


def gradients():
    """Two icons that fade from one colour to another, with black eyes, their only flat colour."""
    icons = np.zeros((2, 28, 28, 4), np.uint8)
    icons[..., :3] = np.linspace((250, 40, 60), (20, 90, 250), 28)[:, None]
    icons[:, 2:-2, 2:-2, 3] = 255
    icons[:, 8:12, 6:10, :3] = 0
    return icons


@pytest.mark.parametrize(
    "pictures",
    [photographs(), photographs(alpha=150), gradients()],
    ids=["photographs", "half-transparent ones", "gradients"],
)
def test_pictures_without_flat_colours_have_a_palette_that_they_meet(pictures):
    colours = metrics.training_palette(pictures)
    inked = rgb2lab(pictures[pictures[..., 3] > 0][:, :3] / 255)
    assert metrics.nearness(inked, colours) > 0.8


def test_even_noise_has_a_palette():
    """As many colours as there are, all of them rare."""
    noise = np.random.default_rng(0).integers(0, 256, (9, 28, 28, 4), np.uint8)
    noise[..., 3] = 255
    assert len(metrics.training_palette(noise)) > 0


def test_references_and_metrics_of_photographs_are_numbers():
    photos = photographs()
    edges = np.zeros((2, 28, 28), np.uint8)
    edges[:, 6:22, 6], edges[:, 6:22, 21], edges[:, 6, 6:22], edges[:, 21, 6:22] = 1, 1, 1, 1
    pictures = PictureSet(["a", "b"], ["train"] * 2, [""] * 2, edges, photos)
    colours = metrics.training_palette(photos)
    for name, made in references(pictures, pictures).items():
        table = metrics.measure(made, pictures, colours, detect)
        assert table.quality.between(0, 1).all(), name


def test_a_photograph_in_other_colours_than_the_commonest_is_not_simple():
    commonest = metrics.training_palette(photographs())[0]
    assert metrics.unlike(photographs()[0], commonest) > 0.5


def ring_and_face(colour):
    """A ring of strokes, what it encloses, and a picture with that in one colour."""
    ring = cv2.circle(np.zeros((28, 28), np.uint8), (14, 14), 9, 1, 1)
    area = metrics.enclosed(ring)
    picture = np.zeros((28, 28, 4))
    picture[area] = [*colour, 1]
    return ring, area, picture


def test_the_palette_is_asked_of_what_lies_between_the_strokes():
    colours = rgb2lab(np.array([[1.0, 0.9, 0.2]]))
    ring, area, picture = ring_and_face((1, 0.9, 0.2))
    picture[ring > 0, :3] = 0.5  # the strokes themselves and beyond them may have any colour
    picture[~area] = [0, 1, 0, 1]
    assert metrics.palette(picture, area, ring, colours) == 1
    inside = metrics.between_strokes(area, ring)
    picture[inside & (np.arange(28) < 14)] = [0, 0, 1, 1]
    share = (np.nonzero(inside)[1] >= 14).mean()
    assert metrics.palette(picture, area, ring, colours) == pytest.approx(share, abs=0.01)
    assert metrics.palette(np.zeros((28, 28, 4)), area, ring, colours) == 0


def test_a_colour_counts_a_half_where_it_is_as_far_off_as_near_is():
    ring, area, picture = ring_and_face((1, 0.9, 0.2))
    lightness, *hue = rgb2lab(np.array([1.0, 0.9, 0.2]))
    shades = [[[lightness + off, *hue]] for off in (0, metrics.NEAR, 2 * metrics.NEAR)]
    scores = [metrics.palette(picture, area, ring, np.array(shade)) for shade in shades]
    assert scores == pytest.approx([1, 0.5, 0.2], abs=1e-3)


def test_a_drawing_that_encloses_nothing_is_asked_for_no_colour_inside():
    line = np.zeros((28, 28), np.uint8)
    line[14, 4:24] = 1
    area = metrics.enclosed(line)
    ink = np.ones((28, 28, 4))
    assert np.isnan(metrics.palette(ink, area, line, np.zeros((1, 3))))
    table = pd.DataFrame([dict.fromkeys(metrics.WITHOUT_TRUTH, 1.0)])
    table[["leaked", "half_transparent"]] = 0.0
    assert metrics.quality(table.assign(palette=np.nan, filled=np.nan)).tolist() == [1]


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
