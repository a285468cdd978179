"""The one training loop: supervised or adversarial, resumable at any step, bit for bit."""

import copy
import math
import platform
import time
import warnings
from functools import partial

import torch
from torch.optim import Adam

from ganca import checkpoint
from ganca.adversary import Adversary, Clipped
from ganca.automaton import blank_seed, seed_state
from ganca.choice import Way, available, choose
from ganca.errors import InputError, InputWarning
from ganca.machine import device_name
from ganca.networks import build_network, grow
from ganca.objectives import half_squared_error, overflow_penalty

FINISHED = 2  # rollouts after which a state counts as finished, so that it should rest
VALIDATION_SEED = 0  # of the noise in the rollouts that measure the validation loss


class Diverged(InputError):
    """A loss or a gradient is no longer a finite number."""


class Training:
    """All that changes while a model trains; what a checkpoint holds.

    settings: a model's entry in the configuration with `precision`, `recompute` and
    `validate_every`.
    pictures: the PictureSet of what it learns from.  seed: of every random number.
    initial: a network to start from, or None.  gpu_rollout: how automata are rolled out on a GPU,
    `dense` or `fused`.
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
        adversarial = settings["objective"] != "l2"
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

    def take(self, way):
        """Rolls out in this way from now on."""
        self.way, self.dtype = way, getattr(torch, way.precision)
        self.ran_on |= way._asdict()
        if way.rollout == "fused":
            self.rollout = tried_fused(self.network, self.examples.side, self.dtype)
        else:
            self.rollout = partial(grow, multiplier=way.rollout)

    def go_on(self, ran_on, step):
        """Takes the way that the training began with, `ran_on`; if it can't, says so in a line.

        The record then tells how far which way was taken.
        """
        began = Way(ran_on["rollout"], ran_on["precision"], self.way.recompute)
        before = ran_on.get("before", [])
        if began[:2] != self.way[:2]:
            if self.device == "cpu" and (began.rollout is None or available(began)):
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
        """One training step; returns its losses by name, a float each.

        Raises Diverged when a loss or a gradient isn't finite; then nothing has changed.
        """
        self.schedule()
        losses = self.adversarial_step() if self.adversary else self.supervised_step()
        self.step += 1
        self.keep_average()
        losses = {name: value.detach().item() for name, value in losses.items()}
        due = self.step % self.settings["validate_every"] == 0
        losses["validation"] = self.validate() if due else math.nan
        self.log.append([losses[name] for name in self.columns])
        return losses

    def supervised_step(self):
        state, indices = self.examples.draw()
        final = self.grow(state)
        loss = half_squared_error(self.network.picture(final), self.examples.truth[indices])
        self.descend(loss + self.excess(final) + self.unrest(state, final))
        self.examples.keep(final, indices)
        return {"loss": loss}

    def adversarial_step(self):
        """Critic steps on pictures of the network as it is, then one step of the network."""
        for _ in range(self.settings["critic_steps"] - 1):
            state, indices = self.examples.draw(self.judged)
            with torch.no_grad():
                fake = self.network.picture(self.grow(state))
            self.learn(fake, indices)
        state, indices = self.examples.draw()
        final = self.grow(state)
        fake = self.network.picture(final)
        losses = self.learn(fake, indices)
        verdict = self.adversary.verdict(self.reals(len(fake)), self.exhibits(fake, indices))
        losses = {"generator": verdict, **losses}
        loss = verdict + self.excess(final) + self.unrest(state, final)
        loss = loss + self.supervision(fake, indices)
        if hasattr(self.adversary.objective, "distance"):
            truth = self.examples.truth[indices]
            losses["distance"] = self.adversary.objective.distance(fake, truth)
            loss = loss + losses["distance"]
        self.descend(loss)
        self.examples.keep(final, indices)
        return losses

    def learn(self, fake, indices):
        """One critic step on as many of the fakes as the settings say."""
        fakes = self.exhibits(fake[: self.judged], indices[: self.judged])
        return self.adversary.learn(self.reals(self.judged), fakes)

    @property
    def judged(self):
        """The number of fakes, and of real pictures, in a critic step."""
        batch = self.settings["batch"]
        return min(self.settings["critic_batch"] or batch, batch)

    def reals(self, count):
        """Pictures drawn at random for the critic, as `exhibits`."""
        indices = self.examples.some(count)
        return self.exhibits(self.examples.truth[indices], indices)

    def exhibits(self, pictures, indices):
        """What the critic judges: pictures; if it is conditional, with their edges before them."""
        if not self.adversary.objective.conditional:
            return pictures
        return torch.cat([self.examples.seeds[indices, :1], pictures], 1)

    def grow(self, state):
        """A training rollout: its number of steps is drawn once for the batch."""
        fewest, most = self.settings["rollout"]
        steps = int(torch.randint(fewest, most + 1, ()))
        return self.rollout(
            self.network, state, steps, dtype=self.dtype, recompute=self.way.recompute
        )

    def excess(self, final):
        """The penalty on overflowing states, 0 where it is off."""
        weight = self.settings["overflow"]
        return weight * overflow_penalty(final) if weight else 0.0

    def unrest(self, state, final):
        """The penalty on how far a rollout moves states that were finished; 0 where it is off.

        The distance over all 16 channels, mean over the batch.  Unlike its square it pulls at the
        least drift as hard as at a large one.
        """
        weight = self.settings["rest"]
        if not weight:
            return 0.0
        distance = (final - state).flatten(1).norm(dim=1)
        return weight * (distance * (self.examples.age >= FINISHED)).mean()

    def supervision(self, fake, indices):
        """The error that an adversarial training minds beside the critic; 0 where it is off.

        Drawings, of which no truth is known, have none.
        """
        weight = self.settings["supervision"]
        if not weight:
            return 0.0
        truth, known = self.examples.known(indices)
        return weight * half_squared_error(Clipped.apply(fake) * known, truth)

    def descend(self, loss):
        """An Adam step, an automaton's gradients each divided by its norm (as in the code)."""
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        gradients = [parameter.grad for parameter in self.network.parameters()]
        norms = torch.stack([gradient.norm() for gradient in gradients])
        if not torch.isfinite(norms).all() or not torch.isfinite(loss):
            raise Diverged(f"loss {loss.item():g}, gradient norm {norms.max().item():g}")
        if self.network.recurrent:
            for gradient, norm in zip(gradients, norms, strict=True):
                gradient.div_(norm + 1e-8)
        self.optimizer.step()

    def schedule(self):
        """Sets the learning rates of this step: constant, or a cosine down to `decay`."""
        floor, done = self.settings["decay"], self.step / self.settings["steps"]
        share = floor + (1 - floor) * (1 + math.cos(math.pi * done)) / 2
        self.optimizer.param_groups[0]["lr"] = share * self.settings["learning_rate"]
        if self.adversary:
            rate = share * self.settings["critic_learning_rate"]
            self.adversary.optimizer.param_groups[0]["lr"] = rate

    @torch.no_grad()
    def keep_average(self):
        """The running mean of the weights; warmed up, so that the start doesn't weigh on it."""
        decay = min(self.settings["ema"], self.step / (self.step + 10))
        pairs = zip(self.average.parameters(), self.network.parameters(), strict=True)
        for mean, weight in pairs:
            mean.lerp_(weight, 1 - decay)

    @torch.no_grad()
    def validate(self):
        """The L2 loss of the averaged weights on the validation pictures, same noise each time.

        The weights with the least of all so far are kept as `best`.
        """
        state, truth = self.examples.validation
        generator = torch.Generator(self.device).manual_seed(VALIDATION_SEED)
        steps = sum(self.settings["rollout"]) // 2
        final = self.rollout(self.average, state, steps, generator, self.dtype)
        loss = float(half_squared_error(self.average.picture(final), truth))
        if loss < self.least:
            self.best, self.least = copy.deepcopy(self.average), loss
        return loss

    def state(self):
        """Everything that the next step depends on, as tensors by name."""
        parts = {
            "automaton": self.network.state_dict(),  # so called before there were others
            "average": self.average.state_dict(),
            "best": self.best.state_dict(),
            "optimizer": self.optimizer.state_dict()["state"],
            "slots": self.examples.slots,
            "random": random_state(self.device),
            "log": {"rows": torch.tensor(self.log, dtype=torch.float64)},
            "seconds": {"": torch.tensor(self.seconds, dtype=torch.float64)},
            "least": {"": torch.tensor(self.least, dtype=torch.float64)},
        }
        if self.adversary:
            parts["critic"] = self.adversary.critic.state_dict()
            parts["critic_optimizer"] = self.adversary.optimizer.state_dict()["state"]
        return checkpoint.flatten(parts)

    def restore(self, tensors):
        """Takes up the state that `state` gave."""
        self.network.load_state_dict(checkpoint.subtree(tensors, "automaton"))
        self.average.load_state_dict(checkpoint.subtree(tensors, "average"))
        self.best.load_state_dict(checkpoint.subtree(tensors, "best"))
        self.least = float(tensors["least/"])
        restore_optimizer(self.optimizer, checkpoint.subtree(tensors, "optimizer"))
        if self.adversary:
            self.adversary.critic.load_state_dict(checkpoint.subtree(tensors, "critic"))
            flat = checkpoint.subtree(tensors, "critic_optimizer")
            restore_optimizer(self.adversary.optimizer, flat)
        slots = checkpoint.subtree(tensors, "slots")
        if slots:  # their ages were not kept before there was a penalty that asks for them
            slots = {"age": torch.zeros_like(slots["indices"])} | slots
        self.examples.slots = {name: slot.to(self.device) for name, slot in slots.items()}
        self.log = tensors["log/rows"].tolist()
        self.step, self.seconds = len(self.log), float(tensors["seconds/"])
        restore_random_state(checkpoint.subtree(tensors, "random"))


