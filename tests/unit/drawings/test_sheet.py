"""Sheets of several drawings: each is found, traced as if alone, coloured in and laid back."""

from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np
import pytest
import worksheet
from PIL import Image, ImageDraw
from scipy import ndimage

from ganca.data import edges
from ganca.data.dataset import drawing_set
from ganca.drawings.canvas import cut, lay_back, load, read_sheet, save, spread, told
from ganca.drawings.ink import find_ink
from ganca.drawings.trace import trace
from ganca.errors import InputError
from ganca.measure import metrics
from ganca.measure.evaluation import pictures_at
from ganca.model.automaton import edge_seed
from ganca.model.networks import load_weights

SHIPPED = sorted(Path("resources/drawings").glob("*.svg"))
NAMES = ["ring-1", "hat-1", "thick-2", "scribble-1", "thin-4", "filled-2"]
RULINGS = ["plain", "ruled", "squared"]


def read(page):
    """The canvas of a page, and what was left out; None for no sheet."""
    sheet = read_sheet(worksheet.picture(page), 32, 4)
    return sheet and (sheet[0], +sheet[2])


@cache
def photo(ruling):
    return worksheet.photographed(worksheet.tilted(worksheet.worksheet(NAMES, ruling=ruling)))


@cache
def photographed(ruling):
    return read(photo(ruling))


@cache
def alone():
    """The edge maps of the same drawings, each alone on a clean page that lies as the photo's."""
    pages = [worksheet.tilted(worksheet.worksheet(NAMES, only=i)) for i in range(len(NAMES))]
    return np.stack([trace(worksheet.picture(page), 32, 4) for page in pages])


def agreement(a, b):
    """Share of the ink of either that the other has within a pixel, the worse of the two."""
    near_a, near_b = (ndimage.maximum_filter(x, 3) for x in (a, b))
    return min(near_b[a > 0].mean(), near_a[b > 0].mean())


@pytest.mark.parametrize("ruling", RULINGS)
def test_each_drawing_on_a_photographed_sheet_is_traced_as_if_alone(ruling):
    """In the order of reading; light, shadow, grain and the paper's own lines are no ink."""
    canvas, left = photographed(ruling)
    assert len(canvas.tiles) == len(NAMES) and not left
    for name, found, wanted in zip(NAMES, cut(canvas.edges, canvas), alone(), strict=True):
        assert found.shape == wanted.shape
        assert agreement(found, wanted) > 0.93, name


def test_drawings_grow_together_as_well_as_alone():
    """Noise of an update depends on the place, so that single pixels differ."""
    canvas, _ = photographed("squared")
    network = load_weights(worksheet.WEIGHTS)
    together = pictures_at(network, edge_seed(canvas.edges[None]), [55])[55][0]
    each = np.stack(cut(canvas.edges, canvas))
    apart = pictures_at(network, edge_seed(each), [55])[55]
    yellow = metrics.rgb2lab([[1.0, 0.85, 0.2], [0.0, 0.0, 0.0]])
    detect = partial(edges.find, method="canny", low=250, high=500)
    there, here = (
        metrics.measure(made, drawing_set(NAMES, each), yellow, detect).quality
        for made in (apart, np.stack(cut(together, canvas)))
    )
    assert there.mean() > 0.2  # a blank picture has 0
    assert here.mean() == pytest.approx(there.mean(), abs=0.03)
    assert here.to_numpy() == pytest.approx(there.to_numpy(), abs=0.1)


def test_what_is_laid_back_lies_on_the_strokes_of_the_photo():
    canvas, _ = photographed("plain")
    page = worksheet.tilted(worksheet.worksheet(NAMES))
    filled = np.repeat(canvas.edges[..., None] * np.uint8(255), 4, 2)
    alpha = lay_back(filled, canvas, page.shape)[..., 3]
    cell = np.ones((9, 9), np.uint8)  # pixels of the page, two cells wide
    assert cv2.dilate(alpha, cell)[page < 100].mean() > 0.99 * 255
    assert (cv2.erode(page, cell)[alpha > 0] < 100).mean() > 0.99


def test_tiles_lie_as_on_the_page_and_touch_no_other():
    random = np.random.default_rng(0)
    centres, sides = random.uniform(0, 900, (40, 2)), random.integers(40, 72, 40)
    corners = spread(centres, sides)
    taken = np.zeros(corners.max(0) + 80, int)
    for (x, y), side in zip(corners, sides, strict=True):
        taken[x : x + side, y : y + side] += 1
    assert taken.max() == 1 and corners.min() == 0
    middles = corners + sides[:, None] / 2
    for axis in (0, 1):
        assert np.corrcoef(middles[:, axis], centres[:, axis])[0, 1] > 0.999


