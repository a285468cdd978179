"""The fused kernels do what the definition says, and can be compiled for a GPU.

Without a GPU they run in Triton's interpreter, in NumPy.
"""

import os
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
import torch
from discs import pictures, settings

from ganca.bench import workloads as speed
from ganca.model.automaton import CHANNELS, VISIBLE, Automaton, edge_seed
from ganca.model.rollout import fused
from ganca.model.rollout.choice import Way
from ganca.model.rollout.fused import fused_rollout
from ganca.train import trainer

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
STEPS = 3


def automaton(noise=0.0, fire_rate=1.0):
    automaton = Automaton(noise, fire_rate)
    torch.nn.init.normal_(automaton.respond.weight, std=0.05)
    torch.nn.init.normal_(automaton.respond.bias, std=0.02)
    return automaton.to(DEVICE)


def restless(*shape):
    """A state of which every channel says something and about half of the cells live."""
    state = torch.randn(shape[0], CHANNELS, *shape[1:])
    state[:, VISIBLE - 1] = torch.where(torch.rand(shape) < 0.08, 0.3, -0.5)
    return state


STARTS = {
    "more than one program, odd sides": lambda: restless(3, 5, 7),
    "batch of one": lambda: edge_seed(torch.eye(6)[None]),
    "alive at the border": lambda: edge_seed(torch.ones(2, 4, 3)),
    "nothing alive": lambda: torch.zeros(1, CHANNELS, 4, 4),
    "a single row": lambda: edge_seed(torch.ones(2, 1, 5)),
}


def results(function, automaton, state):
    """The final state and the gradients of the state and of every weight."""
    state = state.to(DEVICE).clone().requires_grad_()
    final = function(automaton, state)
    (
        final.square().sum() + (final[:, :VISIBLE] * torch.arange(1, 5)[:, None, None]).sum()
    ).backward()
    return [final.detach(), state.grad, *(weight.grad for weight in automaton.parameters())]


def by_definition(automaton, state, draws=None):
    """The steps as the definition has them; draws: of each step, noise and which cells may act."""
    for noise, fires in draws or [(0, 1)] * STEPS:
        change = automaton.update(state) + automaton.update_noise * noise
        state = state + change * fires * living(state)
    return state


def living(state):
    return Automaton().active(state.detach())


def worst(got, expected):
    """The largest deviation of each result relative to its largest value."""
    pairs = zip(got, expected, strict=True)
    return max(((a - b).abs().max() / (b.abs().max() + 1e-12)).item() for a, b in pairs)


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_states_and_gradients_are_those_of_the_float64_definition(start):
    """In float32, 24 bits a number, sums of up to 144 products, and three steps of them."""
    small, state = automaton(), start()
    got = results(lambda *given: fused_rollout(*given, STEPS), small, state)
    small.zero_grad()
    assert worst(got, results(by_definition, small.double(), state.double())) < 2e-5


@pytest.mark.slow
def test_noise_and_fire_rate_are_gone_back_through_as_they_were_drawn():
    """The draws are read off an automaton that does nothing but act on noise, all of it alive."""
    noisy, state = automaton(noise=0.3, fire_rate=0.6), restless(2, 6, 7)
    seeds = torch.randint(2**62, (STEPS,), generator=torch.Generator(DEVICE).manual_seed(5))
    idle, alive = Automaton().to(DEVICE).matrices(), torch.ones_like(state).to(DEVICE)
    only_noise = {"NOISE": 1.0, "FIRE_RATE": 0.6}
    with torch.no_grad():
        seen = [
            fused.grow(alive, idle, seed[None], torch.float32, only_noise).double() - 1
            for seed in seeds
        ]
    draws = [(noise, (noise != 0).any(1, keepdim=True)) for noise in seen]

    generator = torch.Generator(DEVICE).manual_seed(5)
    got = results(lambda *given: fused_rollout(*given, STEPS, generator), noisy, state)
    noisy.zero_grad()
    expected = results(lambda *given: by_definition(*given, draws), noisy.double(), state.double())
    assert worst(got, expected) < 2e-5


@pytest.mark.slow
def test_bfloat16_gradients_agree_with_the_float64_definition():
    """Each factor keeps 8 bits; the interpreter cuts the others off, 0.8 %, where GPUs round."""
    torch.manual_seed(1)  # of ten draws 2 % of the norm is usual; where sums cancel it is up to 6
    coarse, state = automaton(), restless(2, 5, 7)
    got = results(lambda *given: fused_rollout(*given, STEPS, dtype=torch.bfloat16), coarse, state)
    coarse.zero_grad()
    for a, b in zip(got, results(by_definition, coarse.double(), state.double()), strict=True):
        assert (a - b).norm() <= 0.05 * b.norm()


