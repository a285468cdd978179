"""The paper's claims, each with the number that this run found and a verdict."""

from job import running

import numpy as np
import pandas as pd

from ganca import dataset, metrics, tables
from ganca.claims import Evidence, judge
from ganca.results import read_arrays, read_record, read_table, write_table


def film_errors(files, pictures):
    """Squared error of each frame of the films, the mean over seeds: (pictures, frames)."""
    trained = pictures.where("train").targets / 255
    errors = []
    for path in files:
        key = f"frames/{snakemake.params.dataset}"
        films = read_arrays(path, key)[key] / 255
        errors.append(((films - trained[: len(films), None]) ** 2).mean((2, 3, 4)))
    return np.mean(errors, axis=0)


def unlike_the_commonest(pictures):
    """Share of each picture in other colours than the training set's commonest, by name."""
    commonest = metrics.training_palette(pictures.where("train").targets)[0]
    shares = [metrics.unlike(target, commonest) for target in pictures.targets]
    return pd.Series(shares, index=pictures.names)


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    pictures = dataset.load(files.pictures)
    records, histories = {}, {}
    for record, history in zip(files.records, files.histories, strict=True):
        run = read_record(record)
        records[run["model"]] = run
        histories.setdefault(run["model"], []).append(pd.read_csv(read_table(history)))
    evidence = Evidence(
        scores=tables.read_scores([*files.scores, files.references]),
        histories=histories,
        records=records,
        parts=params.parts,
        report_at=params.report_at,
        film=film_errors(files.films, pictures),
        unlike=unlike_the_commonest(pictures),
    )
    write_table(snakemake.output[0], judge(evidence), tables.DIGITS)
