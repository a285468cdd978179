"""A training as if it had been stopped when its validation loss was least."""

from jobs.running import running, whole

import shutil

import pandas as pd

from ganca.results import check_whole, read_table, write_record
from ganca.train.record import read_run, stopped_early, write_history

with running(snakemake) as log:
    paths, made = snakemake.input, snakemake.output
    history, record = pd.read_csv(read_table(paths.history)), read_run(paths.record)
    stopped, record = stopped_early(history, record, snakemake.wildcards.model)
    log.info("least validation loss at step %d of %d", len(stopped), len(history))
    check_whole(paths.weights)
    with whole(made.weights) as path:
        shutil.copyfile(paths.weights, path)
    with whole(made.history) as path:
        write_history(path, stopped)
    with whole(made.record) as path:
        write_record(path, record)
