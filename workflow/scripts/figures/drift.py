"""The same pictures after more and more steps: how long each automaton keeps its pictures."""

from numpy import concatenate

from figures.common import chosen, credit, rollouts
from ganca.data.compositing import over_white
from ganca.data.dataset import load
from ganca.show.gallery import Gallery
from ganca.show.plots import black_on_white

SHOWN = {"train": 3, "validation": 3}  # and as many drawings as fill the line
COLUMNS = 12


def draw(paths, params):
    dataset = params.dataset
    emojis, drawings = load(paths.emojis), load(paths.drawings)
    seen = concatenate([chosen(emojis, wanted, split) for split, wanted in SHOWN.items()])
    drawn = chosen(drawings, COLUMNS - len(seen), "ood")
    gallery = Gallery(COLUMNS, gutter=0.75)
    edges = black_on_white(concatenate([emojis.edges[seen], drawings.edges[drawn]]))
    gallery.add("training, validation, drawings", {"edges": edges})
    for heading, path in (("NCA", paths.nca), ("GANCA", paths.ganca)):
        grown = {}
        for steps in params.horizons:
            made = rollouts(path, f"{dataset}/{steps}")[seen]
            made = concatenate([made, rollouts(path, f"drawings/{steps}")[drawn]])
            grown[f"{steps} steps"] = over_white(made)
        gallery.add(heading, grown)
    return gallery.finished(), credit(paths.font)
