"""Reading SVG drawings: shapes become strokes along polylines, in frames of the view box."""

from xml.etree import ElementTree

import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.shapes import PathBuilder

from ganca.drawings.strokes import Stroke
from ganca.errors import InputError

NAMESPACE = "{http://www.w3.org/2000/svg}"
STEPS = 24  # points along a Bezier curve; finer than a pixel at every size that is drawn


class PolylinePen(BasePen):
    """Collects what is drawn as polylines, each a list of (x, y)."""

    def __init__(self):
        super().__init__()
        self.polylines = []

    def _moveTo(self, point):
        self.polylines.append([point])

    def _lineTo(self, point):
        self.polylines[-1].append(point)

    def _curveToOne(self, first, second, end):
        t = np.linspace(0, 1, STEPS + 1)[1:, None]
        start, first, second, end = map(np.asarray, (self._getCurrentPoint(), first, second, end))
        curve = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first
        curve = curve + 3 * (1 - t) * t**2 * second + t**3 * end
        self.polylines[-1] += map(tuple, curve)

    def _closePath(self):
        self.polylines[-1].append(self.polylines[-1][0])


def polylines(element):
    """The polylines (n, 2) of one SVG shape, in the drawing's units; none if it is no shape."""
    builder, pen = PathBuilder(), PolylinePen()
    builder.add_path_from_element(element)
    for path in builder.paths:
        parse_path(path, pen)
    return [np.array(line) for line in pen.polylines if len(line) > 1]


def shapes(element, width):
    """Yields an element and all its descendants with their stroke widths, which are inherited."""
    width = float(element.get("stroke-width", width))
    yield element, width
    for child in element:
        yield from shapes(child, width)


def read_strokes(path, groups=None):
    """The strokes of an SVG drawing, in frames of its view box, which must be square.

    groups: ids of the top-level groups to read; None reads all.  Transformations are not applied.
    Raises InputError if the file is not such a drawing.
    """
    try:
        root = ElementTree.parse(path).getroot()
        left, top, side, height = map(float, root.get("viewBox", "").split())
    except (OSError, ElementTree.ParseError, ValueError) as error:
        raise InputError(f"{path}: not an SVG drawing with a view box ({error})") from error
    if side != height:
        raise InputError(f"{path}: the view box is not square; draw the face in a square")
    parts = [root] if groups is None else [part for part in root if part.get("id") in groups]
    return [
        Stroke((line - (left, top)) / side, np.full(len(line), width / side))
        for part in parts
        for shape, width in shapes(part, 1)
        for line in polylines(shape)
    ]
