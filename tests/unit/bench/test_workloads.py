"""The benchmark's workloads: their operations, and that all contenders do the same."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
import torch
from discs import truth
from torch.utils.flop_counter import FlopCounterMode

from ganca.bench import workloads
from ganca.bench.clock import peak_memory
from ganca.bench.workloads import Workload
from ganca.model.rollout.rollout import rollout


@pytest.mark.parametrize("training", [True, False])
def test_operations_are_those_that_torch_counts(training):
    workload = Workload(side=12, batch=2, steps=3, training=training)
    automaton, state = workloads.subject(workload, truth())
    with FlopCounterMode(display=False) as counted:
        workloads.job(workloads.usual_rollout, automaton, state.requires_grad_(), workload)()
    assert workload.operations == counted.get_total_flops()


def test_every_way_does_the_same_work():
    workload = Workload(side=14, batch=3, steps=4)
    automaton, state = workloads.subject(workload, truth())
    automaton.update_noise = 0
    expected = workloads.usual_rollout(automaton, state, workload.steps)
    for name, way in workloads.ways(["float32"]).items():
        assert torch.allclose(way(automaton, state, workload.steps), expected, atol=1e-5), name


def test_larger_grids_are_tiled_with_pictures():
    tiled = workloads.tiled(truth(count=2, side=12), batch=5, side=30)
    assert tiled.shape == (5, 4, 30, 30)
    assert np.array_equal(tiled[:, :, 12:24, :12], tiled[:, :, :12, :12])


def peak_of_a_rollout(recompute):
    workload = Workload(side=40, batch=4, steps=96)
    automaton, state = workloads.subject(workload, truth(side=40))

    def way(automaton, state, steps):
        return rollout(automaton, state, steps, recompute=recompute)

    work = workloads.job(way, automaton, state, workload)
    work()  # what libraries set up once isn't the rollout's
    return peak_memory(work)


@pytest.mark.slow
def test_recomputing_needs_less_than_half_the_memory():
    fresh = multiprocessing.get_context("spawn")  # other tests leave memory in pieces
    with ProcessPoolExecutor(1, mp_context=fresh) as process:
        recomputed, kept = process.map(peak_of_a_rollout, [True, False])
    assert recomputed < kept / 2


def test_the_pictures_that_are_worked_on_stay_as_they_are():
    workload = Workload(side=24, batch=2, steps=60)
    automaton, state = workloads.subject(workload, truth(side=24))
    before = workloads.living_share(state)
    with torch.no_grad():
        after = workloads.living_share(rollout(automaton, state, workload.steps))
    assert 0.2 < before < 0.6
    assert after == pytest.approx(before, rel=0.1)
