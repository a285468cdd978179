"""Figure 3: pairs of edges and truth that train and validate, and drawings that have no truth."""

from figures.common import chosen, credit, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery

HEADINGS = {"train": "training pairs", "validation": "validation pairs"}


def draw(paths, params):
    emojis, drawings = load(paths.emojis), load(paths.drawings)
    gallery = Gallery()
    for split, heading in HEADINGS.items():
        gallery.add(heading, rows(emojis, chosen(emojis, 10, split), {}))
    drawn = rows(drawings, chosen(drawings, 20, "ood"), {})
    gallery.add("out of distribution: drawings, no truth", drawn)
    return gallery.finished(), credit(paths.font)
