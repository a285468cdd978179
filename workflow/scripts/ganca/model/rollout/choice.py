"""Which way of rolling out is taken on this machine: what multiplies, and in which precision.

What a processor has units for doesn't tell what is fastest on it, and a measurement would choose
now this, now that, where a training with the same seed should end the same.  So there is a table,
which tests/unit/model/test_choice.py compares with measurements.
"""

import warnings
from typing import NamedTuple

import torch

from ganca.errors import InputError, InputWarning
from ganca.model.automaton import CHANNELS, HIDDEN, blank_seed
from ganca.model.rollout import native


class Way(NamedTuple):
    """rollout: the kernel in C (`native.KERNELS`), `torch` for its products, or a GPU's `dense` or
    `fused`; None for a network without one.  activation_checkpointing: whether the backward pass
    computes hidden layers again.
    """

    rollout: str
    precision: str
    activation_checkpointing: bool = False

    def __str__(self):
        return f"{self.rollout or 'network'} in {self.precision}"


# Recomputing is faster with these two: kept layers go to memory and come from there.
TILES = Way("tiles", "bfloat16", activation_checkpointing=True)
FLOAT32 = Way("float32", "float32", activation_checkpointing=True)
BFLOAT16 = Way("bfloat16", "bfloat16")
TORCH_BFLOAT16, TORCH_FLOAT32 = Way("torch", "bfloat16"), Way("torch", "float32")


def ranking():
    """The ways of this kind of processor, the fastest first; there may be no compiler for some.

    docs/speed.md has the times of all on each kind, `snakemake benchmark` measures them here.
    """
    if native.has_tiles():
        return [TILES, TORCH_BFLOAT16, FLOAT32, BFLOAT16, TORCH_FLOAT32]
    if native.has_pairs():
        return [BFLOAT16, FLOAT32, TORCH_BFLOAT16, TORCH_FLOAT32]
    return [FLOAT32, TORCH_FLOAT32, TORCH_BFLOAT16]


def available(way, channels=CHANNELS, hidden=HIDDEN):
    """Whether this machine has it, for automata of this size; compiles a kernel to see."""
    if way.rollout == "torch":
        return True
    kernel = native.KERNELS.get(way.rollout)
    return kernel is not None and native.library(kernel, channels, hidden) is not None


def fastest(precision="auto", channels=CHANNELS, hidden=HIDDEN):
    """The fastest way of this machine's processor in a precision, or in any: ``auto``."""
    fit = (way for way in ranking() if precision in ("auto", way.precision))
    return next(way for way in fit if available(way, channels, hidden))


def choose(settings, device, gpu_rollout):
    """The way that a training takes with these settings: those of `network` and rollouts."""
    precision, again = settings["precision"], settings["activation_checkpointing"]
    own = "bfloat16" if device == "cuda" else ranking()[0].precision
    if settings["network"] != "automaton":
        way = Way(None, own if precision == "auto" else precision)
    elif device == "cuda":
        way = Way(gpu_rollout, own if precision == "auto" else precision)
    else:
        way = fastest(precision, settings["channels"], settings["hidden"])
        tell_slower(way, settings)
    return way if again == "auto" else way._replace(activation_checkpointing=again)


def tell_slower(way, settings):
    """Warns if an automaton's size keeps it from what is fastest on this machine."""
    best = fastest(settings["precision"])
    if way.rollout != best.rollout:
        units = native.KERNELS[best.rollout].hidden
        warnings.warn(
            f"channels {settings['channels']} and hidden {settings['hidden']} are no multiples of "
            f"{native.TILE} and {units}, as {best} takes them; rolled out with {way}, slower",
            InputWarning,
            stacklevel=2,
        )


def tried_fused(network, side, dtype):
    """`fused_rollout`, after one forward and backward pass over a grid of side x side.

    Triton compiles a kernel when it is first called.  That takes a PyTorch that has brought Triton
    along, a C compiler, and a card that Triton knows.  Raises InputError if one is missing.
    """
    device = next(network.parameters()).device
    state = blank_seed(1, side, side, network.channels).to(device)
    generator = torch.Generator(device)  # leaves the training's random numbers as they are
    try:
        from ganca.model.rollout.fused import fused_rollout

        fused_rollout(network, state, 1, generator, dtype).sum().backward()
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"gpu_rollout: fused doesn't work here ({reason}); dense does") from error
    network.zero_grad()
    return fused_rollout
