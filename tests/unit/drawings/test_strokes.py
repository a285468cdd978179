"""A pen's lines are whole, as wide as they should be, and shake as much as the hand is told to."""

import numpy as np
import pytest
from scipy import ndimage

from ganca.drawings.strokes import (
    Stroke,
    by_hand,
    edge_map,
    is_closed,
    leave_open,
    length,
    press,
    resample,
    smooth_noise,
    tremble,
)
from ganca.drawings.svg import read_strokes
from ganca.errors import InputError

EIGHT_NEIGHBOURS = np.ones((3, 3))
CIRCLE = 0.5 + 0.4 * np.stack(
    [np.cos(np.linspace(0, 2 * np.pi, 101)), np.sin(np.linspace(0, 2 * np.pi, 101))], axis=1
)


def straight(start, end, width):
    return Stroke(np.array([start, end], float), np.full(2, width))


@pytest.mark.parametrize("angle", range(0, 180, 7))
@pytest.mark.parametrize("size", [24, 32])
def test_the_faintest_line_is_whole_and_thin_in_every_direction(size, angle):
    """However faint, a line is one piece and at most two pixels thick."""
    reach = 0.45 * np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    for shift in np.linspace(0, 1 / size, 5):
        picture = edge_map([straight(0.5 + shift - reach, 0.5 + shift + reach, 1e-4)], size, 2)
        assert ndimage.label(picture, EIGHT_NEIGHBOURS)[1] == 1
        assert 0.6 * size < picture.sum() < 2 * size


def test_a_broad_stroke_covers_its_area():
    """0.5 long and 0.1 wide, with round ends: 0.058 of the frame; pixels at its rim may err."""
    for shift in np.linspace(0, 1 / 64, 5):
        picture = edge_map([straight((0.2, 0.4 + shift), (0.7, 0.4 + shift), 0.1)], 64, 0)
        assert picture.mean() == pytest.approx(0.5 * 0.1 + np.pi * 0.05**2, rel=0.1)


def test_the_frame_lies_inside_the_padding():
    """A dot in the frame's corner is drawn `padding` pixels from the picture's corner."""
    rows, columns = np.nonzero(edge_map([straight((0, 0), (0, 0), 0.1)], 32, 4))
    assert abs(rows.mean() - 3.5) <= 0.5
    assert abs(columns.mean() - 3.5) <= 0.5


def test_resampling_keeps_ends_and_length_and_evens_out_distances():
    corner = np.array([[0, 0], [0.03, 0], [1, 0], [1, 0.5]])
    even = resample(corner, 0.01)
    steps = np.hypot(*np.diff(even, axis=0).T)
    assert np.array_equal(even[[0, -1]], corner[[0, -1]])
    assert length(even) == pytest.approx(1.5, abs=0.01)  # a corner may be cut by half a step
    assert steps.max() <= 0.01 + 1e-9


def test_noise_is_smooth_and_of_unit_variance():
    curves = np.array([smooth_noise(np.random.default_rng(i), 400, 5) for i in range(400)])
    assert curves.var() == pytest.approx(1, abs=0.15)  # 400 curves: standard error below 0.05
    assert np.abs(np.diff(curves)).max() < 0.5  # a jump would be a kink in the line


def test_a_trembling_hand_strays_as_far_as_told():
    line = resample(np.array([[0, 0.5], [1, 0.5]]), 0.01)
    strays = [tremble(np.random.default_rng(i), line, 0.02) - line for i in range(200)]
    assert np.std(strays) == pytest.approx(0.02, rel=0.15)


def test_pressure_varies_within_bounds():
    widths = np.concatenate([press(np.random.default_rng(i), 100, 0.05) for i in range(50)])
    assert widths.min() >= 0.55 * 0.05
    assert widths.max() <= 1.6 * 0.05
    assert widths.std() > 0.1 * 0.05


def test_a_loop_is_left_open_or_overshot():
    """Every ring ends a little too early or too late, by a tenth at most, and both occur."""
    lengths = []
    for seed in range(50):
        drawn = leave_open(np.random.default_rng(seed), CIRCLE)
        assert np.abs(np.hypot(*(drawn - 0.5).T) - 0.4).max() < 0.05
        lengths.append(length(drawn) / length(CIRCLE))
    assert 0.9 < min(lengths) < 1 < max(lengths) < 1.15


def test_only_loops_count_as_closed():
    assert is_closed(CIRCLE)
    assert not is_closed(CIRCLE[:80])
    assert not is_closed(np.array([[0.5, 0.5], [0.505, 0.5], [0.5, 0.5]]))  # a dot


def test_the_same_seed_draws_the_same_line_and_another_seed_another():
    first, again, other = (
        by_hand(np.random.default_rng(i), CIRCLE, 0.05, 0.01) for i in (1, 1, 2)
    )
    assert np.array_equal(first.points, again.points)
    assert first.points.shape != other.points.shape or not np.allclose(first.points, other.points)


def svg(tmp_path, content, box="10 20 50 50"):
    path = tmp_path / "drawing.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{content}</svg>')
    return path


def test_svg_shapes_become_strokes_in_frames(tmp_path):
    content = """
      <g stroke-width="5"><path d="M10 20L60 70"/><path stroke-width="10" d="M35 20V70"/></g>
      <circle cx="35" cy="45" r="25" stroke-width="2"/>
    """
    diagonal, upright, circle = read_strokes(svg(tmp_path, content))
    assert np.allclose(diagonal.points, [[0, 0], [1, 1]])
    assert np.allclose(diagonal.width, 0.1)
    assert np.allclose(upright.points, [[0.5, 0], [0.5, 1]])
    assert np.allclose(upright.width, 0.2)
    assert np.allclose(np.hypot(*(circle.points - 0.5).T), 0.5, atol=0.002)  # arcs become Beziers


def test_svg_curves_are_followed(tmp_path):
    """The middle of a cubic Bezier curve is (p0 + 3 p1 + 3 p2 + p3) / 8."""
    (curve,) = read_strokes(svg(tmp_path, '<path d="M0 0C0 1 1 1 1 0"/>', "0 0 1 1"))
    assert np.allclose(curve.points[len(curve.points) // 2], [0.5, 0.75])


def test_only_the_wanted_groups_are_read(tmp_path):
    content = '<g id="line"><path d="M10 20L60 70"/></g><g id="color"><path d="M10 20H60"/></g>'
    assert len(read_strokes(svg(tmp_path, content), ["line"])) == 1


@pytest.mark.parametrize(
    ("content", "box", "reason"),
    [("<path", "0 0 1 1", "not an SVG"), ("", "0 0 1", "not an SVG"), ("", "0 0 1 2", "square")],
)
def test_what_is_no_drawing_is_refused_with_its_name(tmp_path, content, box, reason):
    with pytest.raises(InputError, match=rf"drawing\.svg: .*{reason}"):
        read_strokes(svg(tmp_path, content, box))
