"""Reads what a model is applied to: drawings, sheets with several of them, scans in PDF files."""

from jobs.running import running

from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np

from ganca.data.dataset import drawing_set, save
from ganca.data.pictures import listed
from ganca.drawings import canvas
from ganca.drawings.pages import pages
from ganca.drawings.trace import trace
from ganca.errors import InputError
from ganca.results import write_record
from jobs.counting import counted


def all_pages(files, problems):
    """The pages of all files, `Page`s; what is wrong with a file goes to the list `problems`."""
    found = []
    for file in files:
        try:
            found += pages(file)
        except InputError as error:
            problems.append(f"{file}: {error}")
    twice = [name for name, n in Counter(page.name for page in found).items() if n > 1]
    if twice:
        raise InputError(f"apply: two pages are called {twice[0]!r}; rename a file")
    return found


def read(page, size, padding, folder):
    """The edge map of a page with one drawing; None for a sheet, which goes into the folder."""
    image = page.open()
    sheet = canvas.read_sheet(image, size, padding)
    if sheet is None:
        return trace(image, size, padding)
    placed, photo, left = sheet
    canvas.save(folder / f"{page.name}.npz", placed, photo)
    log.info("%s: a sheet with %d drawings", page.title, len(placed.tiles))
    if left.total():
        log.warning("warning: %s: left out: %s", page.title, canvas.told(left))


with running(snakemake) as log:
    out, params, problems = snakemake.output, snakemake.params, []
    if not snakemake.input.drawings:
        raise InputError(
            "apply: which drawing? snakemake --cores all apply --config apply=my-face.jpg"
        )
    Path(out.sheets).mkdir()
    read = partial(read, size=params.size, padding=params.padding, folder=Path(out.sheets))
    drawings, sheets = {}, []
    for page in counted("read, pages", all_pages(snakemake.input.drawings, problems)):
        try:
            edges = read(page)
        except InputError as error:
            problems.append(f"{page.title}: {error}")
        else:
            sheets.append(page.name) if edges is None else drawings.update({page.name: edges})
    if not drawings and not sheets:
        raise InputError(f"{listed(problems, '; ')}; replace or remove what cannot be used")
    for problem in problems:
        log.warning("warning: %s; left out", problem)
    none = np.zeros((0, *[params.size + 2 * params.padding] * 2), np.uint8)
    save(out.drawings, drawing_set(list(drawings), np.array([*drawings.values()] or none)))
    write_record(out.found, {"drawings": list(drawings), "sheets": sheets})
