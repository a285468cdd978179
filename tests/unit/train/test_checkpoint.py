"""Whatever happens to the files, the newest whole checkpoint is the one that counts."""

import pytest
import torch

from ganca.errors import InputError, InputWarning
from ganca.train import checkpoint


def written(folder, *steps):
    for step in steps:
        checkpoint.write(folder, step, {"x": torch.tensor([float(step)])}, {"step": step})
    return checkpoint.newest_first(folder)


def test_the_newest_is_read_and_two_are_kept(tmp_path):
    assert len(written(tmp_path, 1, 2, 30)) == 2
    tensors, header = checkpoint.read(tmp_path)
    assert tensors["x"].item() == 30 and header == {"step": 30}


def test_an_empty_or_missing_folder_has_none(tmp_path):
    assert checkpoint.read(tmp_path) is None
    assert checkpoint.read(tmp_path / "missing") is None


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty"])
def test_a_damaged_one_is_passed_over_with_a_warning(tmp_path, damage):
    newest = written(tmp_path, 1, 2)[0]
    content = bytearray(newest.read_bytes())
    if damage == "flipped":
        content[-1] ^= 1
    newest.write_bytes({"truncated": content[:-1], "flipped": content, "empty": b""}[damage])
    with pytest.warns(InputWarning, match=f"{newest.name}: damaged"):
        assert checkpoint.read(tmp_path)[1] == {"step": 1}


def test_what_a_crash_left_half_written_is_ignored_and_swept_away(tmp_path):
    half = tmp_path / "step-00000009-0123456789abcdef.safetensors.unfinished"
    half.write_bytes(b"half")
    assert checkpoint.read(tmp_path) is None
    written(tmp_path, 10)
    assert not half.exists()


def test_a_failed_write_keeps_the_one_before_and_says_so(tmp_path, monkeypatch):
    written(tmp_path, 1)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "flush", full)
    with pytest.raises(InputError, match=r"No space left on device.*make room"):
        written(tmp_path, 2)
    assert checkpoint.read(tmp_path)[1] == {"step": 1}
    assert not list(tmp_path.glob("*.unfinished"))


def test_nested_names_come_apart_again():
    tree = {"a": {"b": {0: torch.ones(1)}, "c": torch.zeros(2)}, "ab": {"": torch.ones(3)}}
    flat = checkpoint.flatten(tree)
    assert set(flat) == {"a/b/0", "a/c", "ab/"}
    assert set(checkpoint.subtree(flat, "a")) == {"b/0", "c"}


def test_a_folder_is_held_by_one_training_at_a_time(tmp_path):
    folder = tmp_path / "new"
    again = pytest.raises(InputError, match="another training")
    with checkpoint.alone(folder), again, checkpoint.alone(folder):
        pass
    with checkpoint.alone(folder):
        pass
