"""The critic's half of adversarial training: its inputs, its steps and the generator's loss."""

import torch
from torch.nn import functional as F

from ganca.model.automaton import ALPHA, VISIBLE, noise_like
from ganca.train.critic import build_critic
from ganca.train.objectives import build_objective


class Adversary:
    """A critic with its objective and optimiser, trained in turn with a generator.

    settings: a model's.  side: of the grid, in pixels.  device: ``cpu`` or ``cuda``.
    """

    def __init__(self, settings, side, device):
        self.objective = build_objective(settings)
        channels = VISIBLE + self.objective.conditional
        self.critic = build_critic(settings["critic"], side, channels).to(device)
        self.optimizer = self.objective.critic_optimizer(
            self.critic.parameters(), settings["critic_learning_rate"]
        )
        self.noise, self.shift = settings["instance_noise"], settings["critic_augment"]
        self.displayed = settings["displayed"]

    def shown(self, pictures):
        """The pictures as the critic sees them, of the same shape.

        They are `displayed`, then `moved`, then given instance noise, each if the settings say so.
        With the paper's objectives noisy pictures are clipped to [-1, 1], as in its code.
        pictures: (batch, channels, height, width).
        """
        if self.displayed:
            pictures = displayed(pictures)
        if self.shift:
            pictures = moved(pictures, self.shift)
        if self.noise:
            pictures = pictures + self.noise * noise_like(pictures)
            pictures = pictures.clamp(-1, 1) if self.objective.squash else pictures
        return pictures

    def critic_step(self, real, fake):
        """An optimiser step of the critic; returns its losses by name, a scalar tensor each.

        real, fake: (batch, channels, height, width).
        """
        penalised = hasattr(self.objective, "penalty")
        real, fake = self.shown(real), self.shown(fake.detach())
        if penalised:
            real, fake = real.requires_grad_(), fake.requires_grad_()
        real_scores, fake_scores = self.critic(real), self.critic(fake)
        loss = self.objective.critic_loss(real_scores, fake_scores)
        losses = {"critic": loss, "real": real_scores.mean(), "fake": fake_scores.mean()}
        if penalised:
            pairs = ((real_scores, real), (fake_scores, fake))
            losses["penalty"] = sum(self.objective.penalty(*pair) for pair in pairs)
            loss = loss + losses["penalty"]
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        if hasattr(self.objective, "constrain"):
            self.objective.constrain(self.critic)
        return losses

    def generator_loss(self, real, fake):
        """The loss of the generator that made the fakes, a scalar tensor.

        real, fake: (batch, channels, height, width).
        """
        with torch.no_grad():
            real_scores = self.critic(self.shown(real))
        self.critic.requires_grad_(False)  # the gradient passes through it; it learns nothing here
        fake_scores = self.critic(self.shown(fake))
        self.critic.requires_grad_(True)
        return self.objective.generator_loss(real_scores, fake_scores)


class StraightThroughClamp(torch.autograd.Function):
    """Clamps values to [0, 1]; the gradient passes through, except where it would lead outwards.

    A value below 0 or above 1 can thus come back but is never pushed further out.  Nor is it
    pulled back if it belongs at that end of the range, which leaves room for the noise of later
    updates.
    """

    @staticmethod
    def forward(ctx, values):
        ctx.save_for_backward(values)
        return values.clamp(0, 1)

    @staticmethod
    def backward(ctx, gradient):
        (values,) = ctx.saved_tensors
        outwards = ((values < 0) & (gradient > 0)) | ((values > 1) & (gradient < 0))
        return gradient.masked_fill(outwards, 0)


def displayed(pictures):
    """Pictures as a screen shows them: clamped to [0, 1], with colours multiplied by alpha.

    pictures: (batch, channels, height, width), whose last four channels are RGBA.  Channels before
    them stay as they are, and so does the shape.
    """
    *rest, colours, alpha = pictures.split([pictures.shape[1] - VISIBLE, ALPHA, 1], dim=1)
    alpha = StraightThroughClamp.apply(alpha)
    return torch.cat([*rest, StraightThroughClamp.apply(colours) * alpha, alpha], dim=1)


def moved(pictures, reach):
    """Each picture shifted at random, and mirrored with a probability of one half.

    pictures: (batch, channels, height, width); the shape stays.  reach: the most that a picture is
    shifted, in pixels, in each direction.  Pixels that come in at the border are 0.
    Differentiable.
    """
    batch, _, height, width = pictures.shape
    padded = F.pad(pictures, [reach] * 4)
    down, right = torch.randint(0, 2 * reach + 1, (2, batch, 1, 1), device=pictures.device)
    mirrored = torch.rand(batch, 1, 1, device=pictures.device) < 0.5
    rows = torch.arange(height, device=pictures.device)[None, :, None] + down
    columns = torch.arange(width, device=pictures.device)[None, None, :]
    columns = torch.where(mirrored, width - 1 - columns, columns) + right
    index = torch.arange(batch, device=pictures.device)[:, None, None]
    return padded.permute(0, 2, 3, 1)[index, rows, columns].permute(0, 3, 1, 2)
