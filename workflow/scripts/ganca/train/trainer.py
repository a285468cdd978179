"""The one training loop: supervised or adversarial, resumable at any step, bit for bit."""

import copy
import math
import platform
import time
import warnings
from functools import partial

import torch
from torch.optim import Adam

from ganca import provenance
from ganca.errors import InputWarning
from ganca.machine import device_name
from ganca.model.networks import build_network, grow
from ganca.model.rollout.choice import Way, available, choose, tried_fused
from ganca.train import checkpoint
from ganca.train.adversary import Adversary
from ganca.train.objectives import ERRORS, half_squared_error
from ganca.train.pool import Examples
from ganca.train.resume import resume
from ganca.train.snapshot import before_descent, snapshot, undo
from ganca.train.steps import Diverged, adversarial_step, supervised_step

VALIDATION_SEED = 0  # of the noise in the rollouts that measure the validation loss


class Training:
    """A network in training, with everything that changes while it trains.

    settings: a model's entry in the configuration with `precision`, `activation_checkpointing` and
    `validate_every`.  pictures: the PictureSet to learn from.  seed: of every random number.
    initial: a network whose weights to start from, or None.  gpu_rollout: how automata are rolled
    out on a GPU, ``dense`` or ``fused``.

    network is what trains, average the running mean of its weights, best that mean when the
    validation loss was least.  log: the losses of each step, as `columns` names them.

    Raises InputError for a picture that isn't there, and for a fused rollout that can't be had.
    """

    def __init__(self, settings, pictures, seed, initial=None, gpu_rollout="dense"):
        torch.manual_seed(seed)
        self.settings = settings
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        way = choose(settings, self.device, gpu_rollout)
        self.ran_on = {
            "device": device_name(self.device),
            "threads": torch.get_num_threads(),
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
        }
        self.pictures = {split: len(pictures.where(split)) for split in ("train", "validation")}
        self.examples = Examples(settings, pictures, self.device)
        side = self.examples.side
        adversarial = settings["objective"] not in ERRORS
        self.adversary = Adversary(settings, side, self.device) if adversarial else None
        squash = adversarial and self.adversary.objective.squash
        self.network = build_network(settings, side, squash)
        if not self.network.recurrent:
            self.examples.persistence = 0
        if initial:
            self.network.load_state_dict(initial.state_dict())
        self.network.to(self.device)
        self.take(way)
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        self.best, self.least = copy.deepcopy(self.average), math.inf
        betas = self.adversary.objective.betas if adversarial else (0.9, 0.999)
        self.optimizer = Adam(self.network.parameters(), settings["learning_rate"], betas=betas)
        self.step, self.seconds, self.log = 0, 0.0, []
        self.code, self.earlier_code = None, []  # as in the record

    def take(self, way):
        """Rolls out in this way from now on."""
        self.way, self.dtype = way, getattr(torch, way.precision)
        self.ran_on |= way._asdict()
        if way.rollout == "fused":
            self.rollout = tried_fused(self.network, self.examples.side, self.dtype)
        else:
            self.rollout = partial(grow, multiplier=way.rollout)

    def go_on(self, ran_on, step):
        """Takes the way in which the first `step` steps were rolled out; warns if it can't be had.

        ran_on: what the training ran on.  The record then tells how far each way was taken.
        """
        began = Way(ran_on["rollout"], ran_on["precision"], self.way.activation_checkpointing)
        before = ran_on.get("before", [])
        if began[:2] != self.way[:2]:
            sizes = self.settings["channels"], self.settings["hidden"]
            if self.device == "cpu" and (began.rollout is None or available(began, *sizes)):
                self.take(began)
            else:
                warnings.warn(
                    f"the training began with {began}, which this machine doesn't have; it goes "
                    f"on with {self.way}, and won't end as it would have there",
                    InputWarning,
                    stacklevel=2,
                )
                way = {"until": step, "rollout": began.rollout, "precision": began.precision}
                before = [*before, way]
        if before:
            self.ran_on["before"] = before

    @property
    def columns(self):
        """The names of the losses that each step logs, in order."""
        if not self.adversary:
            return ["loss", "validation"]
        objective = self.adversary.objective
        also = [name for name in ("penalty", "distance") if hasattr(objective, name)]
        return ["generator", "critic", "real", "fake", *also, "validation"]

    @property
    def stopped_early(self):
        """The network with the least validation loss; the last one where none was measured."""
        return self.best if math.isfinite(self.least) else self.average

    def advance(self):
        """Takes one training step; returns its losses by name, a float each.

        `validation` is nan except every `validate_every` steps.  Raises Diverged if a loss or a
        gradient isn't finite; the training is then as it was before the step.
        """
        self.schedule()
        before = before_descent(self)
        try:
            losses = adversarial_step(self) if self.adversary else supervised_step(self)
        except Diverged:
            undo(self, before)
            raise
        self.step += 1
        self.keep_average()
        losses = {name: value.detach().item() for name, value in losses.items()}
        due = self.step % self.settings["validate_every"] == 0
        losses["validation"] = self.validate() if due else math.nan
        self.log.append([losses[name] for name in self.columns])
        return losses

    def schedule(self):
        """Sets the learning rates of this step.

        They fall along half a cosine from the configured rates to `min_lr_ratio` times these; with
        a ratio of 1 they stay constant.
        """
        floor, done = self.settings["min_lr_ratio"], self.step / self.settings["steps"]
        share = floor + (1 - floor) * (1 + math.cos(math.pi * done)) / 2
        self.optimizer.param_groups[0]["lr"] = share * self.settings["learning_rate"]
        if self.adversary:
            rate = share * self.settings["critic_learning_rate"]
            self.adversary.optimizer.param_groups[0]["lr"] = rate

    def grow(self, state):
        """The final states of a training rollout, whose number of steps is drawn once a batch.

        state: (batch, channels, height, width) float32.
        """
        fewest, most = self.settings["rollout"]
        steps = int(torch.randint(fewest, most + 1, ()))
        recompute = self.way.activation_checkpointing
        return self.rollout(self.network, state, steps, dtype=self.dtype, recompute=recompute)

    @torch.no_grad()
    def keep_average(self):
        """Moves `average` towards the weights: by little, but by more in the first steps.

        Else the untrained weights would weigh on the mean for long.
        """
        decay = min(self.settings["ema"], self.step / (self.step + 10))
        pairs = zip(self.average.parameters(), self.network.parameters(), strict=True)
        for mean, weight in pairs:
            mean.lerp_(weight, 1 - decay)

    @torch.no_grad()
    def validate(self):
        """The L2 loss of the averaged weights on the validation pictures, a float.

        Its rollouts have the same noise each time.  The weights with the least loss so far are
        kept as `best`.
        """
        state, truth = self.examples.validation
        generator = torch.Generator(self.device).manual_seed(VALIDATION_SEED)
        steps = sum(self.settings["rollout"]) // 2
        final = self.rollout(self.average, state, steps, generator, self.dtype)
        loss = float(half_squared_error(self.average.picture(final), truth))
        if loss < self.least:
            self.best, self.least = copy.deepcopy(self.average), loss
        return loss


