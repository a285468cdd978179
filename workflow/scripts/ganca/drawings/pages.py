"""The pages of what a user brings: pictures, one page each, and PDF files of scans."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from pypdfium2 import PdfiumError

from ganca.data.pictures import open_picture
from ganca.drawings.sheet import SHEET_SIDE
from ganca.errors import InputError
from ganca.folders import plain_name

MOST = 200  # pages of a PDF file


class Page(NamedTuple):
    """name: of its results.  title: the file's path, and which page of it.  open: its picture,
    RGBA; raises InputError, with the reason alone, if it cannot be read.
    """

    name: str
    title: str
    open: Callable


def pages(file):
    """The pages of a file.  Raises InputError, with the reason alone, if it cannot be read."""
    name = plain_name(file)
    if Path(file).suffix.lower() != ".pdf":
        return [Page(name, file, partial(open_picture, file))]
    document = open_pdf(file)
    if len(document) == 1:
        return [Page(name, file, partial(rendered, document, 0))]
    return [
        Page(f"{name}-page-{i + 1}", f"{file}, page {i + 1}", partial(rendered, document, i))
        for i in range(len(document))
    ]


def open_pdf(file):
    """A PDF file, opened.  Raises InputError, with the reason alone, if that cannot be done."""
    try:
        document = pypdfium2.PdfDocument(file)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("asks for a password; save it without one") from None
        raise InputError("not a readable PDF") from None
    if not 0 < len(document) <= MOST:
        raise InputError(f"a PDF of {len(document)} pages; {MOST} are the most")
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
