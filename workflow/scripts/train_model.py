"""Trains one model with one seed, or goes on where an interrupted training stopped."""

import json
import signal
import sys
import time

import torch

from ganca import checkpoint, dataset, networks
from ganca.machine import keep_freed_memory
from ganca.record import history, identity, named, record, write_history
from ganca.trainer import Training, take_up, train
from gpus import only_one
from job import running, whole
from progress import Progress
from slurm import end_of_job, move_to_own_step

TRY_AGAIN = 75  # EX_TEMPFAIL: the job was told to stop and goes on when it is started again
MARGIN = 30.0  # seconds before the job's time limit in which the last checkpoint is written


def stop_asked(limit):
    """A function that says whether this process has been told to stop, or soon will be.

    A second signal while the checkpoint is being written changes nothing.
    limit: when the job's time is over, in seconds since the epoch.
    """
    told = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        signal.signal(number, lambda received, frame: told.append(received))
    return lambda: bool(told) or time.time() > limit - MARGIN


move_to_own_step(snakemake.threads)
with (
    running(snakemake) as log,
    checkpoint.alone(snakemake.params.checkpoints),
    only_one() as gpu,
):
    if gpu:
        log.info("sees GPU %s alone", gpu)
    torch.set_num_threads(snakemake.threads)
    keep_freed_memory()
    params, files = snakemake.params, snakemake.input
    model, seed = snakemake.wildcards.model, int(snakemake.wildcards.seed)
    pictures, initial = [files.pictures, *files.get("beside", [])], files.get("initial", [])
    training = Training(
        params.settings,
        dataset.load_all(pictures),
        seed,
        networks.load_weights(*initial) if initial else None,
        params.gpu_rollout,
    )
    own = identity(model, seed, params.settings, [*pictures, *initial])
    assumed = named(model, params.assumed)
    if steps := take_up(params.released, params.checkpoints, own, assumed):
        log.info("goes on from the released training, %d steps long", steps)
    with Progress(f"train {model}", training.settings["steps"]) as progress:
        finished = train(
            training,
            params.checkpoints,
            own,
            progress.show,
            params.every,
            stop_asked(end_of_job()),
            assumed,
        )
    log.info("rolled out with %s", training.way)
    if not finished:
        log.warning("stopped at step %d; run again to go on from there", training.step)
        sys.exit(TRY_AGAIN)
    with whole(snakemake.output.history) as path:
        write_history(path, history(training))
    with whole(snakemake.output.record) as path:
        made = record(training, model, seed, files.pictures)
        path.write_text(json.dumps(made, indent=2) + "\n")
    with whole(snakemake.output.weights) as path:
        networks.save_weights(path, training.average.cpu())
    with whole(snakemake.output.best) as path:
        networks.save_weights(path, training.stopped_early.cpu())
