"""Figure 7: the same drawings coloured by the GANCA and by the supervised NCA."""

from figures.common import chosen, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery


def draw(paths, params):
    key = f"drawings/{params.steps}"
    drawings = load(paths.drawings)
    made = {"GANCA": rollouts(paths.ganca, key), "NCA": rollouts(paths.nca, key)}
    gallery = Gallery()
    gallery.add("", rows(drawings, chosen(drawings, 20, "ood"), made))
    return gallery.finished(), ""
