import pytest

from ganca.errors import InputError
from ganca.folders import check_paths, picture_files, pictures_at, plain_name


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
