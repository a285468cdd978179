import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image

from ganca.data.pictures import load_pictures, open_picture
from ganca.errors import InputError, InputWarning


def blob(size=(60, 40), box=(10, 10, 50, 30), colour=(200, 30, 60, 255)):
    """A clear picture with one filled box (left, top, right, bottom)."""
    picture = Image.new("RGBA", size)
    picture.paste(colour, box)
    return picture


def bomb(path, side=15_000):
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
        "bomb.png": "more than 200 megapixels",
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
    bomb(tmp_path / "large.png", side=14_143)
    with pytest.raises(InputError, match="more than 200 megapixels"):
        load_pictures([tmp_path / "large.png"], size=10)


def photo(mode, side=4500):
    """A picture of 20 megapixels: a dark bar across a light ground."""
    picture = Image.new("RGB", (side, side), "white")
    picture.paste((20, 20, 20), (0, 1800, side, 2700))
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("mode", "name"),
    [("RGB", "photo.jpg"), ("L", "scan.png"), ("P", "chart.png"), ("RGBA", "art.png")],
)
def test_a_large_picture_is_scaled_down(tmp_path, mode, name):
    photo(mode).save(tmp_path / name, **({} if name.endswith("jpg") else {"compress_level": 1}))
    picture = open_picture(tmp_path / name)
    assert picture.size == (2250, 2250)
    middle, top = picture.getpixel((1125, 1125)), picture.getpixel((1125, 300))
    assert max(middle[:3]) < 30 and min(top[:3]) > 250


def test_a_large_picture_takes_little_more_memory_than_its_pixels(tmp_path):
    """Decoded, 20 megapixels of RGB are 81 MB; copies of it in other modes would double that."""
    photo("RGB").save(tmp_path / "photo.png", compress_level=1)
    script = (
        "import resource, sys; sys.path.insert(0, 'workflow/scripts');"
        "from ganca.data.pictures import open_picture;"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "before = used(); open_picture(sys.argv[1]); print((used() - before) // 1024)"
    )
    command = [sys.executable, "-c", script, tmp_path / "photo.png"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 140


RAMP = np.linspace(0, 1, 16 * 16).reshape(16, 16)
DEEP = {
    "16 bits": (np.uint16, 65535, {}),
    "16 bits, big-endian": (">u2", 65535, {"byteorder": ">"}),
    "16 bits, deflated": (np.uint16, 65535, {"compression": "zlib"}),
    "12 bits in 16": (np.uint16, 4095, {}),
    "32 bits": (np.int32, 65535, {}),
    "floats": (np.float32, 1, {}),
    "floats of 8 bits": (np.float32, 255, {}),
}


@pytest.mark.parametrize("name", DEEP)
def test_a_deep_tiff_keeps_its_greys(tmp_path, name):
    kind, white, options = DEEP[name]
    tifffile.imwrite(tmp_path / "scan.tif", (RAMP * white).astype(kind), **options)
    with pytest.warns(InputWarning, match="no transparency"):
        _, (picture,) = load_pictures([tmp_path / "scan.tif"], size=16)
    assert np.abs(picture[..., 0] - RAMP * 255).max() < 1


def test_a_png_of_16_bits_keeps_its_greys(tmp_path):
    Image.fromarray((RAMP * 65535).astype(np.uint16)).save(tmp_path / "scan.png")
    picture = np.asarray(open_picture(tmp_path / "scan.png"))
    assert np.abs(picture[..., 0] - RAMP * 255).max() < 1


@pytest.mark.parametrize("kind, white", [(np.uint16, 65535), (np.uint8, 255)])
def test_a_negative_scan_is_turned(tmp_path, kind, white):
    scan = ((1 - RAMP) * white).astype(kind)
    tifffile.imwrite(tmp_path / "scan.tif", scan, photometric="miniswhite")
    picture = np.asarray(open_picture(tmp_path / "scan.tif"))
    assert np.abs(picture[..., 0] - RAMP * 255).max() <= 1


def test_two_pictures_of_one_name_are_refused(tmp_path):
    for name in ("cat.png", "cat.webp"):
        blob().save(tmp_path / name)
    with pytest.raises(InputError, match="two pictures are called cat; rename one"):
        load_pictures([tmp_path / "cat.png", tmp_path / "cat.webp"], size=10)


def test_reading_a_picture_loads_no_font_renderer():
    program = "import sys, ganca.data.pictures; sys.exit('uharfbuzz' in sys.modules)"
    environment = {"PYTHONPATH": "workflow/scripts"}
    assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0
