"""The benchmark's clock and its measure of memory."""

import numpy as np
import pytest
import torch

from ganca.bench import clock


def test_rounds_are_interleaved_and_the_first_is_not_counted():
    order, times = [], iter(range(100))

    def timed(name):
        return lambda: order.append(name) or next(times)

    spent = clock.interleaved({"a": timed("a"), "b": timed("b")}, rounds=2)
    assert order == ["a", "b"] * 3
    assert spent == {"a": [2, 4], "b": [3, 5]}


def test_the_peak_of_memory_is_what_was_needed_at_once():
    def need(megabytes):
        np.ones(megabytes * 2**20, np.uint8)

    need(300)  # freed: it must not hide what comes after
    assert clock.peak_memory(lambda: need(100)) == pytest.approx(100 * 2**20, rel=0.1)


def test_side_by_side_is_done_by_as_many_processes_each_warmed_up(tmp_path):
    def work():
        assert torch.get_num_threads() == 1
        path = tmp_path / str(clock.multiprocessing.current_process().pid)
        path.write_text(path.read_text() + "x" if path.exists() else "x")

    assert clock.side_by_side(work, 3)() > 0
    assert [path.read_text() for path in tmp_path.iterdir()] == ["xx"] * 3


def test_a_failure_side_by_side_is_not_passed_over():
    with pytest.raises(RuntimeError):
        clock.side_by_side(lambda: 1 / 0, 2)()
