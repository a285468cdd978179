"""Boxes, squares and averages."""

import numpy as np

from ganca.data.frame import average_down, bounding_box, square


def test_a_square_holds_its_box_in_the_middle():
    assert square((0, 2, 10, 6)) == (0, -1, 10)
    assert square((3, 0, 5, 8)) == (0, 0, 8)


def test_a_bounding_box_reaches_the_outermost_sides():
    assert bounding_box([(0, 1, 2, 3), (-1, 2, 5, 2)]) == (-1, 1, 5, 3)


def test_blocks_are_averaged():
    picture = np.zeros((4, 4, 4))
    picture[:2, 2:] = 8
    picture[3, 3] = 4
    assert average_down(picture, 2)[..., 0].tolist() == [[0, 8], [0, 1]]
