"""The critic's half of adversarial training: what it is shown, how it learns, what it says."""

import torch
from torch.nn import functional as F

from ganca.model.automaton import ALPHA, VISIBLE, noise_like
from ganca.train.critic import build_critic
from ganca.train.objectives import build_objective


class Adversary:
    """A critic with its objective and optimiser, trained in turn with a generator.

    settings: a model's; side: of the grid in pixels.
    """

    def __init__(self, settings, side, device):
        self.objective = build_objective(settings)
        channels = VISIBLE + self.objective.conditional
        self.critic = build_critic(settings["critic"], side, channels).to(device)
        self.optimizer = self.objective.critic_optimizer(
            self.critic.parameters(), settings["critic_learning_rate"]
        )
        self.noise, self.shift = settings["critic_noise"], settings["augment"]
        self.displayed = settings["displayed"]

    def shown(self, pictures):
        """The pictures as the critic sees them: displayed, moved and mirrored, then noisy.

        With the paper's objectives noisy pictures are clipped to [-1, 1], as in its code.
        """
        if self.displayed:
            pictures = displayed(pictures)
        if self.shift:
            pictures = moved(pictures, self.shift)
        if self.noise:
            pictures = pictures + self.noise * noise_like(pictures)
            pictures = pictures.clamp(-1, 1) if self.objective.squash else pictures
        return pictures

    def learn(self, real, fake):
        """One critic step on (batch, channels, height, width) each; returns the losses by name."""
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

    def verdict(self, real, fake):
        """The generator's loss."""
        with torch.no_grad():
            real_scores = self.critic(self.shown(real))
        return self.objective.generator_loss(real_scores, self.critic(self.shown(fake)))


class Clipped(torch.autograd.Function):
    """Values clipped to [0, 1]; from beyond, the gradient leads back but never further out.

    So nothing pulls at a value that lies beyond the end where it belongs: there is room for the
    noise of later updates.
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
    """Pictures as a screen shows them: clipped, red, green and blue multiplied by alpha.

    pictures: (batch, channels, height, width), the last four of them RGBA.
    """
    *rest, colours, alpha = pictures.split([pictures.shape[1] - VISIBLE, ALPHA, 1], dim=1)
    alpha = Clipped.apply(alpha)
    return torch.cat([*rest, Clipped.apply(colours) * alpha, alpha], dim=1)


def moved(pictures, reach):
    """Each picture shifted by up to `reach` pixels both ways, and mirrored half of the time.

    What comes in at the border is empty.  Differentiable; the shape stays.
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
