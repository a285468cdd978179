"""Trains one model with one seed, or goes on where an interrupted training stopped."""

from jobs.running import running, whole

import signal
import sys
import time

import torch

from ganca.data import dataset
from ganca.machine import keep_freed_memory
from ganca.model import networks
from ganca.results import write_record
from ganca.train import checkpoint
from ganca.train.record import history, identity, named, record, write_history
from ganca.train.resume import take_up
from ganca.train.trainer import Training, train
from jobs.gpus import only_one
from jobs.progress import Progress
from jobs.slurm import end_of_job, move_to_own_step

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
    # no parameter of the rule: to allow something makes no result outdated
    accept = snakemake.config["accept_changed_code"]
    most = training.settings["steps"]
    if steps := take_up(params.released, params.checkpoints, own, assumed, accept, most):
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
            accept,
        )
    log.info("rolled out with %s", training.way)
    for part in training.earlier_code:
        log.info("other code computed the steps up to %d", part["until_step"])
    if not finished:
        log.warning("stopped at step %d; run again to go on from there", training.step)
        sys.exit(TRY_AGAIN)
    with whole(snakemake.output.history) as path:
        write_history(path, history(training))
    with whole(snakemake.output.record) as path:
        write_record(path, record(training, model, seed, files.pictures))
    with whole(snakemake.output.weights) as path:
        networks.save_weights(path, training.average.cpu())
    with whole(snakemake.output.best) as path:
        networks.save_weights(path, training.stopped_early.cpu())