@pytest.mark.slow
def test_the_noise_is_normal_and_as_many_cells_act_as_should():
    """1,200 cells, 14,400 draws: each bound is four standard errors or more away."""
    idle = Automaton(update_noise=0.5, fire_rate=0.75).to(DEVICE)
    alive = torch.ones(2, CHANNELS, 20, 30, device=DEVICE)
    with torch.no_grad():
        change = (fused_rollout(idle, alive, 1) - 1) / 0.5
    acts = (change != 0).any(1)
    assert acts.float().mean().item() == pytest.approx(0.75, abs=0.05)
    noise = change.permute(0, 2, 3, 1)[acts]
    assert noise.mean().abs() < 0.04
    assert noise.std().item() == pytest.approx(1, abs=0.04)
    assert (noise.abs() < 1).float().mean().item() == pytest.approx(0.683, abs=0.02)
    between_channels = torch.corrcoef(noise.t()) - torch.eye(CHANNELS, device=DEVICE)
    between_cells = torch.corrcoef(torch.stack([noise[1:].flatten(), noise[:-1].flatten()]))
    assert between_channels.abs().max() < 0.14 and between_cells[0, 1].abs() < 0.04


def test_a_second_derivative_is_refused_rather_than_wrong():
    one = automaton()
    final = fused_rollout(one, STARTS["batch of one"]().to(DEVICE), 1)
    (first,) = torch.autograd.grad(final.square().sum(), one.perceive.weight, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first.square().sum().backward()


@pytest.mark.slow
def test_same_generator_same_bits_there_and_back():
    def gradients(seed):
        generator = torch.Generator(DEVICE).manual_seed(seed)
        return results(lambda *given: fused_rollout(*given, 2, generator), noisy, state)

    noisy, state = automaton(noise=0.1, fire_rate=0.5), restless(2, 5, 7)
    first = [result.clone() for result in gradients(1)]
    noisy.zero_grad()
    assert all(map(torch.equal, first, gradients(1)))
    noisy.zero_grad()
    assert not torch.equal(first[0], gradients(2)[0])


@pytest.mark.slow
def test_a_training_that_takes_them_goes_down_the_same_gradients(monkeypatch):
    """In a step without noise, which each rollout draws in its own way."""

    def gradients():
        changes = {"update_noise": 0.0, "rollout": [2, 2], "batch": 1}
        training = trainer.Training(settings(**changes), pictures(), seed=7)
        training.advance()
        return [weight.grad for weight in training.network.parameters()]

    expected = gradients()
    monkeypatch.setattr(trainer, "choose", lambda *told: Way("fused", "float32"))
    monkeypatch.setattr(trainer, "grow", None)
    assert worst(gradients(), expected) < 2e-5


def test_on_a_gpu_it_is_compared_with_what_else_there_is(monkeypatch):
    """Without one: the same steps, traced by torch.compile in one piece each."""
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="eager", fullgraph=True))
    workload = speed.Workload(side=5, batch=1, steps=2)
    still, state = speed.subject(workload, np.ones((1, 4, 5, 5), np.float32), DEVICE)
    still.update_noise = 0
    found = speed.ways(["float32"], "cuda")
    assert {"torch.compile, float32", "this project, fused, float32"} < found.keys()
    expected = speed.usual_rollout(still, state, workload.steps)
    for name, way in found.items():
        assert torch.allclose(way(still, state, workload.steps), expected, atol=1e-5), name


COMPILE = """
import sys

import torch
import triton
from triton.backends.compiler import GPUTarget
from triton.backends.driver import DriverBase

from ganca.model.rollout import fused
from ganca.model.automaton import Automaton, blank_seed


class Absent(DriverBase):
    "Says that there is a card of this architecture; nothing can run on it."

    def __init__(self): pass
    def get_current_target(self): return GPUTarget("cuda", int(sys.argv[1]), 32)
    def get_current_device(self): return 0
    def get_current_stream(self, device): return 0
    def get_active_torch_device(self): return torch.device("cpu")
    def map_python_to_cpp_type(self, name): return name
    def get_benchmarker(self): pass
    def is_active(): return True


class Compiled:
    "A kernel that is compiled wherever it would be launched."

    def __init__(self, kernel):
        self.kernel, self.made = kernel, set()

    def __getitem__(self, grid):
        return lambda *given, **options: self.made.add(
            self.kernel.warmup(*given, grid=grid, **options)
        )


triton.runtime.driver.set_active(Absent())
kernels = [Compiled(kernel) for kernel in (fused.forward, fused.backward, fused.receive)]
fused.forward, fused.backward, fused.receive = kernels
network, state = Automaton(0.02, fire_rate=0.5), blank_seed(2, 40, 40)
fused.fused_rollout(network, state, 3, dtype=getattr(torch, sys.argv[2])).sum().backward()
for kernel in kernels:
    (made,) = kernel.made  # once, not anew for each step
    assert made.asm["cubin"]
    assert made.metadata.shared <= 99 * 1024  # what the smallest such card has
    assert ("mma" in made.asm["ptx"]) == (kernel is not kernels[-1])  # on tensor cores
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("architecture", "dtype"),
    [(80, "bfloat16"), (90, "bfloat16"), (90, "float32")],
    ids=["Ampere", "Hopper", "Hopper in float32"],
)
def test_a_rollout_there_and_back_can_be_compiled_for_gpus(tmp_path, architecture, dtype):
    """To machine code, from the very calls that would launch it; which takes no such card."""
    environment = {name: value for name, value in os.environ.items() if "TRITON" not in name}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "TRITON_CACHE_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", COMPILE, str(architecture), dtype],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-3000:]
