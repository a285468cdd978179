"""Lays out every picture of a set below its edges, to be looked at."""

from job import running

from ganca.dataset import load
from ganca.fonts import OPENMOJI_CREDIT
from ganca.gallery import BREAK, Gallery
from ganca.plots import DPI, over_white, strokes
from ganca.results import read_record

MOST = 200  # pictures of one block; a folder may hold thousands
LONGEST = 10  # characters of a name that fit below a picture
TITLES = {"train": "training", "validation": "validation", "ood": "out of distribution"}


def blocks(pictures):
    """(heading, pictures) of each split and, within it, of each group, in the set's order."""
    for split, group in dict.fromkeys(zip(pictures.split, pictures.group, strict=True)):
        part = pictures.where(split, group=group)
        title = ", ".join(filter(None, (TITLES[split], group)))
        rest = f", the first {MOST} shown" if len(part) > MOST else ""
        yield f"{title}: {len(part)} pictures{rest}", part.take(range(min(len(part), MOST)))


def rows(pictures):
    """A gallery's rows: the edges, and the pictures where they are known."""
    shown = {"edges": strokes(pictures.edges)}
    if pictures.targets is not None:
        shown["picture"] = over_white(pictures.targets)
    return shown


def short(name):
    """A name that fits below a picture."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def whose(name, fonts):
    """Whose pictures a set shows: its font's, or OpenMoji's, whose lines `wobbled` redraws."""
    if name == "wobbled":
        return OPENMOJI_CREDIT
    return "".join(read_record(font)["credit"] for font in fonts)


with running(snakemake):
    gallery = Gallery()
    for heading, pictures in blocks(load(snakemake.input.pictures)):
        gallery.add(heading, rows(pictures), [short(name) for name in pictures.names])
    if credit := whose(snakemake.wildcards.set, snakemake.input.font):
        gallery.draw_heading(f"pictures: {credit}")
        gallery.bottom += BREAK
    gallery.finished().savefig(snakemake.output[0], dpi=DPI, metadata={"Software": None})
