"""Publishes what has been trained, finished or not, for runs that train nothing."""

from jobs.running import running, whole

from pathlib import Path

import pandas as pd

from dag import finished
from ganca.data import dataset
from ganca.errors import InputError
from ganca.export import published_weights
from ganca.model.networks import load_weights, save_weights
from ganca.provenance import dated
from ganca.results import read_table, write_record
from ganca.train import checkpoint
from ganca.train.record import (
    count,
    digest,
    history,
    identity,
    named,
    read_run,
    record,
    stopped_early,
    write_history,
)
from ganca.train.resume import differences
from ganca.train.snapshot import restore
from ganca.train.trainer import Training

MANY = 1_000_000  # weights, the wide U-Net's, which are rounded to 8 bits for 20 MB at most
LARGEST = 20e6  # bytes of a checkpoint that is still kept with the project


def results(folder, pictures):
    """What a finished training handed on: the last and the best weights, losses, record."""
    last, best = (load_weights(folder / f"{name}.safetensors") for name in ("weights", "best"))
    losses = pd.read_csv(read_table(folder / "log.csv"))
    run = read_run(folder / "run.json")
    # what records of earlier versions lack
    run = {"steps": len(losses), "code": None, **dated(), **run}
    run["dataset"] = {"sha256": digest(pictures), **run["dataset"]}
    return last, best, losses, run


def so_far(found, model, seed, settings, pictures):
    """What a training under way has come to by its newest checkpoint: the same as `results`."""
    tensors, header = found
    training = Training(settings, dataset.load_all(pictures), seed)
    restore(training, tensors)
    training.ran_on = header.get("ran_on", training.ran_on)
    training.code = header["identity"].get("code")
    training.earlier_code = header.get("earlier_code", [])
    run = record(training, model, seed, pictures[0])
    return training.average.cpu(), training.stopped_early.cpu(), history(training), run


def newest(model, seed, settings, files):
    """The newest checkpoint of a training with these settings, (tensors, header), or None.

    The code that computed it may be another: the record says so.
    """
    found = checkpoint.read(f"results/checkpoints/{model}/seed{seed}")
    if not found or not all(Path(path).exists() for path in files):
        return None
    own, assumed = identity(model, seed, settings, files), named(model, snakemake.params.assumed)
    return None if differences(found[1]["identity"], own, assumed) else found


def publish(folder, weights, losses, run, unfinished):
    """Writes the files of one run; returns how large they are, in bytes.

    unfinished: the checkpoint of a training to go on with, unless it is too large; else None.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with whole(folder / "weights.safetensors") as path:
        save_weights(path, weights, coarse=count(weights) > MANY)
    with whole(folder / "log.csv") as path:
        write_history(path, losses)
    with whole(folder / "run.json") as path:
        write_record(path, run)
    checkpoint.clear(folder)
    if unfinished and sum(tensor.nbytes for tensor in unfinished[0].values()) <= LARGEST:
        checkpoint.write(folder, run["steps"], *unfinished)
    return sum(path.stat().st_size for path in folder.iterdir())


def released(model, seed, settings, pictures, parents):
    """Publishes one run; returns what to say of it, or None if its training hasn't begun."""
    trained = settings["best_of"] or model
    own = settings | {"best_of": ""}
    folder, under_way = Path(f"results/models/{trained}/seed{seed}"), None
    # a published run, which has no best weights, isn't published again
    trained_here = (folder / "best.safetensors").exists()
    if trained_here and finished(folder, own, snakemake.params.assumed):
        last, best, losses, run = results(folder, pictures[0])
    elif under_way := newest(trained, seed, own, [*pictures, *parents]):
        last, best, losses, run = so_far(under_way, trained, seed, own, pictures)
    else:
        return None
    if settings["best_of"]:
        if losses.validation.isna().all():
            return None
        last, under_way = best, None
        losses, run = stopped_early(losses, run, model)
    if run["steps"] >= settings["steps"]:
        under_way = None
    place = Path(snakemake.params.folder, model, f"seed{seed}")
    size = publish(place, last, losses, run, under_way) / 1e6
    return f"{model} seed {seed}: {run['steps']} of {settings['steps']} steps, {size:.1f} MB"


with running(snakemake) as log:
    absent = []
    for run in snakemake.params.runs:
        said = released(**run)
        if said:
            log.info("released %s", said)
        else:
            absent.append(f"{run['model']} seed {run['seed']}")
    if absent:
        log.warning("left out, for their training hasn't begun here: %s", ", ".join(absent))
    if len(absent) == len(snakemake.params.runs):
        raise InputError("nothing to release: train first, with the same --configfile")
    with whole(Path(snakemake.params.folder, published_weights.SUMS)) as path:
        path.write_text(published_weights.sums(snakemake.params.folder))
