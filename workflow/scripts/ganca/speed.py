"""How fast a rollout is, and how much memory it takes: workloads, contenders, the clock."""

import ctypes
import gc
import multiprocessing
import time
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch

from ganca.automaton import ALPHA, CHANNELS, HIDDEN, Automaton
from ganca.choice import available, fastest, ranking
from ganca.rollout import dense_rollout, rollout

FLOPS = 2 * (9 * CHANNELS * HIDDEN + HIDDEN * CHANNELS)  # of one cell's update, forward
BACKWARD = 2  # a way back multiplies twice as much: once for the weights, once for the states
PRODUCT = 2048  # side of the square matrices whose product is taken for the machine's ceiling
NOISE = 0.005
COPIED = 2**28  # bytes
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Workload:
    """So many steps of a batch of square grids, with a way back or without one."""

    side: int
    batch: int
    steps: int
    training: bool = True

    @property
    def updates(self):
        """Cell updates, of living and dead cells alike."""
        return self.side**2 * self.batch * self.steps

    @property
    def operations(self):
        """Floating-point operations of the convolutions over the whole grid."""
        return self.updates * FLOPS * (1 + BACKWARD * self.training)

    def __str__(self):
        return f"{self.side} x {self.side}, batch {self.batch}, {self.steps} steps"


def usual_rollout(automaton, state, steps):
    """The way of most re-implementations: dense, float32, channels before rows and columns."""
    for _ in range(steps):
        state = automaton(state)
    return state


def compiled_rollout():
    """A dense rollout whose step torch.compile has made into fewer kernels, as a function."""
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
    """What a way of `ganca.choice` is called."""
    by = {"tiles": "tiles", "bfloat16": "AVX-512 BF16", "float32": "float32"}
    return f"this project, {by.get(way.rollout) or f'torch, {way.precision}'}"


def rolled(way):
    """A rollout in a way of this processor's."""
    dtype = getattr(torch, way.precision)
    return partial(rollout, dtype=dtype, recompute=way.recompute, multiplier=way.rollout)


def ways(precisions, device="cpu"):
    """Every way to roll out that is compared, by name: a function of automaton, state, steps."""
    found = {"PyTorch as usually written": usual_rollout}
    for name in precisions:
        dtype = getattr(torch, name)
        found[f"channels last, {name}"] = partial(dense_rollout, dtype=dtype)
        if device == "cuda":
            found[f"this project, {name}"] = partial(rollout, dtype=dtype)
            from ganca.fused import fused_rollout  # Triton is there where PyTorch is made for GPUs

            found[f"torch.compile, {name}"] = partial(compiled_rollout(), dtype=dtype)
            found[f"this project, fused, {name}"] = partial(fused_rollout, dtype=dtype)
    if device == "cpu":
        own = [way for way in ranking() if way.precision in precisions and available(way)]
        found |= {ours(way): rolled(way) for way in own}
    return found


def subject(workload, truth, device="cpu"):
    """An automaton and the finished pictures that it is at work on.

    truth: (n, 4, height, width) float32, repeated or cut to the workload's batch and side.

    Updates and their noise are so small that the pictures stay as they are, as under a trained
    automaton: with much noise, an untrained one would soon bring all cells to life.
    """
    torch.manual_seed(0)
    automaton = Automaton(update_noise=NOISE)
    torch.nn.init.normal_(automaton.respond.weight, std=1e-3)
    state = torch.zeros(workload.batch, CHANNELS, workload.side, workload.side)
    state[:, : ALPHA + 1] = torch.from_numpy(tiled(truth, workload.batch, workload.side))
    return automaton.to(device), state.to(device)


def living_share(state):
    """The share of the cells that live, dead ones beside them included, (batch, 16, ...)."""
    return Automaton().active(state).float().mean().item()


def tiled(truth, batch, side):
    """The first pictures, (batch, 4, side, side); where the side is longer, several in one."""
    times = -(-side // truth.shape[-1])
    whole = np.tile(truth[np.arange(batch) % len(truth)], (1, 1, times, times))
    return whole[..., :side, :side]


def job(way, automaton, state, workload):
    """What is timed: a rollout, with the gradient of a loss where it trains."""

    def train():
        automaton.zero_grad(set_to_none=True)
        way(automaton, state, workload.steps)[:, : ALPHA + 1].square().sum().backward()

    return (
        train
        if workload.training
        else torch.no_grad()(partial(way, automaton, state, workload.steps))
    )


def product(precision, device="cpu"):
    """A large matrix product, what the machine does at best, and its operations."""
    left = torch.randn(PRODUCT, PRODUCT, device=device).to(getattr(torch, precision))
    return partial(torch.mm, left, left.clone()), 2 * PRODUCT**3


def copy(device):
    """A copy from memory to memory, and the bytes that it moves."""
    source = torch.zeros(COPIED, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    return partial(target.copy_, source), 2 * COPIED


def side_by_side(work, count):
    """A clock of the same work in so many processes of one thread each, at the same time."""
    ready, spent = FORK.Barrier(count), FORK.SimpleQueue()

    def alone():
        torch.set_num_threads(1)
        try:
            work()  # warms up
        except Exception:
            ready.abort()
            raise
        ready.wait()
        spent.put(seconds(work))

    def clock():
        processes = [FORK.Process(target=alone) for _ in range(count)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("one of the processes side by side failed")
        return max(spent.get() for _ in processes)

    return clock


def seconds(work):
    """Of one call; on a GPU until all of it is done."""
    wait = torch.cuda.synchronize if torch.cuda.is_available() else lambda: None
    wait()
    started = time.perf_counter()
    work()
    wait()
    return time.perf_counter() - started


def interleaved(works, rounds):
    """Times every work in turn, round after round, so that a machine's moods meet all alike.

    works: name -> what `clock` takes.  A first round, to warm up, isn't counted.
    Returns name -> the seconds of each round.
    """
    times = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, clock in works.items():
            spent = clock()
            if turn:
                times[name].append(spent)
    return times


def peak_memory(work):
    """The bytes that a call needs at its peak beyond what was there before.  Linux, or a GPU."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        work()
        return torch.cuda.max_memory_allocated() - before
    ctypes.CDLL(None).malloc_trim(0)  # what was freed before must not serve again uncounted
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = resident("VmRSS")
    work()
    return resident("VmHWM") - before


def resident(key):
    """Bytes that this process holds in memory now (VmRSS) or held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))
