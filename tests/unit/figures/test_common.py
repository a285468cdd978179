"""What the figures choose to show, and what they say when it isn't there."""

import numpy as np
import pytest

from figures import common as figures
from ganca.data.dataset import PictureSet
from ganca.errors import InputError
from ganca.results import write_record

SPLITS = ["train", "validation", "train", "validation", "train"]


@pytest.fixture
def pictures():
    """Five pictures of 2 x 2 pixels: three to train on, two to validate."""
    edges = np.zeros((5, 2, 2), np.uint8)
    edges[:, 0, 0] = 1
    targets = np.full((5, 2, 2, 4), 255, np.uint8)
    return PictureSet(list("abcde"), SPLITS, [""] * 5, edges, targets)


@pytest.mark.parametrize(
    "count, wanted, expected",
    [(5, 3, [0, 2, 4]), (3, 10, [0, 1, 2]), (50, 2, [0, 49]), (1, 4, [0])],
)
def test_a_choice_is_spread_over_the_whole(count, wanted, expected):
    assert figures.spread(count, wanted).tolist() == expected


@pytest.mark.parametrize("count", [7, 20, 50, 92])
def test_as_many_are_chosen_as_wanted_and_none_twice(count):
    assert len(figures.spread(count, 7)) == 7


def test_a_choice_keeps_to_its_split(pictures):
    assert figures.chosen(pictures, 2, "train").tolist() == [0, 4]
    assert figures.chosen(pictures, 9, "validation").tolist() == [1, 3]


def test_what_another_figure_shows_is_passed_over_while_there_are_others(pictures):
    assert figures.chosen(pictures, 9, "train", [0, 4]).tolist() == [2]
    assert figures.chosen(pictures, 9, "train", [0, 2, 4]).tolist() == [0, 2, 4]


def test_every_family_is_met_before_one_is_met_twice():
    """Three families, of two, five and one; an odd picture is of the first that has another."""
    families = list("aabbbbbc")
    pictures = PictureSet(list("12345678"), ["ood"] * 8, families, np.zeros((8, 2, 2), np.uint8))
    assert figures.chosen(pictures, 3, "ood").tolist() == [0, 2, 7]
    assert figures.chosen(pictures, 4, "ood").tolist() == [0, 1, 2, 7]
    assert figures.chosen(pictures, 2, "ood").tolist() == [0, 7]
    assert figures.chosen(pictures, 3, "ood", [0, 2, 7]).tolist() == [1, 3, 6]


def test_rows_stand_in_the_order_of_the_paper(pictures):
    made = np.zeros((5, 2, 2, 4), np.uint8)
    made[3] = (9, 9, 9, 255)
    rows = figures.rows(pictures, np.array([3]), {"NCA": made})
    assert list(rows) == ["edges", "NCA", "truth"]
    assert (rows["NCA"] == 9).all()


def test_a_drawing_has_no_truth(pictures):
    drawings = PictureSet(pictures.names, ["ood"] * 5, [""] * 5, pictures.edges)
    assert list(figures.rows(drawings, np.array([0]), {})) == ["edges"]


def test_a_film_begins_with_the_strokes_that_it_starts_from():
    """An edge is 1 in all visible channels: laid over white it would vanish."""
    frames = np.zeros((3, 2, 2, 4), np.uint8)
    frames[0, 0, 0] = 255
    frames[2] = (0, 0, 255, 255)
    shown = figures.shown_frames(frames, [0, 2])
    assert shown[0, 0, 0].tolist() == [0, 0, 0] and shown[0, 1, 1].tolist() == [255] * 3
    assert (shown[1] == (0, 0, 255)).all()


def test_a_missing_rollout_is_named(tmp_path):
    path = tmp_path / "rollouts.npz"
    np.savez(path, **{"faces/28": np.zeros((1, 2, 2, 4), np.uint8)})
    assert figures.rollouts(path, "faces/28").shape == (1, 2, 2, 4)
    with pytest.raises(InputError, match=r"rollouts\.npz.*'faces/55'"):
        figures.rollouts(path, "faces/55")


def test_pictures_are_credited_to_their_font_if_they_come_from_one(tmp_path):
    font = tmp_path / "font.json"
    write_record(font, {"credit": "OpenMoji 17.0.0 (CC BY-SA 4.0)"})
    assert figures.credit([font]) == "Emoji: OpenMoji 17.0.0 (CC BY-SA 4.0)"
    assert figures.credit([]) == ""


def test_a_mean_without_interval_leaves_its_ends_open(tmp_path):
    path = tmp_path / "metrics.csv"
    path.write_text("mean,low,high\n0.5,0.4,0.6\n0.7,,\n\n")
    found = figures.means(figures.table(path))
    assert found[:, 0].tolist() == [0.5, 0.4, 0.6]
    assert found[0, 1] == 0.7 and np.isnan(found[1:, 1]).all()
