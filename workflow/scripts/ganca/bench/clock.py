"""How long calls take, alone, side by side or in turns, and how much memory they hold."""

import ctypes
import gc
import multiprocessing
import time
from pathlib import Path

import torch

FORK = multiprocessing.get_context("fork")


def side_by_side(work, count):
    """A clock of `count` processes, of one thread each, that do the same work at the same time.

    It returns the seconds of the slowest; RuntimeError if one of them fails.
    """
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
    """The seconds that one call takes; on a GPU until its kernels have ended."""
    wait = torch.cuda.synchronize if torch.cuda.is_available() else lambda: None
    wait()
    started = time.perf_counter()
    work()
    wait()
    return time.perf_counter() - started


def interleaved(clocks, rounds):
    """Runs all clocks in turn, round after round: a machine that slows down does so for all.

    clocks: name -> a function that returns the seconds of one run.  One more round, the first,
    warms up and isn't counted.  Returns name -> the seconds of each round.
    """
    times = {name: [] for name in clocks}
    for turn in range(rounds + 1):
        for name, clock in clocks.items():
            spent = clock()
            if turn:
                times[name].append(spent)
    return times


def peak_memory(work):
    """The bytes that a call holds at its peak beyond those held before.  Needs Linux or a GPU."""
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
