"""Figure 6: the supervised NCA on faces it was trained on, on others, and on drawings."""

from jobs.running import running

from figures.common import chosen, credit, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery
from ganca.show.plots import save

HEADINGS = {"train": "training", "validation": "validation"}

with running(snakemake):
    paths, dataset, steps = snakemake.input, snakemake.params.dataset, snakemake.params.steps
    emojis, drawings = load(paths.emojis), load(paths.drawings)
    gallery = Gallery()
    made = {"NCA": rollouts(paths.nca, f"{dataset}/{steps}")}
    for split, heading in HEADINGS.items():
        gallery.add(heading, rows(emojis, chosen(emojis, 10, split), made))
    made = {"NCA": rollouts(paths.nca, f"drawings/{steps}")}
    drawn = rows(drawings, chosen(drawings, 10, "ood"), made)
    gallery.add("out of distribution: drawings", drawn)
    save(gallery.finished(), *snakemake.output, credit(paths.font))
