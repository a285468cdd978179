"""Every model that colours in the same faces, on the same drawings."""

from math import ceil

from figures.common import chosen, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import BREAK, HEADING, Gallery
from ganca.show.plots import WIDTH

SETS = ("drawings", "procedural")
GUTTER = 1.05  # inches for the models' names
TALLEST = 9.0  # inches: a page of the paper holds that and the caption
COLUMNS = 12  # at least


def columns(models):
    """How many drawings stand in a line, so that the lines of so many models fit on a page."""
    lines = len(SETS) * (models + 1)
    room = TALLEST - len(SETS) * (HEADING + BREAK)
    return max(COLUMNS, ceil((WIDTH - GUTTER) * lines / room))


def draw(paths, params):
    steps, count = params.steps, columns(len(params.models))
    gallery = Gallery(count, GUTTER)
    for name, path in zip(SETS, paths.drawings, strict=True):
        models = zip(params.models, paths.rollouts, strict=True)
        made = {model: rollouts(rolled, f"{name}/{steps}") for model, rolled in models}
        drawings = load(path)
        gallery.add(name, rows(drawings, chosen(drawings, count, "ood"), made))
    return gallery.finished(), ""
