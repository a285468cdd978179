"""Figure 3: pairs of edges and truth that train and validate, and drawings that have no truth."""

from jobs.running import running

from figures.common import chosen, credit, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery
from ganca.show.plots import save

HEADINGS = {"train": "training pairs", "validation": "validation pairs"}

with running(snakemake):
    emojis, drawings = load(snakemake.input.emojis), load(snakemake.input.drawings)
    gallery = Gallery()
    for split, heading in HEADINGS.items():
        gallery.add(heading, rows(emojis, chosen(emojis, 10, split), {}))
    drawn = rows(drawings, chosen(drawings, 20, "ood"), {})
    gallery.add("out of distribution: drawings, no truth", drawn)
    save(gallery.finished(), *snakemake.output, credit(snakemake.input.font))
