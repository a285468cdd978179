"""The losses: functions for all trainings, and a class for each adversarial objective.

An objective has a loss for the critic and one for the generator.  Both take the scores that the
critic gives to real and to fake pictures, (batch,) each, and return a scalar.  `squash` says
whether an automaton's picture is the tanh of its state, `conditional` whether the critic gets the
edges as a channel before each picture.  `betas` are those of the generator's Adam.
"""

import torch
from torch.nn import functional as F
from torch.optim import Adam, RMSprop

FINISHED = 2  # rollouts after which a state counts as finished


def half_squared_error(pictures, targets):
    """1/2 sum (y - x)^2 over height, width and RGBA, as a mean over the batch (paper, section 3).

    pictures, targets: (batch, 4, height, width).
    """
    return (pictures - targets).square().sum() / (2 * len(pictures))


def absolute_error(pictures, targets):
    """sum |y - x| over height, width and RGBA, as a mean over the batch; not in the paper.

    pictures, targets: (batch, 4, height, width).
    The gradient doesn't fade with the distance, as that of a square does: what is nearly right is
    pulled as hard as what is wrong, and so becomes right.
    """
    return (pictures - targets).abs().sum() / len(pictures)


def overflow_penalty(state, bound=2.0):
    """Mean square of the amount by which values leave [-bound, bound]; it keeps rollouts finite.

    state: of any shape; the mean is over all of its values.
    """
    return F.relu(state.abs() - bound).square().mean()


def stability_penalty(state, final, age):
    """The distance by which a rollout moves finished states, as a mean over the batch.

    state, final: (batch, channels, height, width), before and after the rollout; the distance is
    Euclidean, over all channels.  age: (batch,), the number of rollouts behind each state; states
    younger than FINISHED add nothing.
    The gradient of a distance, unlike that of its square, is as large for a small drift.
    """
    distance = (final - state).flatten(1).norm(dim=1)
    return (distance * (age >= FINISHED)).mean()


# The errors of supervised training, and of supervision beside a critic, by the name of their norm.
ERRORS = {"l2": half_squared_error, "l1": absolute_error}


class BinaryCrossEntropy:
    """-log D(x) - log(1 - D(G(z))), averaged over both; -log D(G(z)) for the generator.

    smoothing s: real pictures are labelled 1 - s and fakes s in the critic's loss
    (paper, section 4: its "improved" GANCA; 0.1 in the text, 0.15 or 0.05 in the code).
    """

    squash, conditional = True, False
    betas = (0.5, 0.999)

    def __init__(self, smoothing=0.0):
        self.smoothing = smoothing

    def critic_loss(self, real, fake):
        s = self.smoothing
        return (labelled(real, 1 - s) + labelled(fake, s)) / 2

    def generator_loss(self, real, fake):
        return labelled(fake, 1.0)

    def critic_optimizer(self, parameters, rate):
        return Adam(parameters, rate, betas=self.betas)


class Pix2Pix(BinaryCrossEntropy):
    """BinaryCrossEntropy of pairs (edges, picture), and lambda E |y - G(x)| for the generator.

    Not in the paper: the usual way from edges to pictures (Isola et al., 2017, arXiv:1611.07004).
    """

    squash, conditional = False, True

    def __init__(self, weight=100.0):
        super().__init__()
        self.weight = weight

    def distance(self, pictures, targets):
        """The weighted mean absolute error: of values in [0, 1], doubled as if in [-1, 1]."""
        return self.weight * 2 * F.l1_loss(pictures, targets)


class Wasserstein:
    """E D(G(z)) - E D(x), the critic's kernels clipped to [-c, c] (Arjovsky et al., 2017)."""

    squash, conditional = True, False
    betas = (0.5, 0.999)

    def __init__(self, clip=0.01):
        self.clip = clip

    def critic_loss(self, real, fake):
        return fake.mean() - real.mean()

    def generator_loss(self, real, fake):
        return -fake.mean()

    def critic_optimizer(self, parameters, rate):
        return RMSprop(parameters, rate)

    @torch.no_grad()
    def constrain(self, critic):
        """Clips the kernels, not the biases, as the paper's code does."""
        for parameter in critic.parameters():
            if parameter.dim() > 1:
                parameter.clamp_(-self.clip, self.clip)


class Relativistic:
    """softplus(-(D(x) - D(G(z)))) with gamma/2 (R1 + R2) (R3GAN, 2024, arXiv:2501.05441).

    Not in the paper.  The critic compares pairs instead of judging single pictures, and its
    gradient is held small at real (R1) and at fake (R2) pictures alike.
    """

    squash, conditional = False, False
    betas = (0.0, 0.99)

    def __init__(self, gamma=0.5):
        self.gamma = gamma

    def critic_loss(self, real, fake):
        return F.softplus(fake - real).mean()

    def generator_loss(self, real, fake):
        return F.softplus(real - fake).mean()

    def critic_optimizer(self, parameters, rate):
        return Adam(parameters, rate, betas=self.betas)

    def penalty(self, scores, pictures):
        """gamma/2 E |grad D|^2 at these pictures; R1 at real ones, R2 at fakes."""
        (slope,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
        return self.gamma / 2 * slope.square().sum((1, 2, 3)).mean()


def labelled(scores, label):
    """Binary cross-entropy of scores (logits) against one label in [0, 1]."""
    return F.binary_cross_entropy_with_logits(scores, torch.full_like(scores, label))


def build_objective(settings):
    """The adversarial objective of a model's settings; None for supervised training (ERRORS)."""
    if settings["objective"] in ERRORS:
        return None
    return {
        "bce": lambda: BinaryCrossEntropy(settings["label_smoothing"]),
        "pix2pix": lambda: Pix2Pix(settings["l1"]),
        "wasserstein": lambda: Wasserstein(settings["clip"]),
        "relativistic": lambda: Relativistic(settings["penalty"]),
    }[settings["objective"]]()
