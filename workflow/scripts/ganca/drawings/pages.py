"""The pages of what a user brings: pictures, one page each, and PDF and TIFF files of scans."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image, UnidentifiedImageError
from pypdfium2 import PdfiumError

from ganca.data.pictures import LARGEST, handy, open_picture
from ganca.drawings.sheet import SHEET_SIDE
from ganca.errors import InputError
from ganca.folders import plain_name

MOST = 200  # pages of a file
SUBFILE = 254  # a tag of TIFF files: what this picture of the file is
NO_PAGE = 1 | 4  # bits of it: another one reduced, as a thumbnail is, or its mask


class Page(NamedTuple):
    """name: of its results.  title: the file's path, and which page of it.  open: its picture,
    RGBA; raises InputError, with the reason alone, if it cannot be read.
    """

    name: str
    title: str
    open: Callable


def pages(file):
    """The pages of a file.  Raises InputError, with the reason alone, if it cannot be read."""
    of_kind = {".pdf": pdf_pages, ".tif": tiff_pages, ".tiff": tiff_pages}
    name, opened = plain_name(file), of_kind.get(Path(file).suffix.lower(), one_page)(file)
    if len(opened) == 1:
        return [Page(name, file, opened[0])]
    if len(opened) > MOST:
        raise InputError(f"{len(opened)} pages; {MOST} are the most")
    return [
        Page(f"{name}-page-{number}", f"{file}, page {number}", page)
        for number, page in enumerate(opened, start=1)
    ]


def one_page(file):
    """What opens a file with one picture."""
    return [partial(open_picture, file)]


def tiff_pages(file):
    """What opens each page of a TIFF file; what isn't one, in spite of its name, has one page."""
    try:
        with Image.open(file, formats=["TIFF"]) as image:
            numbers = [i for i in range(image.n_frames) if is_page(image, i)]
    except (UnidentifiedImageError, Image.DecompressionBombError):
        numbers = []
    except Exception:  # what Pillow raises at damaged files is beyond counting
        raise InputError("not a readable picture") from None
    if len(numbers) < 2:
        return one_page(file)
    return [partial(open_frame, file, number) for number in numbers]


def is_page(image, number):
    """Whether this picture of an opened TIFF file is one of its pages."""
    image.seek(number)
    return not image.tag_v2.get(SUBFILE, 0) & NO_PAGE


def open_frame(file, number):
    """This picture of a TIFF file, as `open_picture` opens the first one."""
    try:
        with Image.open(file, formats=["TIFF"]) as image:
            image.seek(number)
            if image.width * image.height > LARGEST:
                raise InputError(f"more than {LARGEST // 1_000_000} megapixels")
            return handy(image).convert("RGBA")
    except InputError:
        raise
    except Exception:  # as above
        raise InputError("not a readable page") from None


def pdf_pages(file):
    """What opens each page of a PDF file."""
    document = open_pdf(file)
    return [partial(rendered, document, number) for number in range(len(document))]


def open_pdf(file):
    """A PDF file, opened.  Raises InputError, with the reason alone, if that cannot be done."""
    try:
        document = pypdfium2.PdfDocument(file)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("asks for a password; save it without one") from None
        raise InputError("not a readable PDF") from None
    if not len(document):
        raise InputError("a PDF without pages")
    return document


def rendered(document, number):
    """A page of a PDF as a picture (RGBA), its longer side as long as a sheet is looked at."""
    try:
        page = document[number]
        longer = max(page.get_size())
        if not (math.isfinite(longer) and longer > 0):
            raise InputError("a page without a size")
        return page.render(scale=SHEET_SIDE / longer).to_pil().convert("RGBA")
    except PdfiumError:
        raise InputError("not a readable page") from None
