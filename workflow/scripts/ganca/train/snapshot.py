"""Everything that the next step of a training depends on, as tensors by name."""

import torch

from ganca.train import checkpoint


def snapshot(training):
    """The training's state, tensors by name: what a checkpoint holds.

    The names are those of the checkpoints that there are already: ``automaton`` is the network,
    whichever it is, and ``slots`` the sample pool.
    """
    parts = {
        "automaton": training.network.state_dict(),
        "average": training.average.state_dict(),
        "best": training.best.state_dict(),
        "optimizer": training.optimizer.state_dict()["state"],
        "slots": training.examples.pool.samples,
        "random": random_state(training.device),
        "log": {"rows": torch.tensor(training.log, dtype=torch.float64)},
        "seconds": {"": torch.tensor(training.seconds, dtype=torch.float64)},
        "least": {"": torch.tensor(training.least, dtype=torch.float64)},
    }
    return checkpoint.flatten(parts | critic_state(training))


def restore(training, tensors):
    """Puts a training back into the state of which `snapshot` gave these tensors.

    Raises KeyError, ValueError or RuntimeError for tensors of another kind of training.
    """
    training.network.load_state_dict(checkpoint.subtree(tensors, "automaton"))
    training.average.load_state_dict(checkpoint.subtree(tensors, "average"))
    training.best.load_state_dict(checkpoint.subtree(tensors, "best"))
    training.least = float(tensors["least/"])
    restore_optimizer(training.optimizer, checkpoint.subtree(tensors, "optimizer"))
    restore_critic(training, tensors)
    samples = checkpoint.subtree(tensors, "slots")
    if samples:  # ages weren't kept before there was a penalty on them, nor lines before a pen
        lines = training.examples.seeds[samples["indices"].to(training.device), :1]
        samples = {"age": torch.zeros_like(samples["indices"]), "lines": lines} | samples
    samples = {name: value.to(training.device) for name, value in samples.items()}
    training.examples.pool.samples = samples
    training.log = tensors["log/rows"].tolist()
    training.step, training.seconds = len(training.log), float(tensors["seconds/"])
    restore_random_state(checkpoint.subtree(tensors, "random"))


def before_descent(training):
    """A copy, tensors by name, of what a step changes before the network's own descent."""
    parts = {"random": random_state(training.device), **critic_state(training)}
    return {name: value.clone() for name, value in checkpoint.flatten(parts).items()}


def undo(training, tensors):
    """Puts back what `before_descent` copied."""
    restore_critic(training, tensors)
    restore_random_state(checkpoint.subtree(tensors, "random"))


def critic_state(training):
    """The states of the critic and of its optimiser; empty where there is no critic."""
    if not training.adversary:
        return {}
    optimizer = training.adversary.optimizer.state_dict()["state"]
    return {"critic": training.adversary.critic.state_dict(), "critic_optimizer": optimizer}


def restore_critic(training, tensors):
    """The reverse of `critic_state`."""
    if training.adversary:
        training.adversary.critic.load_state_dict(checkpoint.subtree(tensors, "critic"))
        flat = checkpoint.subtree(tensors, "critic_optimizer")
        restore_optimizer(training.adversary.optimizer, flat)


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
