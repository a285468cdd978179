"""Judges the paper's claims by the numbers that this run found."""

from jobs.running import running

import pandas as pd

from ganca.data import dataset
from ganca.measure import tables
from ganca.measure.claims import CLAIMS
from ganca.measure.evidence import Evidence, unlike_the_commonest
from ganca.measure.verdicts import judge
from ganca.results import read_arrays, read_record, read_table, write_table


def frame_errors(files, pictures):
    """Squared error of each frame of the rollouts on training pictures.

    files: rollouts.npz of each seed.  Yields an array (pictures, frames) for each.
    """
    trained = pictures.where("train").targets / 255
    for path in files:
        key = f"frames/{snakemake.params.dataset}"
        frames = read_arrays(path, key)[key] / 255
        yield ((frames - trained[: len(frames), None]) ** 2).mean((2, 3, 4))


with running(snakemake):
    files, params = snakemake.input, snakemake.params
    pictures = dataset.load(files.pictures)
    records, histories = {}, {}
    for record, history in zip(files.records, files.histories, strict=True):
        run = read_record(record)
        records[run["model"]] = run
        logs = histories.setdefault(run["model"], {})
        logs[run["seed"]] = pd.read_csv(read_table(history))
    films = frame_errors(files.films, pictures)
    evidence = Evidence(
        scores=tables.read_scores([*files.scores, files.references]),
        histories=histories,
        records=records,
        parts=params.parts,
        report_at=params.report_at,
        frame_errors=dict(zip(histories[params.parts["supervised"]], films, strict=True)),
        regrowth=pd.read_csv(read_table(files.regrowth), dtype={"name": str}),
        unlike=unlike_the_commonest(pictures),
    )
    write_table(snakemake.output[0], judge(CLAIMS, evidence), tables.DIGITS)
