"""The generator of pix2pix (Isola et al., 2017, arXiv:1611.07004), to compare automata with.

A U-Net: 4 x 4 convolutions of stride 2 halve the grid until one cell is left, and transposed
convolutions double it again.  Each of these also gets the features of its scale from the way down.
Halves of odd sides are rounded down; on the way up the side is odd again.

Normalisation is by instance, so that no picture depends on its batch.  As in the paper, the
outermost and the innermost convolution have none.  Dropout, the only noise, stays on after the
training.
"""

import torch
from torch import nn
from torch.nn import functional as F

from ganca.model.automaton import VISIBLE

SLOPE = 0.2  # of every LeakyReLU
DROPOUT = 0.5
CHANNELS = (64, 128, 256, 512)  # the paper's; further ones are as wide as the last
SMALL = (7, 15, 30)  # 20,526 parameters, where an automaton has 20,624


def build_unet(name, side):
    """The U-Net of this name, ``unet`` or ``unet-small``, for grids of side x side."""
    if name == "unet-small":
        return UNet(SMALL)
    halvings = side.bit_length() - 1
    return UNet([CHANNELS[min(level, len(CHANNELS) - 1)] for level in range(halvings)])


class UNet(nn.Module):
    """A network that turns edges into a picture in one step.

    channels: the numbers of output channels of the convolutions down, the outermost first.
    """

    SETTINGS = ("channels",)  # kept with the weights
    recurrent = False

    def __init__(self, channels):
        super().__init__()
        self.channels = list(channels)
        inside, outside = self.channels, [1, *self.channels[:-1]]
        seen = [2] * (len(inside) - 1) + [1]  # the innermost has nothing beside it
        self.down = nn.ModuleList(halve(*pair) for pair in zip(outside, inside, strict=True))
        outside[0] = VISIBLE
        self.up = nn.ModuleList(
            double(parts * below, above)
            for parts, below, above in zip(seen, inside, outside, strict=True)
        )
        for layer in [*self.down, *self.up]:
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)

    def forward(self, state, generator=None):
        """The picture of a state that begins with edges, its first channel.

        state: (batch, channels, height, width).  Returns (batch, 4, height, width) in [0, 1].
        """
        x, beside = state[:, :1], []
        for level, down in enumerate(self.down):
            beside.append(x)
            x = down(F.leaky_relu(x, SLOPE) if level else x)
            x = F.instance_norm(x) if 0 < level < len(self.down) - 1 else x
        for level in reversed(range(len(self.up))):
            skipped = beside.pop()
            x = self.up[level](x.relu(), output_size=skipped.shape[-2:])
            if level:
                x = F.instance_norm(x)
                x = dropout(x, generator) if level > len(self.up) // 2 else x
                x = torch.cat([x, skipped], 1)
        return (x.float().tanh() + 1) / 2

    def picture(self, state):
        """What a state shows: RGBA, (batch, 4, height, width)."""
        return state[:, :VISIBLE]


def halve(channels_in, channels_out):
    """A convolution that halves the grid's side."""
    return nn.Conv2d(channels_in, channels_out, 4, stride=2, padding=1)


def double(channels_in, channels_out):
    """A transposed convolution that doubles the grid's side."""
    return nn.ConvTranspose2d(channels_in, channels_out, 4, stride=2, padding=1)


def dropout(x, generator=None):
    """Dropout: each value is set to 0 or doubled.  Unlike `F.dropout` it takes a generator."""
    kept = torch.rand(x.shape, generator=generator, device=x.device) >= DROPOUT
    return x * kept / (1 - DROPOUT)
