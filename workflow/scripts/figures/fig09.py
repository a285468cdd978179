"""Figure 9: nature emojis: unseen ones keep their shape and lose their colour."""

import numpy as np

from figures.common import chosen, credit, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery

TREES = ["1f332", "1f333", "1f334"]  # no tree is in the training half


def trees_first(pictures, wanted):
    """Indices of validation pictures, the trees before all others."""
    trees = [i for i, name in enumerate(pictures.names) if name in TREES]
    others = chosen(pictures, wanted, "validation")
    return np.concatenate([trees, others[~np.isin(others, trees)]]).astype(int)[:wanted]


def draw(paths, params):
    emojis = load(paths.emojis)
    key = f"{params.dataset}/{params.steps}"
    made = {"NCA": rollouts(paths.nca, key)}
    if paths.longer:
        made["longer"] = rollouts(paths.longer, key)
    gallery = Gallery()
    gallery.add("training", rows(emojis, chosen(emojis, 10, "train"), made))
    gallery.add("validation", rows(emojis, trees_first(emojis, 10), made))
    return gallery.finished(), credit(paths.font)