def train(
    training, folder, identity, report=None, every=60.0, stop=None, assumed=None, accept=False
):
    """Advances a training to its last step, from its newest checkpoint where there is one.

    folder: of the checkpoints.  identity, assumed, accept: as for `resume`.
    report: called with (step, losses, seconds) after each step.  every: seconds between two
    checkpoints.  stop: called after each step; if it returns True, a checkpoint is written and the
    training ends early.
    Returns whether the last step was reached.  Raises InputError as `resume` does, and Diverged.
    """
    resume(training, folder, identity, assumed, accept)
    steps = training.settings["steps"]
    started = saved = time.monotonic() - training.seconds
    saved += training.seconds

    def save():
        training.seconds = time.monotonic() - started
        training.ran_on |= provenance.dated()
        header = {"identity": identity, "finished": training.step >= steps}
        header |= {"ran_on": training.ran_on, "earlier_code": training.earlier_code}
        checkpoint.write(folder, training.step, snapshot(training), header)

    while training.step < steps:
        try:
            losses = training.advance()
        except Diverged as error:
            raise Diverged(
                f"step {training.step + 1}: {error}; the last good checkpoint is kept in "
                f"{folder}; lower the learning rate or change the objective"
            ) from error
        if report:
            report(training.step, losses, time.monotonic() - started)
        halt = stop is not None and stop()
        if halt or training.step == steps or time.monotonic() - saved >= every:
            save()
            saved = time.monotonic()
        if halt:
            break
    return training.step >= steps
