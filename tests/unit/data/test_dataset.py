from types import SimpleNamespace

import numpy as np
import pytest

from ganca.data.dataset import (
    PictureSet,
    drawing_set,
    load,
    load_all,
    pad,
    save,
    save_with_manifest,
)
from ganca.errors import InputError


@pytest.fixture
def pictures():
    """Five random pictures of 6 x 6 pixels in two splits and two groups."""
    draw = np.random.default_rng(0).integers
    return PictureSet(
        names=["a", "b", "c", "d", "e"],
        split=["train", "train", "validation", "train", "validation"],
        group=["x", "y", "x", "x", "y"],
        edges=draw(0, 2, (5, 6, 6)).astype(np.uint8),
        targets=draw(0, 256, (5, 6, 6, 4)).astype(np.uint8),
    )


def same(one, other):
    lists = ("names", "split", "group")
    return all(getattr(one, key) == getattr(other, key) for key in lists) and (
        np.array_equal(one.edges, other.edges) and np.array_equal(one.targets, other.targets)
    )


def test_what_is_saved_is_loaded(pictures, tmp_path):
    save(tmp_path / "set.npz", pictures)
    assert same(load(tmp_path / "set.npz"), pictures)


def test_files_are_loaded_as_one_set_in_their_order(pictures, tmp_path):
    for name, part in (("one.npz", range(2)), ("two.npz", range(2, 5))):
        save(tmp_path / name, pictures.take([*part]))
    assert same(load_all([tmp_path / "one.npz", tmp_path / "two.npz"]), pictures)


def test_drawings_among_files_have_empty_targets(pictures, tmp_path):
    save(tmp_path / "one.npz", pictures)
    drawn = PictureSet(pictures.names, ["ood"] * 5, pictures.group, pictures.edges)
    save(tmp_path / "two.npz", drawn)
    both = load_all([tmp_path / "one.npz", tmp_path / "two.npz"])
    assert np.array_equal(both.targets[:5], pictures.targets) and not both.targets[5:].any()
    assert both.split[5:] == ["ood"] * 5


def test_a_set_without_truth_stays_without(pictures, tmp_path):
    drawn = PictureSet(pictures.names, ["ood"] * 5, pictures.group, pictures.edges)
    save(tmp_path / "set.npz", drawn)
    assert load(tmp_path / "set.npz").targets is None


def test_equal_sets_make_equal_files(pictures, tmp_path):
    """Else everything behind a set would be made anew whenever the set is."""
    for name in ("one.npz", "two.npz"):
        save(tmp_path / name, pictures)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_part_keeps_each_picture_with_its_edges_and_truth(pictures):
    part = pictures.where("train", group="x")
    assert part.names == ["a", "d"]
    assert np.array_equal(part.edges, pictures.edges[[0, 3]])
    assert np.array_equal(part.targets, pictures.targets[[0, 3]])
    assert len(pictures.where("validation", group="z")) == 0


def test_parts_of_different_length_are_refused(pictures):
    with pytest.raises(ValueError, match="differ in length"):
        PictureSet(pictures.names[:4], pictures.split, pictures.group, pictures.edges)


def test_padding_adds_an_empty_border(pictures):
    padded = pad(pictures.targets, 2)
    assert padded.shape == (5, 10, 10, 4)
    assert np.array_equal(padded[:, 2:-2, 2:-2], pictures.targets)
    assert padded.sum() == pictures.targets.sum()
    assert pad(pictures.edges, 3).shape == (5, 12, 12)


def test_truth_has_the_channels_first_and_ends_at_one(pictures):
    truth = pictures.truth()
    assert truth.shape == (5, 4, 6, 6) and truth.dtype == np.float32
    assert truth[1, 2, 3, 4] == pytest.approx(pictures.targets[1, 3, 4, 2] / 255)


def test_the_manifest_has_a_row_a_picture(pictures):
    manifest = pictures.manifest()
    assert list(manifest["name"]) == pictures.names
    assert list(manifest["split"]) == pictures.split
    assert manifest["edge_share"][2] == pytest.approx(pictures.edges[2].mean(), abs=1e-4)


def test_a_set_is_saved_with_its_manifest(tmp_path):
    drawings = drawing_set(["a", "b"], np.eye(4, dtype=np.uint8)[None].repeat(2, 0), ["x", "y"])
    output = SimpleNamespace(pictures=tmp_path / "a.npz", manifest=tmp_path / "a.csv")
    save_with_manifest(output, drawings)
    assert load(output.pictures).group == ["x", "y"] and load(output.pictures).targets is None
    lines = ["name,split,group,edge_share", "a,ood,x,0.25", "b,ood,y,0.25"]
    assert output.manifest.read_text().splitlines() == lines


@pytest.mark.parametrize("content", [b"", b"PK\3\4 not a zip", b"\x93NUMPY"])
def test_a_damaged_file_gets_one_line(content, tmp_path):
    (tmp_path / "set.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"set.npz: damaged .*; delete it and run"):
        load(tmp_path / "set.npz")


def test_a_truncated_file_gets_one_line(pictures, tmp_path):
    save(tmp_path / "set.npz", pictures)
    data = (tmp_path / "set.npz").read_bytes()
    (tmp_path / "set.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"set\.npz: damaged"):
        load(tmp_path / "set.npz")


def test_pickles_are_not_opened(tmp_path):
    np.savez(tmp_path / "set.npz", names=np.array([{"a": 1}], dtype=object))
    with pytest.raises(InputError, match=r"set\.npz: damaged"):
        load(tmp_path / "set.npz")
