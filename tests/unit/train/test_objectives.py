"""The losses of small cases by hand arithmetic."""

from math import exp, log

import pytest
import torch

from ganca.train.objectives import (
    BinaryCrossEntropy,
    Pix2Pix,
    Relativistic,
    Wasserstein,
    absolute_error,
    half_squared_error,
    overflow_penalty,
)

REAL, FAKE = torch.tensor([2.0]), torch.tensor([-1.0])


def sigmoid(x):
    return 1 / (1 + exp(-x))


def test_half_squared_error_sums_over_the_picture_and_averages_over_the_batch():
    pictures, targets = torch.zeros(2, 4, 3, 3), torch.zeros(2, 4, 3, 3)
    targets[0, 0, 0, 0], targets[1, 3, 2, 2] = 2.0, 4.0
    assert half_squared_error(pictures, targets).item() == (2**2 + 4**2) / 2 / 2
    assert absolute_error(pictures, targets).item() == (2 + 4) / 2


def test_the_absolute_error_pulls_what_is_nearly_right_as_hard_as_what_is_wrong():
    pictures = torch.tensor([0.99, 0.2]).reshape(1, 1, 1, 2).requires_grad_()
    absolute_error(pictures, torch.ones(1, 1, 1, 2)).backward()
    assert pictures.grad.flatten().tolist() == [-1, -1]


def test_overflow_is_free_within_the_bound():
    state = torch.tensor([[-2.0, 0.0, 2.0, 5.0]])
    assert overflow_penalty(state).item() == pytest.approx(9 / 4)


def test_cross_entropy_by_hand():
    loss = BinaryCrossEntropy()
    expected = (-log(sigmoid(2)) - log(1 - sigmoid(-1))) / 2
    assert loss.critic_loss(REAL, FAKE).item() == pytest.approx(expected)
    assert loss.generator_loss(REAL, FAKE).item() == pytest.approx(-log(sigmoid(-1)))


def test_smoothed_labels_are_best_met_by_an_unsure_critic():
    loss = BinaryCrossEntropy(smoothing=0.15)
    best = log(0.85 / 0.15)
    scores = [torch.tensor([best + shift]) for shift in (-0.5, 0.0, 0.5)]
    losses = [loss.critic_loss(score, -score).item() for score in scores]
    assert losses[1] < min(losses[0], losses[2])
    sure = BinaryCrossEntropy()
    assert sure.critic_loss(scores[2], -scores[2]) < sure.critic_loss(scores[1], -scores[1])


def test_pix2pix_by_hand():
    loss, pictures = Pix2Pix(weight=100.0), torch.tensor([0.0, 1.0, 0.5, 0.5])
    assert loss.critic_loss(REAL, FAKE) == BinaryCrossEntropy().critic_loss(REAL, FAKE)
    # a tenth of what [0, 1] spans is a fifth in pix2pix's [-1, 1]
    assert loss.distance(pictures, pictures + 0.1).item() == pytest.approx(100 * 0.2)


def test_wasserstein_by_hand_and_clipped_kernels():
    loss = Wasserstein(clip=0.01)
    assert loss.critic_loss(REAL, FAKE).item() == -3
    assert loss.generator_loss(REAL, FAKE).item() == 1
    critic = torch.nn.Linear(3, 1)
    torch.nn.init.constant_(critic.weight, 0.5)
    torch.nn.init.constant_(critic.bias, 0.5)
    loss.constrain(critic)
    assert (critic.weight == 0.01).all() and (critic.bias == 0.5).all()


def test_relativistic_by_hand():
    loss = Relativistic(gamma=0.5)
    assert loss.critic_loss(REAL, FAKE).item() == pytest.approx(log(1 + exp(-3)))
    assert loss.generator_loss(REAL, FAKE).item() == pytest.approx(log(1 + exp(3)))


def test_the_gradient_penalty_of_a_linear_critic_is_its_squared_weight():
    loss, weight = Relativistic(gamma=0.5), torch.tensor([1.0, -2.0, 0.0, 3.0])
    pictures = torch.rand(5, 4, 1, 1, requires_grad=True)
    scores = (pictures[:, :, 0, 0] * weight).sum(1)
    assert loss.penalty(scores, pictures).item() == pytest.approx(0.25 * (1 + 4 + 9))