class Examples:
    """The training pictures, and the slots whose states persist from step to step.

    A slot keeps its last final state, all 16 channels, with probability `persistence`; otherwise
    it starts anew from a picture drawn at random (paper, section 3).  There are as many as the
    batch has places, or a `pool` of more, out of which each batch is drawn.  age: rollouts that
    each state of the batch drawn last has behind it.  `persistence` is set to 0 for a network that
    cannot go on from where it ended.

    Indices beyond the truths are those of unpaired drawings, which a share of the states starts
    from.
    """

    def __init__(self, settings, pictures, device):
        train, validation = pictures.where("train", "variant"), pictures.where("validation")
        start = settings["start"]
        if start == "blank":
            train = validation = chosen(train, settings["picture"])
        self.truth = torch.from_numpy(train.truth()).to(device)
        self.seeds = seed_state(train.edges, start).to(device)
        self.share = settings["unpaired"]
        if self.share:
            drawings = seed_state(pictures.where("ood").edges, start)
            self.seeds = torch.cat([self.seeds, drawings.to(device)])
        held_out = torch.from_numpy(validation.truth())
        self.validation = seed_state(validation.edges, start).to(device), held_out.to(device)
        self.batch, self.persistence = settings["batch"], settings["persistence"]
        self.pool, self.slots = settings["pool"], {}

    @property
    def side(self):
        """Of the grid, in pixels."""
        return self.truth.shape[-1]

    def draw(self, count=None):
        """The states that a batch starts from, or that its first `count` do, and their indices."""
        count = count or self.batch
        indices = self.starts(count)
        state = self.seeds[indices]
        self.age, self.places = torch.zeros_like(indices), None
        filled = len(self.slots["indices"]) if self.slots else 0
        if self.persistence and filled >= max(self.pool, self.batch):
            everywhere = torch.arange(filled) if filled == self.batch else torch.randperm(filled)
            self.places = everywhere[:count].to(self.truth.device)
            kept = {name: slot[self.places] for name, slot in self.slots.items()}
            stays = (torch.rand(count) < self.persistence).to(self.truth.device)
            indices = torch.where(stays, kept["indices"], indices)
            state = torch.where(stays[:, None, None, None], kept["state"], state)
            self.age = torch.where(stays, kept["age"], self.age)
        return state, indices

    def keep(self, final, indices):
        """Remembers how the batch ended: in new slots until there are enough of them."""
        if not self.persistence:
            return
        ended = {"state": final.detach(), "indices": indices, "age": self.age + 1}
        for name, value in ended.items():
            if self.places is None:
                self.slots[name] = torch.cat([self.slots.get(name, value[:0]), value])
            else:
                self.slots[name][self.places] = value

    def some(self, count):
        """The indices of pictures drawn at random, (count,)."""
        return torch.randint(len(self.truth), (count,)).to(self.truth.device)

    def starts(self, count):
        """The indices of what states start from anew: pictures, and drawings for their share."""
        indices = self.some(count)
        if not self.share:
            return indices
        drawings = torch.randint(len(self.truth), len(self.seeds), (count,))
        chosen = (torch.rand(count) < self.share).to(indices.device)
        return torch.where(chosen, drawings.to(indices.device), indices)

    def known(self, indices):
        """The truths of these, empty for a drawing, and which are known, (count, 1, 1, 1)."""
        known = (indices < len(self.truth))[:, None, None, None]
        return self.truth[indices.clamp(max=len(self.truth) - 1)] * known, known


