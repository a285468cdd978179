"""Trains one model with one seed, or goes on where an interrupted training stopped."""

import hashlib
import json
import platform
import signal
import sys
import time
from pathlib import Path

import pandas as pd
import torch

from ganca import automaton, checkpoint, dataset
from ganca.machine import device_name
from ganca.rollout import takes_native
from ganca.trainer import Training, train
from gpus import only_one
from job import running, whole
from progress import Progress
from slurm import end_of_job, move_to_own_step

TRY_AGAIN = 75  # EX_TEMPFAIL: the job was told to stop and goes on when it is started again
MARGIN = 30.0  # seconds before the job's time limit in which the last checkpoint is written


def identity(params, wildcards, files):
    """What makes two runs the same one, by the name that a user knows each part under.

    The number of steps is left out where the learning rate is constant: a finished run can then
    be taken further.  Recomputation changes no result.
    """
    settings = dict(params.settings)
    del settings["recompute"]
    if settings["decay"] == 1:
        del settings["steps"]
    parts = {f"models.{wildcards.model}.{key}": value for key, value in settings.items()}
    return parts | {"seed": int(wildcards.seed)} | {str(path): digest(path) for path in files}


def digest(path):
    """The leading digits of the SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]


def stop_asked(limit):
    """A function that says whether this process has been told to stop, or soon will be.

    A second signal while the checkpoint is being written changes nothing.
    limit: when the job's time is over, in seconds since the epoch.
    """
    told = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        signal.signal(number, lambda received, frame: told.append(received))
    return lambda: bool(told) or time.time() > limit - MARGIN


def record(training, pictures, snakemake):
    """The run's record: settings, seed, versions, device, seconds."""
    critic = training.adversary and training.adversary.critic
    return {
        "model": snakemake.wildcards.model,
        "seed": int(snakemake.wildcards.seed),
        "settings": dict(snakemake.params.settings),
        "parameters": count(training.automaton),
        "critic_parameters": count(critic) if critic else None,
        "seconds": round(training.seconds, 1),
        "device": device_name(training.device),
        "precision": str(training.dtype).removeprefix("torch."),
        "rollout": rollout_used(training.device, training.dtype),
        "threads": torch.get_num_threads(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "dataset": {
            "name": training.settings["dataset"],
            "train": len(pictures.where("train")),
            "validation": len(pictures.where("validation")),
            "grid": training.examples.side,
        },
    }


def rollout_used(device, dtype):
    """Which of the rollouts in ganca/rollout.py the training took, in a word."""
    if device == "cuda":
        return "dense"
    return "native" if takes_native(dtype) else "living"


def count(module):
    """The number of parameters."""
    return sum(parameter.numel() for parameter in module.parameters())


move_to_own_step(snakemake.threads)
with (
    running(snakemake) as log,
    checkpoint.alone(snakemake.params.checkpoints),
    only_one() as gpu,
):
    if gpu:
        log.info("sees GPU %s alone", gpu)
    torch.set_num_threads(snakemake.threads)
    pictures = dataset.load(snakemake.input.pictures)
    initial = snakemake.input.get("initial")
    files = [snakemake.input.pictures, *([initial] if initial else [])]
    training = Training(
        snakemake.params.settings,
        pictures,
        int(snakemake.wildcards.seed),
        automaton.load_weights(initial) if initial else None,
    )
    with Progress(f"train {snakemake.wildcards.model}", training.settings["steps"]) as progress:
        finished = train(
            training,
            snakemake.params.checkpoints,
            identity(snakemake.params, snakemake.wildcards, files),
            progress.show,
            snakemake.params.every,
            stop_asked(end_of_job()),
        )
    if not finished:
        log.warning("stopped at step %d; run again to go on from there", training.step)
        sys.exit(TRY_AGAIN)
    table = pd.DataFrame(training.log, columns=training.columns)
    table.insert(0, "step", range(1, len(table) + 1))
    with whole(snakemake.output.history) as path:
        table.to_csv(path, index=False)
    with whole(snakemake.output.record) as path:
        path.write_text(json.dumps(record(training, pictures, snakemake), indent=2) + "\n")
    with whole(snakemake.output.weights) as path:
        automaton.save_weights(path, training.average.cpu())
    with whole(snakemake.output.best) as path:
        automaton.save_weights(path, training.stopped_early.cpu())
