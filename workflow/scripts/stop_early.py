"""A training as if it had been stopped when its validation loss was least."""

from job import running, whole

import shutil

import pandas as pd

from ganca.record import stopped_early, write_history
from ganca.results import check_whole, read_record, read_table, write_record

with running(snakemake) as log:
    paths, made = snakemake.input, snakemake.output
    history, record = pd.read_csv(read_table(paths.history)), read_record(paths.record)
    stopped, record = stopped_early(history, record, snakemake.wildcards.model)
    log.info("least validation loss at step %d of %d", len(stopped), len(history))
    check_whole(paths.weights)
    with whole(made.weights) as path:
        shutil.copyfile(paths.weights, path)
    with whole(made.history) as path:
        write_history(path, stopped)
    with whole(made.record) as path:
        write_record(path, record)
