import numpy as np
import pandas as pd
import pytest

from ganca.data.dataset import PictureSet
from ganca.data.split import by_list, check_split, random_split
from ganca.errors import InputError, InputWarning

NAMES = [f"picture {i}" for i in range(12)]


def picture_set(values, split):
    """Pictures of one colour each."""
    targets = np.array(values, np.uint8).reshape(-1, 1, 1, 1) * np.ones((1, 4, 4, 4), np.uint8)
    names = [f"p{i}" for i in range(len(values))]
    return PictureSet(names, split, [""] * len(values), targets[..., 0], targets)


def test_a_lot_divides_without_overlap_and_the_same_way_each_time():
    split = random_split("datasets.cats", NAMES, train=6, validation=4)
    assert list(split.values()) == ["train"] * 6 + ["validation"] * 4
    assert set(split) < set(NAMES)
    assert random_split("datasets.cats", NAMES[::-1], train=6, validation=4) == split


def test_a_lot_is_shuffled():
    """Pictures of one kind often bear neighbouring names."""
    assert list(random_split("datasets.cats", NAMES, train=6, validation=6)) != NAMES


def test_too_few_pictures_are_refused():
    with pytest.raises(InputError, match=r"datasets.cats: 9 training and 4 validation"):
        random_split("datasets.cats", NAMES, train=9, validation=4)


def test_a_list_divides_as_it_is_written():
    table = pd.DataFrame(
        {
            "code": ["1f600", "1f601", "1f600"],
            "list": ["faces", "faces", "nature"],
            "split": ["train", "validation", "validation"],
        }
    )
    split = by_list(["1f601", "1f600"], table, "faces")
    assert split == {"1f601": "validation", "1f600": "train"}
    assert list(split) == ["1f601", "1f600"]


def test_a_picture_on_both_sides_is_told():
    pictures = picture_set([1, 2, 3, 1], ["train", "train", "train", "validation"])
    with pytest.warns(InputWarning, match=r"datasets.x: the same picture in .*p0 = p3"):
        check_split("datasets.x", pictures)


@pytest.mark.filterwarnings("error")
def test_twins_on_one_side_are_nobodys_business():
    check_split("datasets.x", picture_set([1, 1, 2, 3], ["train", "train", "train", "validation"]))


def test_a_font_that_draws_a_box_for_every_emoji_is_refused():
    pictures = picture_set([7, 7, 7, 8, 7, 7], ["train"] * 3 + ["validation"] * 3)
    with pytest.raises(InputError, match=r"datasets.x: only 2 of its 6 pictures differ"):
        check_split("datasets.x", pictures)


@pytest.mark.parametrize("split, missing", [("train", "validation"), ("validation", "train")])
def test_a_split_without_pictures_is_refused(split, missing):
    with pytest.raises(InputError, match=f"datasets.x: no picture is left for {missing}"):
        check_split("datasets.x", picture_set([1, 2], [split, split]))
