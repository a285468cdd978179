"""A training as if it had been stopped when its validation loss was least."""

import json
import shutil
from pathlib import Path

import pandas as pd

from ganca.record import stopped_early, write_history
from job import running, whole

with running(snakemake) as log:
    paths, made = snakemake.input, snakemake.output
    history, record = pd.read_csv(paths.history), json.loads(Path(paths.record).read_text())
    stopped, record = stopped_early(history, record, snakemake.wildcards.model)
    log.info("least validation loss at step %d of %d", len(stopped), len(history))
    with whole(made.weights) as path:
        shutil.copyfile(paths.weights, path)
    with whole(made.history) as path:
        write_history(path, stopped)
    with whole(made.record) as path:
        path.write_text(json.dumps(record, indent=2) + "\n")
