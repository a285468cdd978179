"""Figure 11: more of validation: edges, the GANCA, the supervised NCA, truth."""

from figures.common import chosen, credit, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery


def draw(paths, params):
    key = f"{params.dataset}/{params.steps}"
    emojis = load(paths.emojis)
    made = {"GANCA": rollouts(paths.ganca, key), "NCA": rollouts(paths.nca, key)}
    gallery = Gallery()
    shown = chosen(emojis, 10, "validation")  # in figure 6
    gallery.add("", rows(emojis, chosen(emojis, 20, "validation", shown), made))
    return gallery.finished(), credit(paths.font)
