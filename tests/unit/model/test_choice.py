"""The table of what is fastest is right on this machine, and what is told is taken."""

import warnings
from functools import partial
from statistics import median

import pytest
from discs import truth

from ganca.bench.clock import interleaved, seconds
from ganca.bench.workloads import Workload, job, rolled, subject
from ganca.errors import InputWarning
from ganca.model.rollout import choice, native
from ganca.model.rollout.choice import (
    FLOAT32,
    TILES,
    TORCH_BFLOAT16,
    TORCH_FLOAT32,
    Way,
    choose,
    fastest,
)

NO_SLOWER = 1.25  # measured on a machine that others may work on
SETTINGS = {"network": "automaton", "precision": "auto", "activation_checkpointing": "auto"}
SETTINGS |= {"channels": 16, "hidden": 128}


@pytest.mark.parametrize("hidden", [128, 32])
def test_no_other_way_is_faster_than_the_one_chosen(one_thread, hidden):
    """With kept and with recomputed layers, of each precision."""
    workload = Workload(side=40, batch=8, steps=8)
    automaton, state = subject(workload, truth(side=40), hidden=hidden)
    ways = [way for way in choice.ranking() if choice.available(way, hidden=hidden)]
    ways += [
        way._replace(activation_checkpointing=not way.activation_checkpointing) for way in ways[:1]
    ]
    works = {way: job(rolled(way), automaton, state, workload) for way in ways}
    clocks = {way: partial(seconds, work) for way, work in works.items()}
    times = {way: median(spent) for way, spent in interleaved(clocks, rounds=5).items()}
    for precision in ("float32", "bfloat16", "auto"):
        chosen = times[fastest(precision, hidden=hidden)]
        others = [t for way, t in times.items() if precision in ("auto", way.precision)]
        assert chosen <= NO_SLOWER * min(others), times


def with_processor(monkeypatch, tiles, pairs, lanes):
    monkeypatch.setattr(native, "has_tiles", lambda: tiles)
    monkeypatch.setattr(native, "has_pairs", lambda: pairs)
    monkeypatch.setattr(native, "has_lanes", lambda: lanes)


@pytest.mark.parametrize(
    ("tiles", "pairs", "expected"),
    [
        (True, True, [TILES, FLOAT32]),
        (False, True, [choice.BFLOAT16, FLOAT32]),
        (False, False, [FLOAT32, FLOAT32]),
    ],
)
def test_each_kind_of_processor_has_its_way(monkeypatch, tiles, pairs, expected):
    with_processor(monkeypatch, tiles, pairs, True)
    monkeypatch.setattr(choice, "available", lambda *_: True)
    assert [fastest(), fastest("float32")] == expected


@pytest.mark.parametrize(("tiles", "expected"), [(True, TORCH_BFLOAT16), (False, TORCH_FLOAT32)])
def test_without_a_compiler_torch_multiplies(monkeypatch, tiles, expected):
    with_processor(monkeypatch, tiles, False, True)
    monkeypatch.setattr(choice, "available", lambda way, *_: way.rollout == "torch")
    assert fastest() == expected


def test_settings_overrule_what_is_fastest(monkeypatch):
    with_processor(monkeypatch, True, True, True)
    monkeypatch.setattr(choice, "available", lambda *_: True)
    assert choose(SETTINGS, "cpu", "dense") == TILES
    assert choose(SETTINGS | {"activation_checkpointing": False}, "cpu", "dense") == Way(
        "tiles", "bfloat16"
    )
    assert choose(SETTINGS | {"precision": "float32"}, "cpu", "dense") == FLOAT32
    assert choose(SETTINGS | {"network": "unet"}, "cpu", "dense").rollout is None


def test_a_size_that_a_kernel_does_not_take_is_told_of(monkeypatch):
    with_processor(monkeypatch, True, True, True)
    fits = {"tiles": 32, "bfloat16": 64, "float32": 16, "torch": 1}
    monkeypatch.setattr(
        choice, "available", lambda way, _=16, hidden=128: not hidden % fits[way[0]]
    )
    told = "channels 16 and hidden 48 are no multiples of 16 and 32, as tiles in bfloat16 takes"
    with pytest.warns(InputWarning, match=f"{told}.*; rolled out with torch in bfloat16, slower"):
        assert choose(SETTINGS | {"hidden": 48}, "cpu", "dense") == TORCH_BFLOAT16
    with warnings.catch_warnings(action="error"):
        assert choose(SETTINGS | {"hidden": 64}, "cpu", "dense") == TILES
