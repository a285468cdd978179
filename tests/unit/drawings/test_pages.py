"""The pages of pictures and of PDF files, and what of them cannot be read."""

import numpy as np
import pytest
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


def scans(path, count):
    """A PDF file of so many pages, each darker than the last."""
    pictures = [Image.new("L", (300, 200), 250 - 50 * i) for i in range(count)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
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
