import pytest

from ganca.errors import InputError
from ganca.folders import check_paths, picture_files


def config(font="", drawings="", images=""):
    return {"font": font, "drawings": drawings, "datasets": {"cats": {"images": images}}}


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
