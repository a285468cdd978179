"""The pages of pictures, PDF and TIFF files, and what of them cannot be read."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from ganca.drawings.pages import pages
from ganca.drawings.sheet import SHEET_SIDE
from ganca.errors import InputError

LOCKED = b"""%%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj
3 0 obj <</Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s>>> endobj
trailer <</Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>] /Size 4>>
%%%%EOF
""" % (b"5a" * 32, b"a5" * 32)


def scans(path, count, **options):
    """A PDF or TIFF file of so many pages, each darker than the last."""
    pictures = [Image.new("L", (300 - i, 200), 250 - 50 * i) for i in range(count)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **options)
    return str(path)


def test_a_picture_has_one_page_of_its_own_name(tmp_path):
    Image.new("L", (30, 20)).save(tmp_path / "my face.png")
    (page,) = pages(str(tmp_path / "my face.png"))
    assert page.name == "my-face" and page.title.endswith("/my face.png")
    assert page.open().size == (30, 20)


def test_a_pdf_has_its_pages_each_as_large_as_a_sheet_is_looked_at(tmp_path):
    found = pages(scans(tmp_path / "class.pdf", 3))
    assert [page.name for page in found] == [f"class-page-{i}" for i in (1, 2, 3)]
    assert found[1].title.endswith("class.pdf, page 2")
    for i, page in enumerate(found):
        image = page.open()
        assert image.mode == "RGBA" and max(image.size) in (SHEET_SIDE, SHEET_SIDE + 1)
        assert abs(np.asarray(image)[..., 0].mean() - (250 - 50 * i)) < 2
    assert [page.name for page in pages(scans(tmp_path / "one.pdf", 1))] == ["one"]


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_a_tiff_has_its_pages(tmp_path, compression):
    found = pages(scans(tmp_path / "class.tif", 3, compression=compression))
    assert [page.name for page in found] == [f"class-page-{i}" for i in (1, 2, 3)]
    assert found[1].title.endswith("class.tif, page 2")
    for i, page in reversed(list(enumerate(found))):
        image = page.open()
        assert image.mode == "RGBA" and image.size == (300 - i, 200)
        assert abs(np.asarray(image)[..., 0].mean() - (250 - 50 * i)) < 2
    assert [page.name for page in pages(scans(tmp_path / "one.tiff", 1))] == ["one"]


def test_a_thumbnail_in_a_tiff_is_no_page(tmp_path):
    path = tmp_path / "scan.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(np.full((200, 300), 250, np.uint8))
        file.write(np.full((20, 30), 250, np.uint8), subfiletype=1)
    (page,) = pages(str(path))
    assert page.name == "scan" and page.open().size == (300, 200)


def test_a_page_of_a_tiff_that_is_too_large_says_so_and_the_others_are_read(tmp_path):
    path = tmp_path / "scan.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(np.full((200, 300), 250, np.uint8))
        file.write(np.full((20000, 20000), 0, np.uint8), compression="zlib")
        file.write(np.full((100, 100), 90, np.uint8))
    first, huge, last = pages(str(path))
    assert first.open().size == (300, 200) and last.open().size == (100, 100)
    with pytest.raises(InputError, match="more than 200 megapixels"):
        huge.open()


def test_a_tiff_that_is_cut_short_is_not_taken_for_its_first_page(tmp_path):
    path = Path(scans(tmp_path / "scan.tif", 3))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match="not a readable picture"):
        pages(str(path))


def test_a_picture_of_another_format_called_tiff_is_read(tmp_path):
    Image.new("L", (30, 20)).save(tmp_path / "face.tif", "PNG")
    (page,) = pages(str(tmp_path / "face.tif"))
    assert page.open().size == (30, 20)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (LOCKED, "asks for a password; save it without one"),
        (b"%PDF-1.4\nnothing", "not a readable PDF"),
        (b"", "not a readable PDF"),
    ],
    ids=["locked", "broken", "empty"],
)
def test_a_pdf_that_cannot_be_read_says_why(tmp_path, content, line):
    (tmp_path / "scan.pdf").write_bytes(content)
    with pytest.raises(InputError, match=line):
        pages(str(tmp_path / "scan.pdf"))
