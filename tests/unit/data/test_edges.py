import cv2
import numpy as np
import pytest
from scipy import ndimage

from ganca.data.compositing import over_black
from ganca.data.dataset import pad
from ganca.data.edges import find, require_edges
from ganca.errors import InputError


def face(ground_radius=14, outline=None, size=32):
    """A yellow disc with a red mouth on nothing, and perhaps a dark outline two pixels wide."""
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    distance = np.hypot(x, y)
    picture = np.zeros((size, size, 4), np.uint8)
    picture[distance <= ground_radius] = outline or (255, 220, 30, 255)
    picture[distance <= ground_radius - 2] = (255, 220, 30, 255)
    picture[(abs(x) < 5) & (abs(y - 5) < 2)] = (220, 40, 40, 255)
    return picture


DARK = (15, 15, 15, 255)


def rings(edges):
    """The number of separate free regions that edges cut a map into, less the outside."""
    return ndimage.label(np.pad(edges == 0, 1, constant_values=True))[1] - 1


def test_canny_is_the_papers_call():
    """RGB times alpha, grey, cv2.Canny(250, 500): written out once more, with the 2 px border."""
    picture = face(outline=DARK)
    picture[:, :16, 3] //= 2
    black = (picture[..., :3] * (picture[..., 3:] / 255)).round().astype(np.uint8)
    grey = cv2.cvtColor(np.pad(black, [(2, 2), (2, 2), (0, 0)]), cv2.COLOR_RGB2GRAY)
    wanted = cv2.Canny(grey, 250, 500)[2:-2, 2:-2] > 0
    assert (find(picture[None], "canny", 250, 500)[0] == wanted).all()


def test_a_dark_outline_leaves_one_contour_over_black():
    (edges,) = find(face(outline=DARK)[None], "canny", 150, 300)
    from_outside = edges[15]  # a row through the middle: one edge on the left, one on the right
    assert from_outside[:8].sum() == from_outside[-8:].sum() == 1


def test_edges_are_zeros_and_ones_of_the_pictures_size():
    pictures = np.stack([face(), face(outline=DARK)])
    for method in ("canny", "gradient"):
        edges = find(pictures, method, 100, 200)
        assert edges.shape == (2, 32, 32) and edges.dtype == np.uint8
        assert set(np.unique(edges)) == {0, 1}


@pytest.mark.parametrize("method", ["canny", "gradient"])
def test_a_picture_that_fills_its_frame_keeps_its_outline_on_the_grid(method):
    """Where two neighbours are equally steep Canny takes the upper left one, outside the frame."""
    full = pad(np.full((1, 24, 24, 4), 255, np.uint8), 1)
    (edges,) = find(full, method, 150, 300)
    for side in (edges[:3].any(0), edges[-3:].any(0), edges[:, :3].any(1), edges[:, -3:].any(1)):
        assert side[2:-2].all()


def test_gradient_closes_an_outline_that_grey_loses():
    """Two colours of one grey: Canny on grey sees one disc, the gradient sees the half moon."""
    picture = face()
    picture[:, :16][picture[:, :16, 3] > 0] = (255, 80, 80, 255)
    picture[:, 16:][picture[:, 16:, 3] > 0] = (40, 190, 40, 255)
    grey = cv2.cvtColor(over_black(picture), cv2.COLOR_RGB2GRAY)
    assert abs(int(grey[16, 8]) - int(grey[16, 24])) < 12
    inside = np.s_[8:24, 14:18]
    assert not find(picture[None], "canny", 100, 200)[0][inside].any()
    assert find(picture[None], "gradient", 100, 200)[0][inside].any(1).all()


def test_a_yellow_disc_without_an_outline_is_one_closed_ring_by_gradient():
    (edges,) = find(face()[None], "gradient", 100, 200)
    assert rings(edges) >= 1
    filled = ndimage.binary_fill_holes(edges)
    assert filled.mean() == pytest.approx(np.pi * 14**2 / 32**2, rel=0.15)


def test_pictures_without_edges_are_named():
    edges = np.zeros((3, 8, 8), np.uint8)
    edges[1, 4, 4] = 1
    with pytest.raises(InputError, match=r"no edges found in a, c; lower edges.low"):
        require_edges(["a", "b", "c"], edges)