def test_a_canvas_is_read_as_it_was_written(tmp_path):
    canvas, _ = photographed("plain")
    save(tmp_path / "a.npz", canvas, np.ones((4, 5, 3), np.uint8))
    again, seen = load(tmp_path / "a.npz")
    assert all((vars(again)[key] == value).all() for key, value in vars(canvas).items())
    assert seen.shape == (4, 5, 3)
    (tmp_path / "a.npz").write_bytes((tmp_path / "a.npz").read_bytes()[:99])
    with pytest.raises(InputError, match=r"a.npz: damaged"):
        load(tmp_path / "a.npz")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_no_drawing_alone_is_taken_for_a_sheet(file):
    page = worksheet.drawn(worksheet.paper(300, 320), file.stem, 40, 50, 200)
    assert read(page) is None


def sheet(*drawings, height=500, width=700):
    """A page with these drawings: (name, left, top, side) of each."""
    page = worksheet.paper(height, width)
    for drawing in drawings:
        page = worksheet.drawn(page, *drawing)
    return page


TWO = ("ring-1", 60, 60, 160), ("hat-1", 300, 50, 170)


def test_drawings_of_any_size_become_as_large_as_the_model_knows():
    canvas, left = read(sheet(("ring-1", 20, 20, 380), ("thick-2", 480, 40, 120)))
    assert not left and canvas.tiles[:, 2].tolist() == [40, 40]


def test_a_drawing_that_the_border_cuts_off_is_left_out_and_told():
    canvas, left = read(sheet(*TWO, ("thick-2", 600, 250, 180)))
    assert len(canvas.tiles) == 2 and left == {"cut off by the border": 1}


def test_marks_and_writing_are_left_out_and_told():
    page = Image.fromarray(sheet(*TWO))
    ImageDraw.Draw(page).text((60, 400), "Class 3b, Ada and Alan", 40, font_size=22)
    canvas, left = read(np.asarray(page))
    assert len(canvas.tiles) == 2
    assert set(left) <= {"mark too small", "a line or writing"}
    assert told(left) and all(f"{count} {reason}" in told(left) for reason, count in left.items())


def test_a_blot_is_left_out_and_told():
    page = cv2.circle(sheet(*TWO), (600, 350), 60, 30, -1)
    canvas, left = read(page)
    assert len(canvas.tiles) == 2 and left == {"all ink": 1}


def test_drawings_that_overlap_keep_the_size_of_the_others():
    """As one: 1.6 faces wide, for that many that lie beside it."""
    pair = ("ring-1", 60, 260, 160), ("ring-2", 160, 260, 160)
    canvas, left = read(sheet(*TWO, ("thick-2", 500, 60, 160), *pair))
    assert not left and len(canvas.tiles) == 4
    assert sorted(canvas.tiles[:, 2])[:3] == [40] * 3
    assert 52 <= canvas.tiles[:, 2].max() <= 66


def text():
    """A page of print, as a scan of 100 dots an inch."""
    page = Image.new("L", (827, 1169), 250)
    for y in range(60, 1100, 20):
        ImageDraw.Draw(page).text((60, y), "colourless green ideas sleep furiously " * 2, 20)
    return np.asarray(page)


def specks(count):
    page, random = worksheet.paper(600, 800), np.random.default_rng(0)
    for x, y in random.integers(10, 590, (count, 2)).tolist():
        cv2.circle(page, (x, y), 5, 30, -1)
    return page


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (text, r"^\d+ marks, none of which encloses anything to colour in"),
        (lambda: specks(300), r"^\d+ marks, none of which encloses anything to colour in"),
        (lambda: sheet(("ring-1", 9, 9, 30), ("ring-2", 99, 9, 30)), r"^nothing to .*: 2 too sma"),
    ],
    ids=["text", "specks", "tiny"],
)
def test_a_sheet_without_a_drawing_that_can_be_used_says_why(page, line):
    with pytest.raises(InputError, match=line) as refusal:
        read(page())
    assert "\n" not in str(refusal.value)


def test_a_blank_page_is_no_sheet():
    assert read(worksheet.paper(300, 400)) is None
    assert not find_ink(worksheet.paper(300, 400)).any()
