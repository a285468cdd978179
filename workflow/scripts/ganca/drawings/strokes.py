"""Strokes of a pen: as an unsteady hand draws them, and as edge maps.

Coordinates are in frames: x to the right and y downwards, (0, 0) and (1, 1) are corners of the
square that an emoji fills.  Widths are shares of the frame's side.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

OVERSAMPLING = 16  # strokes are drawn this many times finer than the picture
COVERAGE = 0.42  # share of a pixel that ink must cover; keeps a 1 px line whole in any direction
SUBPIXEL = 4  # fractional bits of OpenCV's fixed-point coordinates


@dataclass(frozen=True)
class Stroke:
    """A line that one movement of the pen draws.

    points: (n, 2) float, n >= 2.
    width: (n,) float, of the pen at each point.
    """

    points: np.ndarray
    width: np.ndarray


def edge_map(strokes, size, padding):
    """The strokes as an edge map: uint8 {0, 1}, side `size` + 2 * `padding` pixels.

    Every line is at least a pixel wide, whatever its stroke's width.
    """
    scale = size * OVERSAMPLING
    side = size + 2 * padding
    canvas = np.zeros((side * OVERSAMPLING,) * 2, np.uint8)
    for stroke in strokes:
        points = stroke.points * scale + padding * OVERSAMPLING - 0.5
        widths = np.maximum(stroke.width * scale, OVERSAMPLING)
        draw(canvas, points, widths)
    return downscale(canvas, side)


def draw(canvas, points, widths):
    """Draws a polyline of varying width (all in pixels) with round ends, in place."""
    ends = np.round(points * 2**SUBPIXEL).astype(int).tolist()
    # OpenCV draws a line of even thickness t as t + 1 pixels, and of odd t as t + 2.
    thickness = 2 * np.round((widths[:-1] + widths[1:]) / 4).astype(int) - 2
    for (start, end), width in zip(pairwise(ends), thickness.tolist(), strict=True):
        cv2.line(canvas, start, end, 255, width, cv2.LINE_8, SUBPIXEL)


def downscale(mask, side):
    """A square mask (n, n) uint8 {0, 255} averaged over areas: (side, side) uint8 {0, 1}."""
    small = cv2.resize(mask, (side, side), interpolation=cv2.INTER_AREA)
    return (small > COVERAGE * 255).astype(np.uint8)


def length(points):
    """The length of a polyline (n, 2)."""
    return np.hypot(*np.diff(points, axis=0).T).sum()


def resample(points, step):
    """The polyline (n, 2) with points at equal distances of at most `step`, ends kept."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, along[-1], max(2, int(np.ceil(along[-1] / step)) + 1))
    return np.stack([np.interp(at, along, axis) for axis in np.asarray(points).T], axis=1)


def is_closed(points, tolerance=0.02):
    """Whether a polyline ends where it starts and has gone somewhere in between."""
    return np.hypot(*(points[0] - points[-1])) < tolerance and length(points) > 5 * tolerance


def smooth_noise(rng, count, cycles):
    """A smooth random curve (count,) of unit variance: sine waves of up to `cycles` cycles."""
    t = np.linspace(0, 1, count)[:, None]
    wave = np.arange(1, cycles + 1)
    strength = rng.normal(size=cycles) / wave
    curve = np.sin(2 * np.pi * (wave * t + rng.random(cycles))) @ strength
    return curve * np.sqrt(2 / (1 / wave**2).sum())


def tremble(rng, points, amplitude, cycles_per_frame=12):
    """The polyline as a trembling hand draws it, with this standard deviation in frames."""
    cycles = max(2, int(length(points) * cycles_per_frame))
    offset = [smooth_noise(rng, len(points), cycles) for _ in range(2)]
    return points + amplitude * np.stack(offset, axis=1)


def press(rng, count, width, variation=0.18):
    """Widths (count,) of a pen that is pressed unevenly, `variation` as a share of its width."""
    return width * np.clip(1 + variation * smooth_noise(rng, count, 3), 0.55, 1.6)


def leave_open(rng, loop):
    """A closed polyline as a hand draws it: it begins anywhere, and ends too early or too late."""
    loop = np.roll(loop[:-1], rng.integers(len(loop)), axis=0)
    count = len(loop)
    if rng.random() < 0.4:
        return loop[: count - rng.integers(1, max(2, count // 20))]
    overshoot = loop[: rng.integers(1, max(2, count // 12))]
    return np.concatenate([loop, overshoot + rng.normal(0, 0.008, 2)])


def by_hand(rng, line, width, tremor, step=0.01):
    """A stroke (Stroke) along a planned line (n, 2), drawn by an unsteady hand.

    width: of the pen.  tremor: the standard deviation from the line.  All in frames.
    """
    points = resample(line, step)
    if is_closed(points):
        points = leave_open(rng, points)
    points = tremble(rng, points, tremor) + rng.normal(0, tremor / 2, 2)
    return Stroke(points, press(rng, len(points), width))
