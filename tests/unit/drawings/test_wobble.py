"""Wobbled line art: its edges lie on its truth, and its severities are what they say."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from ganca.data.fonts import open_font
from ganca.data.frame import OVERSAMPLING, square
from ganca.data.glyphs import ink_box, rasterize
from ganca.drawings.wobble import AMPLITUDES, Warp, finely, line_art, pixel_centres, redraw_all

CODES = ["1f60b", "1f610", "1f61f", "1f627", "1f63d", "1f926"]
SEVERITIES = range(len(AMPLITUDES))


@pytest.fixture(scope="module")
def font():
    return open_font()


@pytest.fixture(scope="module")
def wobbled(font):
    return redraw_all(font, CODES, seed=0, size=24, padding=2)


def on_white(truths):
    """Gray levels (n, height, width) in [0, 255]."""
    alpha = truths[..., 3] / 255
    return truths[..., :3].mean(-1) * alpha + 255 * (1 - alpha)


def beside_dark(edges, truths):
    """Share of the edge pixels that have one of OpenMoji's black lines within a pixel."""
    near = ndimage.maximum_filter(on_white(truths) < 128, (1, 3, 3))
    return near[edges > 0].mean()


def difference(truths, others):
    return ((truths / 255.0 - others / 255.0) ** 2).mean()


def at(wobbled, severity):
    return wobbled.where(group=f"severity {severity}")


def test_the_set_holds_every_emoji_at_every_severity(wobbled):
    assert len(wobbled) == len(set(wobbled.names)) == len(CODES) * len(AMPLITUDES)
    assert wobbled.edges.shape[1:] == (28, 28)
    assert wobbled.targets.shape[1:] == (28, 28, 4)
    assert set(wobbled.split) == {"ood"}


@pytest.mark.parametrize("severity", SEVERITIES)
def test_edges_lie_on_the_lines_of_the_truth(wobbled, severity):
    """To a pixel: nearly every edge pixel has a black line beside it, a shifted truth has not."""
    part = at(wobbled, severity)
    assert beside_dark(part.edges, part.targets) > 0.98
    assert beside_dark(part.edges, np.roll(part.targets, 2, axis=1)) < 0.9


def test_the_straight_truth_no_longer_fits_the_worst_drawing(wobbled):
    """Were the truth not warped along, edges would miss its lines more often."""
    straight, worst = at(wobbled, 0).targets, at(wobbled, 3)
    aligned = (on_white(worst.targets)[worst.edges > 0] < 128).mean()
    assert (on_white(straight)[worst.edges > 0] < 128).mean() < aligned - 0.05


def test_each_severity_is_further_from_the_undistorted_truth(wobbled):
    distances = [difference(at(wobbled, s).targets, at(wobbled, 0).targets) for s in SEVERITIES]
    assert distances[0] == 0
    assert all(b > 1.3 * a for a, b in pairwise(distances))


def test_truths_have_the_glyphs_own_colours(font, wobbled):
    """Warping moves colours and mixes them at borders; it makes no new flat ones."""
    glyphs, _ = rasterize(font, CODES, 24)
    for name, truth in zip(wobbled.names, wobbled.targets, strict=True):
        flat = glyphs[name[:-2]].reshape(-1, 4)
        common = np.unique(flat[flat[:, 3] == 255], axis=0, return_counts=True)
        main = common[0][common[1].argmax()].astype(int)
        assert (np.abs(truth.astype(int) - main).max(-1) <= 3).sum() > 20


def test_truths_are_straight_alpha_with_nothing_where_nothing_is(wobbled):
    assert wobbled.targets.dtype == np.uint8
    assert (wobbled.targets[wobbled.targets[..., 3] == 0] == 0).all()


def test_drawings_fill_the_frame_as_glyphs_do(wobbled):
    """The longer side is 24 pixels, give or take two by which the hand trembles."""
    for edges in wobbled.edges:
        assert 22 <= max(edges.any(0).sum(), edges.any(1).sum()) <= 26


def test_the_same_seed_draws_the_same_and_another_differs(font, wobbled):
    again, other = (redraw_all(font, CODES[:2], seed, 24, 2) for seed in (0, 1))
    assert np.array_equal(again.edges[:2], wobbled.edges[:2])
    assert np.array_equal(again.targets[:2], wobbled.targets[:2])
    assert all((a != b).any() for a, b in zip(other.edges, again.edges, strict=True))


def test_an_emoji_does_not_depend_on_those_beside_it(font, wobbled):
    alone = redraw_all(font, CODES[3:4], seed=0, size=24, padding=2)
    assert np.array_equal(alone.edges[0], wobbled.edges[3])


@pytest.mark.parametrize("code", CODES)
def test_line_art_fills_the_glyphs_ink(font, code):
    """SVG and font agree on where things are, to a hundredth of the frame; a line is 0.04 wide."""
    frame = square(ink_box(font, code))
    points = np.concatenate([stroke.points for stroke in line_art(font, code, frame)])
    pen = 2 / 72 * 1320 / frame[2]  # OpenMoji's pen is 2 of its 72 units, 1320 font units wide
    extent = np.ptp(points, axis=0).max() + pen
    assert extent == pytest.approx(1, abs=0.01)
    assert points.min() > -0.01
    assert points.max() < 1.01


@pytest.mark.parametrize("seed", range(20))
def test_the_inverse_takes_points_back(seed):
    """To a twentieth of a pixel at 24 pixels, at the highest severity."""
    warp = Warp(np.random.default_rng(seed), AMPLITUDES[-1])
    points = np.random.default_rng(0).random((200, 2))
    assert np.abs(warp(warp.inverse(points)) - points).max() < 0.05 / 24


@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("seed", range(8))
def test_between_the_pixels_the_inverse_is_where_it_would_be_found(seed, padding):
    """To a twentieth of a pixel at 24 pixels, at the highest severity, borders included."""
    warp = Warp(np.random.default_rng(seed), AMPLITUDES[-1])
    side = (24 + 2 * padding) * OVERSAMPLING
    at = ((np.arange(side) + 0.5) / OVERSAMPLING - padding) / 24
    found = warp.inverse(np.stack(np.meshgrid(at, at), axis=-1))
    between = finely(warp.inverse(pixel_centres(24, padding + 1)))
    assert np.abs(between - found).max() < 0.05 / 24