def chosen(pictures, name):
    """The set of the one picture with this name, or of the first where none is named."""
    if name and name not in pictures.names:
        raise InputError(f"picture: there is no training picture {name!r} in the dataset")
    return pictures.take([pictures.names.index(name) if name else 0])


def product_type(precision, device):
    """The data type of the matrix products; `auto` is that of the fastest way."""
    settings = {"network": "automaton", "precision": precision, "recompute": "auto"}
    return getattr(torch, choose(settings, device, "dense").precision)


def tried_fused(network, side, dtype):
    """`fused_rollout`, tried there and back, for a grid of this side; InputError if that fails.

    Triton compiles a kernel when it is first called: PyTorch must have brought it along, a C
    compiler must be installed, the card one that it knows.
    """
    device = next(network.parameters()).device
    own = torch.Generator(device)  # the training's draws stay what they are
    try:
        from ganca.fused import fused_rollout

        fused_rollout(
            network, blank_seed(1, side, side).to(device), 1, own, dtype
        ).sum().backward()
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"gpu_rollout: fused doesn't work here ({reason}); dense does") from error
    network.zero_grad()
    return fused_rollout


def restore_optimizer(optimizer, flat):
    """Puts tensors called `<parameter>/<name>` back into an optimiser's state."""
    state = {}
    for key, value in flat.items():
        parameter, name = key.split("/")
        state.setdefault(int(parameter), {})[name] = value
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def random_state(device):
    """The state of every random generator that training draws from."""
    state = {"cpu": torch.get_rng_state()}
    return state | ({"cuda": torch.cuda.get_rng_state()} if device == "cuda" else {})


