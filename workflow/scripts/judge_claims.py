"""The paper's claims, each with the number that this run found and a verdict."""

from jobs.running import running

import pandas as pd

from ganca.data import dataset
from ganca.measure import tables
from ganca.measure.claims import Evidence, judge, unlike_the_commonest
from ganca.results import read_arrays, read_record, read_table, write_table


def film_errors(files, pictures):
    """Squared error of each frame of the films, (pictures, frames), one a seed."""
    trained = pictures.where("train").targets / 255
    errors = []
    for path in files:
        key = f"frames/{snakemake.params.dataset}"
        films = read_arrays(path, key)[key] / 255
        errors.append(((films - trained[: len(films), None]) ** 2).mean((2, 3, 4)))
    return errors


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
        films=film_errors(files.films, pictures),
        unlike=unlike_the_commonest(pictures),
    )
    write_table(snakemake.output[0], judge(evidence), tables.DIGITS)
