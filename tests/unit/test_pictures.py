import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from ganca.errors import InputError, InputWarning
from ganca.pictures import load_pictures


def blob(size=(60, 40), box=(10, 10, 50, 30), colour=(200, 30, 60, 255)):
    """A clear picture with one filled box (left, top, right, bottom)."""
    picture = Image.new("RGBA", size)
    picture.paste(colour, box)
    return picture


def bomb(path, side=12_000):
    """A PNG of a few hundred kilobytes that decodes to side x side pixels."""

    def chunk(kind, data):
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">2I5B", side, side, 8, 6, 0, 0, 0)
    rows = zlib.compress(bytes(1 + 4 * side) * 8, 9)  # too few rows: none is to be decoded
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def test_ink_is_fitted_to_the_frame_and_centred(tmp_path):
    blob().save(tmp_path / "box.png")
    names, pictures = load_pictures([tmp_path / "box.png"], size=20)
    assert names == ["box"] and pictures.shape == (1, 20, 20, 4)
    wanted = np.zeros((20, 20, 4), np.uint8)
    wanted[5:15] = (200, 30, 60, 255)  # 40 x 20 pixels of ink: twice as wide as high
    assert (pictures[0] == wanted).all()


def test_fit_set_keeps_the_canvas(tmp_path):
    blob().save(tmp_path / "box.png")
    _, (picture,) = load_pictures([tmp_path / "box.png"], size=30, fit="set")
    rows, columns = (np.flatnonzero((picture[..., 3] > 0).any(axis)) for axis in (1, 0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (10, 19, 5, 24)


def test_a_picture_of_the_right_size_is_taken_as_it_is(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 4), dtype=np.uint8)
    pixels[..., 3] = np.where(pixels[..., 3] > 99, 255, 0)
    Image.fromarray(pixels).save(tmp_path / "art.png")
    _, (picture,) = load_pictures([tmp_path / "art.png"], size=16)
    opaque = pixels[..., 3] > 0
    assert (picture[opaque] == pixels[opaque]).all()
    assert not picture[~opaque].any()


def test_hidden_colours_do_not_bleed_in(tmp_path):
    """Clear pixels may hold any colour; scaled down, red must stay red."""
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., 1] = 255  # a clear green ground
    pixels[15:49, 15:49] = (255, 0, 0, 255)
    Image.fromarray(pixels).save(tmp_path / "red.png")
    _, (picture,) = load_pictures([tmp_path / "red.png"], size=13, fit="set")
    assert not picture[..., 1].any()


def test_the_cameras_orientation_is_obeyed(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[:8] = (255, 0, 0, 255)
    Image.fromarray(pixels).save(tmp_path / "turned.png", exif=exif)
    _, (picture,) = load_pictures([tmp_path / "turned.png"], size=16)
    assert picture[:, 8:, 3].all() and not picture[:, :8, 3].any()


def test_an_opaque_picture_is_taken_with_a_warning(tmp_path):
    Image.new("RGB", (20, 20), "teal").save(tmp_path / "photo.jpg")
    with pytest.warns(InputWarning, match="no transparency in photo.jpg"):
        load_pictures([tmp_path / "photo.jpg"], size=10)


def make_unusable(folder):
    """One file of each kind that cannot be used, and one that can."""
    blob().save(folder / "fine.png")
    blob().save(folder / "cut.png")
    data = (folder / "cut.png").read_bytes()
    (folder / "cut.png").write_bytes(data[: len(data) // 2])
    (folder / "text.png").write_text("not a picture at all")
    (folder / "empty.png").touch()
    Image.new("RGBA", (20, 20)).save(folder / "clear.png")
    bomb(folder / "bomb.png")
    (folder / "folder.png").mkdir()
    return {
        "cut.png": "not a readable picture",
        "text.png": "not a readable picture",
        "empty.png": "not a readable picture",
        "clear.png": "blank",
        "bomb.png": "more than 16 megapixels",
        "folder.png": "not a readable picture",
    }


def test_each_file_that_cannot_be_used_is_named_with_its_reason(tmp_path):
    for name, reason in make_unusable(tmp_path).items():
        with pytest.raises(InputError) as refusal:
            load_pictures([tmp_path / "fine.png", tmp_path / name], size=10)
        remedy = "replace or remove what cannot be used"
        assert str(refusal.value) == f"{tmp_path / name}: {reason}; {remedy}"


def test_many_bad_files_still_make_one_line(tmp_path):
    files = [tmp_path / f"{i}.png" for i in range(9)]
    for file in files:
        file.touch()
    with pytest.raises(InputError) as refusal:
        load_pictures(files, size=10)
    assert str(refusal.value).count("not a readable picture") == 5
    assert "and 4 more" in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_picture_just_above_the_limit_is_refused_before_it_is_decoded(tmp_path):
    """Pillow itself would only warn, and not before 89 megapixels."""
    bomb(tmp_path / "large.png", side=4001)
    with pytest.raises(InputError, match="more than 16 megapixels"):
        load_pictures([tmp_path / "large.png"], size=10)


def test_two_pictures_of_one_name_are_refused(tmp_path):
    for name in ("cat.png", "cat.webp"):
        blob().save(tmp_path / name)
    with pytest.raises(InputError, match="two pictures are called cat; rename one"):
        load_pictures([tmp_path / "cat.png", tmp_path / "cat.webp"], size=10)
