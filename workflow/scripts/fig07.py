"""Figure 7: the same drawings coloured by the GANCA and by the supervised NCA."""

from jobs.running import running

from figures.common import chosen, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery
from ganca.show.plots import save

with running(snakemake):
    paths, key = snakemake.input, f"drawings/{snakemake.params.steps}"
    drawings = load(paths.drawings)
    made = {"GANCA": rollouts(paths.ganca, key), "NCA": rollouts(paths.nca, key)}
    gallery = Gallery()
    gallery.add("", rows(drawings, chosen(drawings, 20, "ood"), made))
    save(gallery.finished(), *snakemake.output)