def restore_random_state(state):
    """The reverse of `random_state`."""
    torch.set_rng_state(state["cpu"])
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda"])


def take_up(released, folder, identity, assumed):
    """Takes over a released, unfinished training into a folder of checkpoints that has none.

    One of another identity is left alone: it isn't this training.  assumed: as for `resume`.
    Returns how many steps long it is, 0 where none was taken.
    """
    found = None if checkpoint.read(folder) else checkpoint.read(released)
    if not found or differences(found[1]["identity"], identity, assumed):
        return 0
    steps = len(found[0]["log/rows"])
    checkpoint.write(folder, steps, *found)
    return steps


def train(training, folder, identity, report=None, every=60.0, stop=None, assumed=None):
    """Advances a training to its last step, from its newest checkpoint where there is one.

    folder: of the checkpoints.  identity: settings and data by name; a checkpoint of another
    identity raises InputError, unless that run was finished: then it is left behind.
    report: called with (step, losses, seconds) after each step.  every: seconds between two
    checkpoints.  stop: called after each step; when it says so, a checkpoint is written.
    assumed: as for `resume`.
    Returns whether the last step was reached.
    """
    resume(training, folder, identity, assumed)
    steps = training.settings["steps"]
    started = saved = time.monotonic() - training.seconds
    saved += training.seconds

    def save():
        training.seconds = time.monotonic() - started
        header = {"identity": identity, "finished": training.step >= steps}
        header["ran_on"] = training.ran_on
        checkpoint.write(folder, training.step, training.state(), header)

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


def resume(training, folder, identity, assumed=None):
    """Takes up the newest checkpoint of the folder, if there is one of this identity.

    A finished run of another identity, or of more steps, has handed on its results: it makes way.
    assumed: what parts of the identity were in checkpoints that are older than these parts.
    """
    found = checkpoint.read(folder)
    if found is None:
        return
    tensors, header = found
    changed = differences(header["identity"], identity, assumed)
    if changed and not header["finished"]:
        raise InputError(
            f"{folder}: an unfinished run with other settings lies here ({'; '.join(changed)}); "
            "change them back to go on with it, or delete the folder to start anew"
        )
    if changed or len(tensors["log/rows"]) > training.settings["steps"]:
        checkpoint.clear(folder)
        return
    if "ran_on" in header:
        training.go_on(header["ran_on"], len(tensors["log/rows"]))
    try:
        training.restore(tensors)
    except (KeyError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{folder}: its checkpoints are another version's ({str(error).splitlines()[0]}); "
            "finish that run with the version that began it, or delete the folder"
        ) from error


def differences(old, new, assumed=None):
    """What differs between two flat dictionaries, in words.

    assumed: what `old` is taken to hold under keys of `new` that it lacks.
    """
    old = {key: value for key, value in (assumed or {}).items() if key in new} | old
    keys = sorted(old.keys() | new.keys())
    return [f"{k}: {old.get(k)} -> {new.get(k)}" for k in keys if old.get(k) != new.get(k)]
