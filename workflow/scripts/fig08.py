"""Figure 8: the first 36 frames of one emoji, step by step."""

from jobs.running import running

from figures.common import credit, film, rollouts
from ganca.show.gallery import Gallery
from ganca.show.plots import save

with running(snakemake):
    films = rollouts(snakemake.input.nca, f"frames/{snakemake.params.dataset}")
    frames = films[-1][:36]  # of the faces filmed, a plain one
    steps = list(range(len(frames)))
    gallery = Gallery(columns=9, gutter=0)
    gallery.add("", {"": film(frames, steps)}, [f"step {step}" for step in steps])
    save(gallery.finished(), *snakemake.output, credit(snakemake.input.font))
