"""Figure 6: the supervised NCA on faces it was trained on, on others, and on drawings."""

from figures.common import chosen, credit, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery

HEADINGS = {"train": "training", "validation": "validation"}


def draw(paths, params):
    dataset, steps = params.dataset, params.steps
    emojis, drawings = load(paths.emojis), load(paths.drawings)
    gallery = Gallery()
    made = {"NCA": rollouts(paths.nca, f"{dataset}/{steps}")}
    for split, heading in HEADINGS.items():
        gallery.add(heading, rows(emojis, chosen(emojis, 10, split), made))
    made = {"NCA": rollouts(paths.nca, f"drawings/{steps}")}
    drawn = rows(drawings, chosen(drawings, 10, "ood"), made)
    gallery.add("out of distribution: drawings", drawn)
    return gallery.finished(), credit(paths.font)
