"""A gallery puts each picture into its row and column, wraps, and ends where its pictures end."""

import numpy as np
import pytest

from ganca.show.gallery import Gallery
from ganca.show.plots import WIDTH


def grey(*values):
    """Pictures of one grey each, (n, 2, 2, 3)."""
    return np.array(values, np.uint8)[:, None, None, None].repeat(2, 1).repeat(2, 2).repeat(3, 3)


def cells(gallery):
    """(row, column) -> grey of each drawn picture, rows and columns counted by position."""
    images = [(*image.get_extent(), image.get_array()[0, 0, 0]) for image in gallery.axes.images]
    lefts = sorted({left for left, *_ in images})
    tops = sorted({top for *_, top, _ in images})
    return {(tops.index(top), lefts.index(left)): int(v) for left, *_, top, v in images}


def texts(gallery):
    return [text.get_text() for text in gallery.axes.texts]


def test_rows_and_columns_stay_together():
    gallery = Gallery(columns=3)
    gallery.add("", {"a": grey(1, 2, 3), "b": grey(11, 12, 13)})
    expected = {(0, 0): 1, (0, 1): 2, (0, 2): 3, (1, 0): 11, (1, 1): 12, (1, 2): 13}
    assert cells(gallery) == expected


def test_more_pictures_than_columns_wrap_with_all_their_rows():
    gallery = Gallery(columns=2)
    gallery.add("heading", {"a": grey(1, 2, 3), "b": grey(11, 12, 13)}, ["i", "ii", "iii"])
    assert cells(gallery)[2, 0] == 3 and cells(gallery)[3, 0] == 13
    assert texts(gallery) == ["heading", "a", "b", "i", "ii", "a", "b", "iii"]


def test_numbers_stand_under_their_columns():
    gallery = Gallery(columns=2)
    gallery.add("", {"a": grey(1, 2)}, ["first", "second"])
    _, first, second = gallery.axes.texts
    for text, image in zip((first, second), gallery.axes.images, strict=True):
        left, right, bottom, _ = image.get_extent()
        assert left < text.get_position()[0] < right
        assert text.get_position()[1] > bottom


@pytest.mark.parametrize("columns", [1, 9, 12])
def test_a_full_line_fills_the_text_width_and_no_more(columns):
    gallery = Gallery(columns=columns, gutter=0.5)
    gallery.add("", {"a": grey(*range(columns))})
    right = max(image.get_extent()[1] for image in gallery.axes.images)
    assert WIDTH - 0.05 < right <= WIDTH


def test_the_finished_sheet_holds_every_picture():
    gallery = Gallery(columns=2)
    gallery.add("", {"a": grey(*range(7))})
    figure = gallery.finished()
    bottom = max(image.get_extent()[2] for image in gallery.axes.images)
    width, height = figure.get_size_inches()
    assert width == WIDTH and bottom < height < bottom + 0.2
    assert gallery.axes.get_ylim() == (height, 0)
