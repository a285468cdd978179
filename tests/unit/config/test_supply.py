"""Pictures that a configuration asks for and that aren't there are told before anything runs."""

from pathlib import Path

import pytest

from ganca.config.supply import check_supply, read_codes
from ganca.data import emoji
from ganca.data.split import random_split
from ganca.errors import InputError

LISTS = "resources/emoji.tsv"


def config(picture="", start="blank", **dataset):
    """A resolved configuration, as far as it is about pictures."""
    faces = {"emoji": "faces", "images": "", "train": 3, "validation": 2} | dataset
    model = {"dataset": "faces", "start": start, "picture": picture}
    return {"datasets": {"faces": faces}, "models": {"one": model}}


def test_the_lists_are_read_as_the_glyphs_are_chosen_by():
    table = emoji.read_lists(LISTS)
    for (name, split), codes in read_codes(LISTS).items():
        chosen = table[(table["list"] == name) & (table["split"] == split)]
        assert codes == chosen["code"].tolist() and codes


@pytest.mark.parametrize(
    "changes, line",
    [
        ({"train": 51}, "datasets.faces.train: 51 wanted, the list 'faces' of resources/emoji"),
        ({"validation": 21}, "datasets.faces.validation: 21 wanted, the list 'faces'"),
        (
            {"picture": "zzz"},
            "models.one.picture: there is no training picture 'zzz' in datasets.",
        ),
    ],
)
def test_what_the_lists_lack_is_told_by_its_key(changes, line):
    with pytest.raises(InputError) as refused:
        check_supply(config(**changes), LISTS)
    assert str(refused.value).startswith(line)


def test_a_picture_is_looked_for_among_those_that_are_trained_on():
    first, *_, last = read_codes(LISTS)["faces", "train"]
    check_supply(config(picture=first), LISTS)
    check_supply(config(picture=last, start="edges"), LISTS)  # which no picture is asked of
    with pytest.raises(InputError, match=r"models\.one\.picture"):
        check_supply(config(picture=last), LISTS)


def test_a_folder_is_counted_and_split_by_the_same_draw(tmp_path):
    names = ["a", "b", "c", "d", "e"]
    for name in names:
        (tmp_path / f"{name}.png").touch()
    split = random_split("key", names, 3, 2)
    for name, half in split.items():
        if half == "train":
            check_supply(config(name, images=str(tmp_path)), LISTS)
        else:
            with pytest.raises(InputError, match=r"models\.one\.picture"):
                check_supply(config(name, images=str(tmp_path)), LISTS)
    with pytest.raises(InputError, match="4 training and 2 validation pictures wanted, 5 there"):
        check_supply(config(images=str(tmp_path), train=4), LISTS)
    (tmp_path / "a.gif").touch()
    with pytest.raises(InputError, match=r"datasets\.faces\.images: two pictures are called 'a'"):
        check_supply(config(images=str(tmp_path)), LISTS)


@pytest.mark.parametrize("text", [b"code\tname\n1f600\tx\n", b"\xff\xfe", None])
def test_broken_lists_are_told(text, tmp_path):
    path = tmp_path / "emoji.tsv"
    if text:
        path.write_bytes(text)
    with pytest.raises(InputError, match=r"emoji\.tsv: not a list of emojis"):
        check_supply(config(), Path(path))
