"""Keeps the scores of published weights beside them, for model cards."""

from jobs.running import running, whole

from pathlib import Path

from ganca.export import scores

with running(snakemake) as log:
    files, runs = snakemake.input, snakemake.params.runs
    measured = [
        (*run, weights, metrics)
        for run, weights, metrics in zip(runs, files.weights, files.metrics, strict=True)
    ]
    with whole(Path(snakemake.params.folder, scores.FILE)) as path:
        scores.keep(path, measured)
    log.info("%s: the scores of %d trainings", scores.FILE, len(measured))
