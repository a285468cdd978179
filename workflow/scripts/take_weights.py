"""Takes the published weights of one run, after a look at whether they are what they should be."""

from jobs.running import running, whole

import shutil
from pathlib import Path

from ganca.config.renamed import completed
from ganca.data import dataset
from ganca.errors import InputError
from ganca.export.published_weights import check_settings, check_sum
from ganca.results import write_record
from ganca.train.record import changed_since, digest, read_run

with running(snakemake) as log:
    files, made, params = snakemake.input, snakemake.output, snakemake.params
    pairs = {made.weights: files.weights, made.history: files.history}
    for path in (*pairs.values(), files.record):
        check_sum(path, params.weights)
    record = read_run(files.record)
    settings = completed(record["settings"], params.assumed)
    check_settings(files.record, settings, params.settings)
    learned, grid = record["dataset"], dataset.load(files.pictures).edges.shape[-1]
    if learned["grid"] != grid:
        raise InputError(
            f"{files.record}: trained on a grid of {learned['grid']} cells a side, not {grid}; "
            "set picture.size and picture.padding as they were"
        )
    if learned["sha256"] != digest(files.pictures):
        log.warning(
            "warning: %s seed %d learned from other pictures than %s, another font's or another "
            "machine's: its scores on training pictures are of pictures that it may not know",
            *(record["model"], record["seed"], files.pictures),
        )
    if record["steps"] < record["settings"]["steps"]:
        told = record["model"], record["steps"], record["settings"]["steps"]
        log.warning("warning: %s has been trained for %d of %d steps only", *told)
    since = changed_since(record)
    if since:
        told = record["model"], record["seed"], ", ".join(since)
        log.info("%s seed %d: the code has changed since its training (%s)", *told)
    # that of a training here would be another's than the weights beside it
    Path(made.weights).with_name("best.safetensors").unlink(missing_ok=True)
    for target, source in pairs.items():
        with whole(target) as path:
            shutil.copyfile(source, path)
    with whole(made.record) as path:
        record = {"code": None, **record, "changed_since": since}
        write_record(path, record)
