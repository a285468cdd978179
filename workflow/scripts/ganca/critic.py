"""The critics: what tells emojis from pictures that an automaton made (paper, section 4).

Each takes pictures (batch, 4, height, width) and gives one unbounded score a picture, (batch,);
none of them sees the edges.
"""

from torch import nn

VISIBLE = 4
SLOPE = 0.2  # of every LeakyReLU
DROPOUT = 0.4


def build_critic(name, side):
    """The critic of this name for pictures of side x side pixels."""
    return {"paper": paper_critic, "wgan": wgan_critic, "modern": modern_critic}[name](side)


def paper_critic(side):
    """Two strided convolutions of 128 channels and a dense layer: the one that the text gives."""
    return nn.Sequential(
        *convolution(VISIBLE, 128, 3),
        *convolution(128, 128, 3),
        nn.Dropout(DROPOUT),
        *score(128, halved(side, 2)),
    )


def wgan_critic(side):
    """One strided convolution and a dense layer: what the authors' code trains as its WGAN critic.

    Their second convolution is applied to the picture again and its result dropped.  55,937
    parameters on a 40 x 40 grid.
    """
    return nn.Sequential(
        *convolution(VISIBLE, 128, 3), nn.Dropout(DROPOUT), *score(128, halved(side, 1))
    )


def modern_critic(side):
    """Three strided 4 x 4 convolutions and a dense layer; neither dropout nor normalisation.

    Both would disturb the gradient penalties (Huang et al., R3GAN, 2024, arXiv:2501.05441).
    """
    return nn.Sequential(
        *convolution(VISIBLE, 48, 4),
        *convolution(48, 96, 4),
        *convolution(96, 192, 4),
        *score(192, side // 2 // 2 // 2),
    )


def convolution(channels_in, channels_out, kernel):
    """A convolution that halves the picture's side, and a LeakyReLU."""
    return nn.Conv2d(channels_in, channels_out, kernel, stride=2, padding=1), nn.LeakyReLU(SLOPE)


def score(channels, side):
    """A dense layer from (batch, channels, side, side) to (batch,)."""
    return nn.Flatten(), nn.Linear(channels * side * side, 1), nn.Flatten(0)


def halved(side, times):
    """The side after 3 x 3 convolutions of stride 2 and padding 1."""
    return halved((side + 1) // 2, times - 1) if times else side
