"""What is timed: rollouts of one workload in every implementation, and the machine's ceilings."""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import torch

from ganca.model.automaton import ALPHA, CHANNELS, HIDDEN, Automaton
from ganca.model.rollout.choice import available, fastest, ranking
from ganca.model.rollout.rollout import dense_rollout, rollout

FLOPS = 2 * (9 * CHANNELS * HIDDEN + HIDDEN * CHANNELS)  # of one cell's update, forward
BACKWARD = 2  # a backward pass multiplies twice as much: for the weights and for the states
PRODUCT = 2048  # side of the square matrices whose product is taken for the machine's ceiling
NOISE = 0.005
COPIED = 2**28  # bytes


@dataclass(frozen=True)
class Workload:
    """A rollout of `steps` steps of `batch` square grids, with a backward pass if it trains."""

    side: int
    batch: int
    steps: int
    training: bool = True

    @property
    def updates(self):
        """The number of cell updates; those of dead cells count as well."""
        return self.side**2 * self.batch * self.steps

    @property
    def operations(self):
        """Floating-point operations of the convolutions over the whole grid."""
        return self.updates * FLOPS * (1 + BACKWARD * self.training)

    def __str__(self):
        return f"{self.side} x {self.side}, batch {self.batch}, {self.steps} steps"


def usual_rollout(automaton, state, steps):
    """A rollout as most re-implementations write it: dense, float32, channels first."""
    for _ in range(steps):
        state = automaton(state)
    return state


def compiled_rollout():
    """A function that does a dense rollout, its step compiled by torch.compile."""
    torch.compiler.reset()  # after some number of shapes and types it would leave off compiling
    compiled = cache(partial(torch.compile, dynamic=False))
    return lambda automaton, *given, **options: dense_rollout(
        compiled(automaton), *given, **options
    )


def equipment():
    """The device that torch finds, ``cuda`` or ``cpu``, and the precisions it has units for."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    native = device == "cuda" or fastest().precision == "bfloat16"
    return device, ["float32", "bfloat16"] if native else ["float32"]


def ours(way):
    """The name of a way of `choice` in the benchmark."""
    by = {"tiles": "tiles", "bfloat16": "AVX-512 BF16", "float32": "float32"}
    return f"this project, {by.get(way.rollout) or f'torch, {way.precision}'}"


def rolled(way):
    """A rollout in one of this processor's ways."""
    dtype, recompute = getattr(torch, way.precision), way.activation_checkpointing
    return partial(rollout, dtype=dtype, recompute=recompute, multiplier=way.rollout)


def ways(precisions, device="cpu"):
    """The rollouts that are compared, by name: each a function of automaton, state and steps."""
    found = {"PyTorch as usually written": usual_rollout}
    for name in precisions:
        dtype = getattr(torch, name)
        found[f"channels last, {name}"] = partial(dense_rollout, dtype=dtype)
        if device == "cuda":
            found[f"this project, {name}"] = partial(rollout, dtype=dtype)
            from ganca.model.rollout.fused import (
                fused_rollout,  # Triton is there where PyTorch is made for GPUs
            )

            found[f"torch.compile, {name}"] = partial(compiled_rollout(), dtype=dtype)
            found[f"this project, fused, {name}"] = partial(fused_rollout, dtype=dtype)
    if device == "cpu":
        own = [way for way in ranking() if way.precision in precisions and available(way)]
        found |= {ours(way): rolled(way) for way in own}
    return found


def subject(workload, truth, device="cpu", hidden=HIDDEN):
    """An automaton, and a state that shows finished pictures: what a workload begins with.

    truth: (n, 4, height, width) float32, repeated or cut to the workload's batch and side.
    hidden: units of the automaton.
    The automaton's updates and their noise are so small that the pictures stay as they are, as
    under a trained automaton; with much noise, an untrained one would bring all cells to life.
    """
    torch.manual_seed(0)
    automaton = Automaton(update_noise=NOISE, hidden=hidden)
    torch.nn.init.normal_(automaton.respond.weight, std=1e-3)
    state = torch.zeros(workload.batch, CHANNELS, workload.side, workload.side)
    state[:, : ALPHA + 1] = torch.from_numpy(tiled(truth, workload.batch, workload.side))
    return automaton.to(device), state.to(device)


def living_share(state):
    """The share of a state's cells that are updated: living ones and their neighbours."""
    return Automaton().active(state).float().mean().item()


def tiled(truth, batch, side):
    """The first pictures, (batch, 4, side, side), tiled where the side is longer than theirs."""
    times = -(-side // truth.shape[-1])
    whole = np.tile(truth[np.arange(batch) % len(truth)], (1, 1, times, times))
    return whole[..., :side, :side]


def job(way, automaton, state, workload):
    """A call to time: a rollout, with the gradient of a loss if the workload trains."""

    def train():
        automaton.zero_grad(set_to_none=True)
        way(automaton, state, workload.steps)[:, : ALPHA + 1].square().sum().backward()

    return (
        train
        if workload.training
        else torch.no_grad()(partial(way, automaton, state, workload.steps))
    )


def product(precision, device="cpu"):
    """A call that multiplies large matrices, as fast as the machine can, and its operations."""
    left = torch.randn(PRODUCT, PRODUCT, device=device).to(getattr(torch, precision))
    return partial(torch.mm, left, left.clone()), 2 * PRODUCT**3


def copy(device):
    """A call that copies within the device's memory, and the bytes that it reads and writes."""
    source = torch.zeros(COPIED, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    return partial(target.copy_, source), 2 * COPIED
