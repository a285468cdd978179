"""Every model that colours in the same faces, on the same drawings."""

from figures.common import chosen, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery


def draw(paths, params):
    steps = params.steps
    gallery = Gallery(columns=12, gutter=0.85)
    for name, path in zip(["drawings", "procedural"], paths.drawings, strict=True):
        models = zip(params.models, paths.rollouts, strict=True)
        made = {model: rollouts(rolled, f"{name}/{steps}") for model, rolled in models}
        drawings = load(path)
        gallery.add(name, rows(drawings, chosen(drawings, 12, "ood"), made))
    return gallery.finished(), ""
