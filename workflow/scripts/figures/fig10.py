"""Figure 10: more of training: edges, the GANCA, the supervised NCA, truth."""

from figures.common import credit, more_emojis


def draw(paths, params):
    return more_emojis(paths, params, "train"), credit(paths.font)
