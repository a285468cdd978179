"""The neural cellular automaton (paper, section 3): its update rule and its seeds."""

import torch
from torch import nn
from torch.nn import functional as F

CHANNELS = 16  # the paper's; a model may have others
VISIBLE = 4  # red, green, blue, alpha; the others are hidden
ALPHA = 3
HIDDEN = 128  # units of the layer between the convolutions, the paper's
ALIVE = 0.1  # a cell lives if the alpha of any cell in its 3 x 3 neighbourhood reaches this


class Automaton(nn.Module):
    """One update rule for every cell: 3x3 convolution, ReLU, 1x1 convolution, added to the state.

    A state is a tensor of shape (batch, channels, height, width); values are unbounded, and in a
    finished picture the first four channels are RGBA in [0, 1].  20,624 parameters in the paper.

    update_noise: standard deviation of the Gaussian noise on every update, in training and after.
    fire_rate: probability that a cell takes part in an update; 1 is synchronous, the paper's way.
    squash: whether a picture is the tanh of the visible channels, as in the paper's GANCAs.
    channels: of a state, four or more.  hidden: units between the two convolutions.
    """

    SETTINGS = ("update_noise", "fire_rate", "squash", "channels", "hidden")  # kept with weights
    recurrent = True

    def __init__(
        self, update_noise=0.02, fire_rate=1.0, squash=False, channels=CHANNELS, hidden=HIDDEN
    ):
        super().__init__()
        self.perceive = nn.Conv2d(channels, hidden, 3, padding=1)
        self.respond = nn.Conv2d(hidden, channels, 1)
        self.update_noise = update_noise
        self.fire_rate = fire_rate
        self.squash = squash
        self.channels, self.hidden = channels, hidden
        # An untrained automaton does nothing: training starts from the identity.
        nn.init.zeros_(self.respond.weight)
        nn.init.zeros_(self.respond.bias)

    def update(self, state):
        """What each cell would add to itself, before noise and masks; the shape of `state`."""
        return self.respond(F.relu(self.perceive(state)))

    def forward(self, state, generator=None):
        """The state after one step, of the same shape.  Only cells of the living mask change."""
        change = self.update(state)
        if self.update_noise:
            change = change + self.update_noise * noise_like(change, generator)
        return state + change * self.active(state, generator)

    @torch.no_grad()
    def active(self, state, generator=None):
        """The mask of the cells that this step updates, (batch, 1, height, width) boolean.

        A cell is updated if it lives, and if it takes part in this step (`fire_rate`).
        """
        alpha = state[:, ALPHA : ALPHA + 1]
        mask = F.max_pool2d(alpha, 3, stride=1, padding=1) >= ALIVE
        if self.fire_rate < 1:
            draw = torch.rand(mask.shape, generator=generator, device=mask.device)
            mask &= draw < self.fire_rate
        return mask

    def matrices(self):
        """The weights as factors of row vectors, the first of which a cell's neighbourhood meets.

        In the paper (144, 128), (128,), (128, 16) and (16,).
        """
        perceive, respond = self.perceive, self.respond
        return (
            perceive.weight.permute(2, 3, 1, 0).flatten(0, 2),
            perceive.bias,
            respond.weight[:, :, 0, 0].t(),
            respond.bias,
        )

    def picture(self, state):
        """What a state shows: RGBA, (batch, 4, height, width), not yet clipped to [0, 1]."""
        visible = state[:, :VISIBLE]
        return visible.tanh() if self.squash else visible


def noise_like(tensor, generator=None):
    """Standard normal noise of a tensor's shape and device."""
    return torch.randn(tensor.shape, generator=generator, device=tensor.device)


def edge_seed(edges, channels=CHANNELS):
    """The seed of edge maps: each map is copied into all four visible channels.

    edges: (batch, height, width), 0 or 1.  Returns (batch, channels, height, width) float32.
    """
    state = torch.zeros(len(edges), channels, *edges.shape[1:])
    state[:, :VISIBLE] = torch.as_tensor(edges, dtype=torch.float32)[:, None]
    return state


def blank_seed(batch, height, width, channels=CHANNELS):
    """The seed of one living cell in the middle, whose alpha and hidden channels are 1.

    Returns (batch, channels, height, width) float32.
    """
    state = torch.zeros(batch, channels, height, width)
    state[:, ALPHA:, height // 2, width // 2] = 1
    return state


def seed_state(edges, start, channels=CHANNELS):
    """The state that a rollout starts from, (batch, channels, height, width) float32.

    edges: (batch, height, width), 0 or 1.  start: ``edges``, or ``blank``, which takes nothing but
    the shape of the edges.
    """
    if start == "blank":
        return blank_seed(*edges.shape, channels)
    return edge_seed(edges, channels)
