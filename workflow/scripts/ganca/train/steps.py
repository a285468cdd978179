"""One training step: supervised, or a critic's and a generator's in turn."""

import torch

from ganca.errors import InputError
from ganca.train.adversary import StraightThroughClamp
from ganca.train.objectives import ERRORS, overflow_penalty, stability_penalty


class Diverged(InputError):
    """A loss or a gradient is no longer a finite number."""


def supervised_step(training):
    """A rollout, and an Adam step down its error; returns the losses by name."""
    examples = training.examples
    state, indices = examples.draw()
    final = training.grow(state)
    error = ERRORS[training.settings["objective"]]
    loss = error(training.network.picture(final), examples.truth[indices])
    descend(training, loss + overflow(training, final) + instability(training, state, final))
    examples.keep(final, indices)
    return {"loss": loss}


def adversarial_step(training):
    """Steps of the critic, then one step of the network; returns the losses by name.

    The critic's last step is on the pictures that the network's step is taken with.
    """
    examples, adversary = training.examples, training.adversary
    for _ in range(training.settings["critic_steps"] - 1):
        state, _ = examples.draw(critic_batch(training))
        with torch.no_grad():
            fake = training.network.picture(training.grow(state))
        critic_step(training, fake)
    state, indices = examples.draw()
    final = training.grow(state)
    fake = training.network.picture(final)
    losses = critic_step(training, fake)
    real = real_input(training, len(fake))
    generator_loss = adversary.generator_loss(real, critic_input(training, fake, examples.lines))
    losses = {"generator": generator_loss, **losses}
    loss = generator_loss + overflow(training, final) + instability(training, state, final)
    loss = loss + supervision(training, fake, indices)
    if hasattr(adversary.objective, "distance"):
        losses["distance"] = adversary.objective.distance(fake, examples.truth[indices])
        loss = loss + losses["distance"]
    descend(training, loss)
    examples.keep(final, indices)
    return losses


def critic_step(training, fake):
    """One step of the critic on the first `critic_batch` of these fakes; returns its losses."""
    count = critic_batch(training)
    fakes = critic_input(training, fake[:count], training.examples.lines[:count])
    return training.adversary.critic_step(real_input(training, count), fakes)


def critic_batch(training):
    """The number of fakes in a critic step, and that of real pictures."""
    batch = training.settings["batch"]
    return min(training.settings["critic_batch"] or batch, batch)


def real_input(training, count):
    """The `critic_input` of training pictures drawn at random."""
    examples = training.examples
    indices = examples.random_pictures(count)
    # lines are drawn for none but a critic that sees them
    seen = training.adversary.objective.conditional
    lines = examples.start(indices)[:, :1] if seen else None
    return critic_input(training, examples.truth[indices], lines)


def critic_input(training, pictures, lines):
    """What the critic judges: (count, 4, height, width), the pictures.

    A conditional critic gets (count, 5, height, width), the edges as a channel before them.
    lines: the edges that the pictures belong to, (count, 1, height, width).
    """
    if not training.adversary.objective.conditional:
        return pictures
    return torch.cat([lines, pictures], 1)


def overflow(training, final):
    """The weighted penalty on overflowing states; 0 where it is off."""
    weight = training.settings["overflow"]
    return weight * overflow_penalty(final) if weight else 0.0


def instability(training, state, final):
    """The weighted penalty on finished states that a rollout moves; 0 where it is off."""
    weight = training.settings["stability_penalty"]
    return weight * stability_penalty(state, final, training.examples.age) if weight else 0.0


def supervision(training, fake, indices):
    """The weighted error that is added to an adversarial loss; 0 where it is off.

    Drawings, whose truth is not known, add nothing to it.
    """
    weight = training.settings["supervision"]
    if not weight:
        return 0.0
    truth, known = training.examples.known(indices)
    error = ERRORS[training.settings["supervision_norm"]]
    return weight * error(StraightThroughClamp.apply(fake) * known, truth)


def descend(training, loss):
    """An Adam step; each gradient of an automaton is divided by its norm (as in the paper's code).

    Raises Diverged before the step if the loss or a gradient isn't finite.
    """
    training.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    gradients = [parameter.grad for parameter in training.network.parameters()]
    norms = torch.stack([gradient.norm() for gradient in gradients])
    if not torch.isfinite(norms).all() or not torch.isfinite(loss):
        raise Diverged(f"loss {loss.item():g}, gradient norm {norms.max().item():g}")
    if training.network.recurrent:
        for gradient, norm in zip(gradients, norms, strict=True):
            gradient.div_(norm + 1e-8)
    training.optimizer.step()
