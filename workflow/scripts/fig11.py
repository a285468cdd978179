"""Figure 11: more of validation: edges, the GANCA, the supervised NCA, truth."""

from jobs.running import running

from figures.common import chosen, credit, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery
from ganca.show.plots import save

with running(snakemake):
    paths, key = snakemake.input, f"{snakemake.params.dataset}/{snakemake.params.steps}"
    emojis = load(paths.emojis)
    made = {"GANCA": rollouts(paths.ganca, key), "NCA": rollouts(paths.nca, key)}
    gallery = Gallery()
    shown = chosen(emojis, 10, "validation")  # in figure 6
    gallery.add("", rows(emojis, chosen(emojis, 20, "validation", shown), made))
    save(gallery.finished(), *snakemake.output, credit(paths.font))
