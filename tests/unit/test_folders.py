import os
from pathlib import Path

import pytest

from ganca.errors import InputError
from ganca.folders import SHEETS, check_paths, picture_files, pictures_at, plain_name


def config(images="", **paths):
    empty = dict.fromkeys(("font", "drawings", "apply", "video", "weights"), "")
    return empty | paths | {"datasets": {"cats": {"images": images}}}


def test_pictures_are_sorted_and_nothing_else_is_taken(tmp_path):
    for name in ("b.PNG", "a.webp", "notes.txt", ".hidden.png", "c.jpeg"):
        (tmp_path / name).touch()
    wanted = [str(tmp_path / name) for name in ("a.webp", "b.PNG", "c.jpeg")]
    assert picture_files(tmp_path) == wanted


def test_nothing_named_is_nothing_missing():
    check_paths(config())


@pytest.mark.parametrize(
    "key, told",
    [
        ("font", "font: there is no file 'nowhere'; leave it empty for OpenMoji"),
        ("drawings", "drawings: there is no folder 'nowhere'"),
        ("apply", "apply: there is no file or folder 'nowhere'"),
        ("video", "video: there is no file or folder 'nowhere'"),
        ("weights", "weights: there is no folder 'nowhere'; leave it empty to train"),
        ("images", "datasets.cats.images: there is no folder 'nowhere'"),
    ],
)
def test_what_is_not_there_is_told_by_its_key(key, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refusal:
        check_paths(config(**{key: "nowhere"}))
    assert str(refusal.value).startswith(told)


def test_a_folder_without_pictures_is_told(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match=r"datasets.cats.images: no pictures in .* .png"):
        check_paths(config(images=str(tmp_path)))


def test_a_path_to_apply_to_is_one_picture_or_all_of_a_folder(tmp_path):
    for name in ("b.png", "a.jpg", "notes.txt"):
        (tmp_path / name).touch()
    assert pictures_at("") == []
    assert pictures_at(f"{tmp_path}/b.png") == [f"{tmp_path}/b.png"]
    assert pictures_at(str(tmp_path)) == [f"{tmp_path}/a.jpg", f"{tmp_path}/b.png"]
    check_paths(config(apply=str(tmp_path)))


def test_apply_takes_pdf_files_and_nothing_else_does(tmp_path):
    (tmp_path / "scan.PDF").touch()
    assert pictures_at(str(tmp_path), SHEETS) == [f"{tmp_path}/scan.PDF"]
    check_paths(config(apply=str(tmp_path)))
    check_paths(config(apply=f"{tmp_path}/scan.PDF"))
    with pytest.raises(InputError, match=r"^drawings: no pictures in"):
        check_paths(config(drawings=str(tmp_path)))


def test_a_file_that_is_no_picture_or_film_is_told(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match=r"apply: cannot read .*notes.txt'; it takes .png"):
        check_paths(config(apply=f"{tmp_path}/notes.txt"))
    with pytest.raises(InputError, match=r"video: cannot read .*; it takes .gif, .mp4"):
        check_paths(config(video=f"{tmp_path}/notes.txt"))


@pytest.mark.parametrize(
    "path, name",
    [("a/my face {2}.jpg", "my-face-2"), ("x.tar.png", "x.tar"), ("!.png", "drawing")],
)
def test_a_result_is_named_after_its_drawing_in_plain_letters(path, name):
    assert plain_name(path) == name


def test_two_drawings_whose_results_would_overwrite_each_other_are_told(tmp_path):
    for name in ("a b.png", "a-b.jpg"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="apply: two drawings are called 'a-b'"):
        check_paths(config(apply=str(tmp_path)))


KEYS = ("font", "drawings", "apply", "video", "weights", "images")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "path, told",
    [
        ("x" * 300, "cannot read 'xxx"),
        ("a{b}/c.png", "has braces or a control character"),
        ("a\0b", "has braces or a control character"),
        ("a\udcff.png", "is not UTF-8; rename it"),
        ("/dev/zero", "is neither a file nor a folder"),
        ("pipe.gif", "is neither a file nor a folder"),
        ("dangling.gif", "there is no "),
        ("file.gif/below", "there is no "),
        ("loop", "cannot read 'loop'"),
    ],
)
def test_a_path_that_cannot_be_read_is_told_by_its_key(key, path, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.gif")
    Path("dangling.gif").symlink_to("nowhere")
    Path("loop").symlink_to("loop")
    Path("file.gif").touch()
    with pytest.raises(InputError) as refusal:
        check_paths(config(**{key: path}))
    line = str(refusal.value)
    assert line.startswith({"images": "datasets.cats.images"}.get(key, key)) and told in line
    assert "\n" not in line


@pytest.mark.parametrize("key", ["drawings", "apply", "video", "images"])
@pytest.mark.parametrize(
    "name", [b"pipe.png", b"dangling.png", b"inner.png", b"a\xff.png", b"{}.png"]
)
def test_each_picture_of_a_folder_must_be_a_file_that_can_be_read(key, name, tmp_path):
    (tmp_path / "good.png").touch()
    path = os.fsencode(tmp_path) + b"/" + name
    if name == b"pipe.png":
        os.mkfifo(path)
    elif name == b"dangling.png":
        os.symlink("nowhere", path)
    elif name == b"inner.png":
        os.mkdir(path)
    else:
        open(path, "w").close()
    with pytest.raises(InputError) as refusal:
        check_paths(config(**{key: str(tmp_path)}))
    assert ascii(os.fsdecode(name))[1:-1] in str(refusal.value)


@pytest.mark.parametrize("key", ["font", "apply", "drawings", "images"])
def test_what_may_not_be_read_is_told(key, tmp_path, monkeypatch):
    """Tests may run as one whom no permission stops."""
    (tmp_path / "a.png").touch()
    path = tmp_path / "a.png" if key in ("font", "apply") else tmp_path
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="may not be read; change its permissions"):
        check_paths(config(**{key: str(path)}))


def test_a_font_in_a_closed_folder_is_told(monkeypatch):
    def closed(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "stat", closed)
    with pytest.raises(InputError, match=r"font: cannot read 'a/b.ttf' \(Permission denied\)"):
        check_paths(config(font="a/b.ttf"))


def test_weights_are_a_folder_that_release_wrote(tmp_path):
    with pytest.raises(
        InputError, match=r"weights: no SHA256SUMS in .*; name a folder of weights"
    ):
        check_paths(config(weights=str(tmp_path)))
    (tmp_path / "SHA256SUMS").touch()
    check_paths(config(weights=str(tmp_path)))


@pytest.mark.parametrize("path", ["..", "...", "a/..", "x" * 300, "é" * 200])
def test_a_result_never_leaves_its_folder_and_its_name_is_never_too_long(path):
    name = plain_name(path)
    assert name not in ("", ".", "..") and len(name.encode()) <= 160
