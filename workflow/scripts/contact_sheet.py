"""Lays out every picture of a set below its edges."""

from jobs.running import running

from ganca.data.compositing import over_white
from ganca.data.dataset import load
from ganca.data.fonts import OPENMOJI_CREDIT
from ganca.results import read_record
from ganca.show.gallery import BREAK, Gallery
from ganca.show.plots import DPI, black_on_white

COLUMNS = 10
MOST = 200  # pictures of one block; a folder may hold thousands
LONGEST = 10  # characters of a name that fit below a picture
TITLES = {"train": "training", "validation": "validation", "ood": "out of distribution"}


def blocks(pictures):
    """(heading, pictures, labels) of each split, or of each of its groups if one fills a line."""
    for split in dict.fromkeys(pictures.split):
        part = pictures.where(split)
        groups = list(dict.fromkeys(part.group))
        if max(map(part.group.count, groups)) < COLUMNS:
            part = part.take(sorted(range(len(part)), key=lambda i: groups.index(part.group[i])))
            names = zip(part.names, part.group, strict=True)
            yield block(TITLES[split], part, [n if group in n else group for n, group in names])
        else:
            for group in groups:
                title = ", ".join(filter(None, (TITLES[split], group)))
                named = part.where(group=group)
                yield block(title, named, named.names)


def block(title, pictures, labels):
    """The heading of some pictures, as many of them as are shown, and what stands below each."""
    rest = f", the first {MOST} shown" if len(pictures) > MOST else ""
    heading = f"{title}: {len(pictures)} pictures{rest}"
    shown = range(min(len(pictures), MOST))
    return heading, pictures.take(shown), [short(labels[i]) for i in shown]


def rows(pictures):
    """A gallery's rows: the edges, and the pictures where they are known."""
    shown = {"edges": black_on_white(pictures.edges)}
    if pictures.targets is not None:
        shown["picture"] = over_white(pictures.targets)
    return shown


def short(name):
    """A name that fits below a picture."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def whose(name, fonts):
    """The credit for a set: its font's; OpenMoji's for `wobbled`, which redraws its lines."""
    if name == "wobbled":
        return OPENMOJI_CREDIT
    return "".join(read_record(font)["credit"] for font in fonts)


with running(snakemake):
    gallery = Gallery(COLUMNS)
    for heading, pictures, labels in blocks(load(snakemake.input.pictures)):
        gallery.add(heading, rows(pictures), labels)
    if credit := whose(snakemake.wildcards.set, snakemake.input.font):
        gallery.draw_heading(f"pictures: {credit}")
        gallery.bottom += BREAK
    gallery.finished().savefig(snakemake.output[0], dpi=DPI, metadata={"Software": None})
