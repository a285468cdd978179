"""Figure 11: more of validation: edges, the GANCA, the supervised NCA, truth."""

from figures.common import credit, more_emojis


def draw(paths, params):
    return more_emojis(paths, params, "validation"), credit(paths.font)
