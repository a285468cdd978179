"""Sheets of drawings as a class hands them in, and photographs of them.

    PYTHONPATH=workflow/scripts python tests/worksheet.py docs/sheet.png

draws one of the project's own drawings, photographs it, colours it in with the published weights,
and shows both side by side.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ganca.drawings import canvas
from ganca.drawings.strokes import draw
from ganca.drawings.svg import read_strokes
from ganca.measure.evaluation import pictures_at
from ganca.model.automaton import edge_seed
from ganca.model.networks import load_weights
from ganca.show.overlay import laid_on

DRAWINGS = Path("resources/drawings")
WEIGHTS = Path("resources/weights/ganca-modern-pen/seed0/weights.safetensors")
PAPER, RULING, PEN = 244, 175, 40  # gray levels
SHOWN = "ring-1 hat-1 thick-2 teeth-3 thin-4 scribble-1 filled-2 ring-4 open-3 hat-3 odd-2 big-2"
STEPS = 55
WIDTH = 440  # pixels of each half of the picture that the file shows
COLOURS = 256  # of its palette


def paper(height, width, ruling="plain", step=28):
    """Blank paper, gray levels (height, width) uint8: plain, ruled or squared."""
    page = np.full((height, width), PAPER, np.uint8)
    if ruling != "plain":
        page[step::step] = page[step + 1 :: step] = RULING
    if ruling == "squared":
        page[:, step::step] = page[:, step + 1 :: step] = RULING
    return page


def drawn(page, name, left, top, side, turn=0.0):
    """A page with one of the project's drawings on it, its frame's corner and side in pixels."""
    ink = np.zeros_like(page)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    for stroke in read_strokes(DRAWINGS / f"{name}.svg"):
        points = ((stroke.points - 0.5) @ turned + 0.5) * side + [left, top]
        draw(ink, points, np.maximum(stroke.width * side, 3))
    return np.where(ink > 0, np.minimum(page, PEN), page)


def places(count, columns, side, gap, seed=0):
    """Where a class draws so many drawings: (left, top, side, turn) of each, a little uneven."""
    random = np.random.default_rng(seed)
    for i in range(count):
        row, column = divmod(i, columns)
        own = side * random.uniform(0.85, 1.1)
        corner = np.array([column, row]) * (side + gap) + gap + 30 + (side - own) / 2
        yield (*(corner + random.uniform(-8, 8, 2)), own, random.uniform(-0.12, 0.12))


def worksheet(names, columns=3, side=130, gap=50, ruling="plain", only=None):
    """A page with these drawings.  only: the index of the one that is drawn, if not all are."""
    rows = -(-len(names) // columns)
    page = paper(rows * (side + gap) + gap + 60, columns * (side + gap) + gap + 60, ruling)
    for i, place in enumerate(places(len(names), columns, side, gap)):
        if only in (None, i):
            page = drawn(page, names[i], *place)
    return page


def tilted(page, by=0.05):
    """A page as seen from one side."""
    height, width = page.shape
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    moved = np.float32([[by, 0.6 * by], [-0.4 * by, by], [-0.2 * by, -0.5 * by], [by, -by]])
    matrix = cv2.getPerspectiveTransform(corners, corners + moved * np.float32([width, height]))
    border = int(np.median(page))
    return cv2.warpPerspective(page, matrix, (width, height), borderValue=border)


def photographed(page, seed=0, shadow=0.35):
    """A page as a camera sees it: light that falls off, a hard shadow, a blur, paper's grain."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[: page.shape[0], : page.shape[1]] / max(page.shape)
    light = (1 - 0.2 * x - 0.25 * y) * (1 - shadow / (1 + np.exp(-60 * (x + 0.6 * y - 1.05))))
    seen = cv2.GaussianBlur(page * light, (0, 0), 0.8)
    grain = cv2.GaussianBlur(random.normal(0, 7, page.shape), (0, 0), 1)
    return (seen + grain + random.normal(0, 2, page.shape)).clip(0, 255).astype(np.uint8)


def picture(page):
    """Gray levels as what a file holds: RGBA."""
    return Image.fromarray(page).convert("RGBA")


def warm(page):
    """Gray levels as a photo by lamplight: uint8 RGB."""
    return (page[..., None] * np.array([1, 0.975, 0.93])).astype(np.uint8)


def main(path):
    """Writes a photographed sheet beside what becomes of it."""
    page = worksheet(SHOWN.split(), columns=3, side=240, gap=70, ruling="squared")
    photo = warm(photographed(tilted(page), shadow=0.2))
    placed, seen, _ = canvas.read_sheet(Image.fromarray(photo).convert("RGBA"), 32, 4)
    grown = pictures_at(load_weights(WEIGHTS), edge_seed(placed.edges[None]), [STEPS])[STEPS][0]
    coloured = laid_on(seen, canvas.lay_back(grown, placed, seen.shape[:2]))
    size = WIDTH, round(WIDTH * seen.shape[0] / seen.shape[1])
    halves = [
        Image.fromarray(half).resize(size, Image.Resampling.BOX) for half in (seen, coloured)
    ]
    both = Image.new("RGB", (2 * WIDTH + 16, size[1]), "white")
    for half, left in zip(halves, (0, WIDTH + 16), strict=True):
        both.paste(half, (left, 0))
    both.quantize(COLOURS, kmeans=4, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
