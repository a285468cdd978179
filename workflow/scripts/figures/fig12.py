"""Figure 12: more drawings: edges, the GANCA, the supervised NCA."""

from figures.common import chosen, rollouts, rows
from ganca.data.dataset import load
from ganca.show.gallery import Gallery

HEADINGS = {
    "drawings": "more that is drawn for this project",
    "procedural": "drawn by the procedural hand",
    "own": "your own drawings",
}


def draw(paths, params):
    steps = params.steps
    gallery = Gallery()
    for name, path in zip(params.sets, paths.drawings, strict=True):
        key, drawings = f"{name}/{steps}", load(path)
        made = {"GANCA": rollouts(paths.ganca, key), "NCA": rollouts(paths.nca, key)}
        shown = chosen(drawings, 20, "ood") if name == "drawings" else ()  # in figure 7
        gallery.add(HEADINGS[name], rows(drawings, chosen(drawings, 20, "ood", shown), made))
    return gallery.finished(), ""
