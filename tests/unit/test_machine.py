"""What a run asks of the machine that it runs on."""

import ctypes
import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor

import pytest
import torch

from ganca.machine import keep_freed_memory


def fresh_pages(kept):
    """How many pages the system hands out for a large tensor that follows a larger, freed one."""
    if kept:
        keep_freed_memory()
    torch.ones(2**24)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.ones(2**24 - 2**12)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="not glibc")
def test_freed_memory_is_used_again_at_once():
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as process:
        usual, kept = process.map(fresh_pages, [False, True])
    assert kept < usual / 10
