"""Measures a training step's seconds and memory against grid side, batch and rollout length."""

from jobs.running import running, whole

from functools import partial
from statistics import median

import numpy as np
import pandas as pd
import torch

from ganca.bench.clock import peak_memory, seconds
from ganca.bench.workloads import Workload, equipment, job, subject, usual_rollout
from ganca.data import dataset
from ganca.machine import device_name
from ganca.model.rollout.rollout import rollout
from ganca.results import write_table
from ganca.train.trainer import Training

ROUNDS = 3
AXES = {
    "side": [(side, 1, 16) for side in (32, 64, 128, 256)],
    "batch": [(40, batch, 16) for batch in (1, 4, 16, 64)],
    "steps": [(40, 4, steps) for steps in (8, 16, 32, 64, 128)],
}
EMOJIS = (1, 10, 50, 200)
TIMED = 50  # steps of a whole training, a validation among them


def contenders(dtype, device):
    """The rollouts that are compared, by name: functions of automaton, state and steps."""

    def kept(automaton, state, steps):
        return rollout(automaton, state, steps, dtype=dtype)

    def recomputed(automaton, state, steps):
        return rollout(automaton, state, steps, dtype=dtype, recompute=True)

    found = {
        "PyTorch as usually written": usual_rollout,
        "this project": kept,
        "this project, recomputed": recomputed,
    }
    if device == "cuda":
        from ganca.model.rollout.fused import (
            fused_rollout,  # Triton is there where PyTorch is made for GPUs
        )

        found["this project, fused"] = partial(fused_rollout, dtype=dtype)
    return found


def cost(work):
    """The seconds of a call, their median, and the bytes that it needs at its peak."""
    peak = peak_memory(work)  # the first call, which also warms up
    return {"seconds": median(seconds(work) for _ in range(ROUNDS)), "peak_bytes": peak}


def emojis_known(pictures, settings, count):
    """A call that does a training step with `count` training pictures, some of them repeated."""
    train = np.flatnonzero([split == "train" for split in pictures.split])
    validation = np.flatnonzero([split == "validation" for split in pictures.split])
    chosen = pictures.take([*train[np.arange(count) % len(train)], *validation])
    return Training(settings | {"validate_every": 10**6}, chosen, seed=0).advance


def whole_run(pictures, settings, gpu_rollout):
    """The seconds of a training, extrapolated from TIMED steps, and its bytes at the peak."""
    settings = settings | {"validate_every": TIMED}
    training = Training(settings, pictures, seed=0, gpu_rollout=gpu_rollout)
    peak = peak_memory(training.advance)  # which also warms up
    spent = seconds(lambda: [training.advance() for _ in range(TIMED)])
    return {"seconds": spent * settings["steps"] / TIMED, "peak_bytes": peak}


with running(snakemake) as log:
    torch.set_num_threads(snakemake.threads)
    device, precisions = equipment()
    precision = precisions[-1]
    pictures = dataset.load(snakemake.input.pictures)
    truth = pictures.where("train").truth()
    table = []
    for axis, shapes in AXES.items():
        for shape in shapes:
            workload = Workload(*shape)
            log.info("%s: %s", axis, workload)
            for name, way in contenders(getattr(torch, precision), device).items():
                work = job(way, *subject(workload, truth, device), workload)
                value = getattr(workload, axis)
                labels = {"axis": axis, "value": value, "workload": str(workload)}
                table.append({**labels, "contender": name, **cost(work)})
    for count in EMOJIS:
        log.info("emojis: %d", count)
        step = emojis_known(pictures, snakemake.params.settings, count)
        labels = {"axis": "emojis", "value": count, "workload": snakemake.params.model}
        table.append({**labels, "contender": "this project", **cost(step)})
    settings = snakemake.params.settings
    for gpu_rollout in ("dense", "fused") if device == "cuda" else ("dense",):
        log.info("all of a training: %d steps", settings["steps"])
        labels = {"axis": "run", "value": settings["steps"], "workload": snakemake.params.model}
        labels["contender"] = "this project" + ", fused" * (gpu_rollout == "fused")
        table.append({**labels, **whole_run(pictures, settings, gpu_rollout)})
    with whole(snakemake.output.table) as path:
        labels = {"threads": snakemake.threads, "precision": precision}
        rows = pd.DataFrame(table).assign(**labels, device=device_name(device))
        write_table(path, rows, "%.5g")
