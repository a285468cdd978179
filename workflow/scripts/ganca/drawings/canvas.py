"""Many drawings on one canvas, each as large as the model knows them, and back onto their page.

An automaton is a local rule: drawings that lie far enough apart grow on one grid as each would
alone.  A tile is a square of cells with one drawing and empty border on each side.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ganca.data.compositing import over_white
from ganca.data.dataset import pad
from ganca.drawings.sheet import SHEET_SIDE, find_drawings, is_sheet, unusable
from ganca.drawings.trace import gray_page, ink_box, thicken, to_grid
from ganca.errors import InputError
from ganca.results import read_arrays, reading

LARGEST = 4_200_000  # cells of a canvas: 2,048 x 2,048, for which growing takes 1.5 GB

DASHES = 40  # marks that may yet be one drawing's


@dataclass(frozen=True)
class Canvas:
    """A grid with drawings on it.

    edges: (height, width) uint8 {0, 1}.
    tiles: (n, 3) int: left, top and side of each drawing's tile, in cells.
    boxes: (n, 4) float: left, top, right and bottom of each tile on the page, in its pixels.
    """

    edges: np.ndarray
    tiles: np.ndarray
    boxes: np.ndarray


def read_sheet(image, size, padding):
    """The drawings of a sheet (RGBA) on one canvas; None if it is no sheet.

    size: cells of a drawing's longer side.  padding: cells around each drawing.
    Returns the `Canvas`, the sheet as it is looked at, (height, width, 3) uint8 RGB, and reason ->
    how many drawings are left out for it.  Raises InputError, with the reason alone, if it can
    hold no drawing.
    """
    page = gray_page(image, SHEET_SIDE)
    found, marks = find_drawings(page, size)
    if not is_sheet(found):
        if len(found) > DASHES:
            raise InputError(f"{len(found)} marks, none of which encloses anything to colour in")
        return None
    left, traced = Counter({"mark too small": marks}), []
    for drawing in found:
        try:
            traced.append(trace(drawing, page.shape, size, padding))
        except InputError as reason:
            left[str(reason)] += 1
    if not traced:
        raise InputError(f"nothing to colour in: {told(left)}")
    return lay_out(*zip(*traced, strict=True)), photo(image, page.shape), left


def told(left):
    """What is left out, in words.  left: reason -> how many."""
    return ", ".join(f"{count} {reason}" for reason, count in left.items() if count)


def photo(image, shape):
    """A picture (RGBA) on white paper, reduced to this shape: (*shape, 3) uint8 RGB."""
    reduced = image.resize(shape[::-1], Image.Resampling.BOX)
    return over_white(np.asarray(reduced))


def lay_out(maps, boxes):
    """The `Canvas` of edge maps, which lie on it as they do on the page, as close as they fit.

    boxes: of each map's tile on the page.
    """
    boxes, sides = np.array(boxes), np.array([len(edges) for edges in maps])
    corners = spread((boxes[:, :2] + boxes[:, 2:]) / 2, sides)
    width, height = (corners + sides[:, None]).max(0)
    if width * height > LARGEST:
        raise InputError(
            f"its drawings need a grid of {width} x {height} cells, more than {LARGEST:,}; cut it "
            "into several sheets"
        )
    canvas = np.zeros((height, width), np.uint8)
    for edges, (left, top) in zip(maps, corners, strict=True):
        canvas[top : top + len(edges), left : left + len(edges)] = edges
    return Canvas(canvas, np.column_stack([corners, sides]), boxes)


def trace(drawing, shape, size, padding):
    """The edge map of a drawing on a page of this shape, and its tile's box on the page.

    Raises InputError, with the reason alone, if it cannot be coloured in.
    """
    if reason := unusable(drawing, shape, size):
        raise InputError(reason)
    cells = round(size * drawing.faces)
    ink = thicken(drawing.ink[None], cells)
    edges = pad(to_grid(ink, cells), padding)[0]
    length = max(part.stop - part.start for part in ink_box(ink[0]))  # that `cells` have
    half = length / cells * len(edges) / 2
    left, top, right, bottom = drawing.box
    x, y = (left + right) / 2, (top + bottom) / 2
    return edges, (x - half, y - half, x + half, y + half)


def spread(centres, sides):
    """The corners (n, 2) int of tiles placed like these centres, as close as none overlaps.

    centres: (n, 2) float, on the page.  sides: (n,) of the tiles, in cells.
    """
    apart = abs(centres[:, None] - centres[None])
    needed = (sides[:, None] + sides[None]) / 2 + 1  # one cell for the corners' rounding
    with np.errstate(divide="ignore"):
        factors = (needed[..., None] / apart).min(2)
    np.fill_diagonal(factors, 0)
    corners = np.round(centres * factors.max() - sides[:, None] / 2).astype(int)
    return corners - corners.min(0)


def cut(pictures, canvas):
    """Each drawing's tile out of a picture of the canvas (height, width, ...): a list."""
    return [
        pictures[top : top + side, left : left + side] for left, top, side in canvas.tiles.tolist()
    ]


def lay_back(picture, canvas, shape):
    """A picture of the canvas laid onto the page: straight-alpha uint8 RGBA (*shape, 4).

    Each cell becomes a block of the page's pixels.
    """
    page = np.zeros((*shape, 4), np.uint8)
    for tile, box in zip(cut(picture, canvas), canvas.boxes, strict=True):
        (columns, x), (rows, y) = (
            blocks(box[i], box[i + 2], len(tile), shape[1 - i]) for i in (0, 1)
        )
        there, block = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], tile[y][:, x]
        there[...] = np.where(block[..., 3:] > there[..., 3:], block, there)
    return page


def blocks(start, end, cells, length):
    """The pixels from start to end, on a page so long, and which of the cells each shows."""
    pixels = np.arange(max(0, round(start)), min(length, round(end)))
    cell = (pixels + 0.5 - start) / (end - start) * cells
    return pixels, cell.astype(int).clip(0, cells - 1)


def save(path, canvas, photo):
    """Writes a canvas and the photo of its page as a compressed npz."""
    np.savez_compressed(path, **vars(canvas), photo=photo)


def load(path):
    """Reads what `save` wrote: the canvas and the photo.  InputError if the file is damaged."""
    arrays = read_arrays(path)
    with reading(path):
        photo = arrays.pop("photo")
        return Canvas(**{name: arrays[name] for name in ("edges", "tiles", "boxes")}), photo
