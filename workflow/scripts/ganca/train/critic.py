"""The critics: networks that tell true pictures from an automaton's (paper, section 4).

A critic takes pictures, (batch, channels, height, width), and returns unbounded scores: one a
picture, (batch,), or with `patch_critic` one a patch, (batch * patches,).  The paper's critics see
the four channels of a picture.  A conditional critic sees the edges as a channel before them.
"""

from torch import nn

VISIBLE = 4
SLOPE = 0.2  # of every LeakyReLU
DROPOUT = 0.4


def build_critic(name, side, channels=VISIBLE):
    """The untrained critic of this name, a key of CRITICS, for pictures of side x side pixels."""
    return CRITICS[name](side, channels)


def paper_critic(side, channels):
    """Two strided convolutions of 128 channels and a dense layer: the one that the text gives."""
    return nn.Sequential(
        *convolution(channels, 128, 3),
        *convolution(128, 128, 3),
        nn.Dropout(DROPOUT),
        *score(128, halved(side, 2)),
    )


def wgan_critic(side, channels):
    """One strided convolution and a dense layer: what the authors' code trains as its WGAN critic.

    Their second convolution is applied to the picture again and its result dropped.  55,937
    parameters on a 40 x 40 grid.
    """
    return nn.Sequential(
        *convolution(channels, 128, 3), nn.Dropout(DROPOUT), *score(128, halved(side, 1))
    )


def modern_critic(side, channels):
    """Three strided 4 x 4 convolutions and a dense layer; neither dropout nor normalisation.

    Both would disturb the gradient penalties (Huang et al., R3GAN, 2024, arXiv:2501.05441).
    """
    return nn.Sequential(
        *convolution(channels, 48, 4),
        *convolution(48, 96, 4),
        *convolution(96, 192, 4),
        *score(192, side // 2 // 2 // 2),
    )


def patch_critic(side, channels):
    """pix2pix's critic of 16 x 16 patches (Isola et al., 2017, arXiv:1611.07004, appendix 6.1.2).

    Theirs of 70 x 70 pixels, a quarter of a picture's side, would see all of a small grid.
    """
    return nn.Sequential(
        *convolution(channels, 64, 4),
        nn.Conv2d(64, 128, 4, padding=1),
        nn.InstanceNorm2d(128),
        nn.LeakyReLU(SLOPE),
        nn.Conv2d(128, 1, 4, padding=1),
        nn.Flatten(0),
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


CRITICS = {
    "paper": paper_critic,
    "wgan": wgan_critic,
    "modern": modern_critic,
    "patch": patch_critic,
}
