"""The benchmark's clock, its count of operations, its measure of memory."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from ganca.bench import workloads as speed
from ganca.bench.workloads import Workload
from ganca.model.rollout.rollout import rollout


def truth(count=2, side=12):
    """Discs, (count, 4, side, side)."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    return np.tile((np.hypot(x, y) < side / 3).astype(np.float32), (count, 4, 1, 1))


@pytest.mark.parametrize("training", [True, False])
def test_operations_are_those_that_torch_counts(training):
    workload = Workload(side=12, batch=2, steps=3, training=training)
    automaton, state = speed.subject(workload, truth())
    with FlopCounterMode(display=False) as counted:
        speed.job(speed.usual_rollout, automaton, state.requires_grad_(), workload)()
    assert workload.operations == counted.get_total_flops()


def test_every_way_does_the_same_work():
    workload = Workload(side=14, batch=3, steps=4)
    automaton, state = speed.subject(workload, truth())
    automaton.update_noise = 0
    expected = speed.usual_rollout(automaton, state, workload.steps)
    for name, way in speed.ways(["float32"]).items():
        assert torch.allclose(way(automaton, state, workload.steps), expected, atol=1e-5), name


def test_larger_grids_are_tiled_with_pictures():
    tiled = speed.tiled(truth(count=2, side=12), batch=5, side=30)
    assert tiled.shape == (5, 4, 30, 30)
    assert np.array_equal(tiled[:, :, 12:24, :12], tiled[:, :, :12, :12])


def test_rounds_are_interleaved_and_the_first_is_not_counted():
    order, times = [], iter(range(100))

    def clock(name):
        return lambda: order.append(name) or next(times)

    spent = speed.interleaved({"a": clock("a"), "b": clock("b")}, rounds=2)
    assert order == ["a", "b"] * 3
    assert spent == {"a": [2, 4], "b": [3, 5]}


def test_the_peak_of_memory_is_what_was_needed_at_once():
    def need(megabytes):
        np.ones(megabytes * 2**20, np.uint8)

    need(300)  # freed: it must not hide what comes after
    assert speed.peak_memory(lambda: need(100)) == pytest.approx(100 * 2**20, rel=0.1)


def peak_of_a_rollout(recompute):
    workload = Workload(side=40, batch=4, steps=96)
    automaton, state = speed.subject(workload, truth(side=40))

    def way(automaton, state, steps):
        return rollout(automaton, state, steps, recompute=recompute)

    work = speed.job(way, automaton, state, workload)
    work()  # what libraries set up once isn't the rollout's
    return speed.peak_memory(work)


@pytest.mark.slow
def test_recomputing_needs_less_than_half_the_memory():
    fresh = multiprocessing.get_context("spawn")  # other tests leave memory in pieces
    with ProcessPoolExecutor(1, mp_context=fresh) as process:
        recomputed, kept = process.map(peak_of_a_rollout, [True, False])
    assert recomputed < kept / 2


def test_the_pictures_that_are_worked_on_stay_as_they_are():
    workload = Workload(side=24, batch=2, steps=60)
    automaton, state = speed.subject(workload, truth(side=24))
    before = speed.living_share(state)
    with torch.no_grad():
        after = speed.living_share(rollout(automaton, state, workload.steps))
    assert 0.2 < before < 0.6
    assert after == pytest.approx(before, rel=0.1)


def test_side_by_side_is_done_by_as_many_processes_each_warmed_up(tmp_path):
    def work():
        assert torch.get_num_threads() == 1
        path = tmp_path / str(speed.multiprocessing.current_process().pid)
        path.write_text(path.read_text() + "x" if path.exists() else "x")

    assert speed.side_by_side(work, 3)() > 0
    assert [path.read_text() for path in tmp_path.iterdir()] == ["xx"] * 3


def test_a_failure_side_by_side_is_not_passed_over():
    with pytest.raises(RuntimeError):
        speed.side_by_side(lambda: 1 / 0, 2)()
