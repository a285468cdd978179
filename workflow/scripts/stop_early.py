"""A training as if it had been stopped when its validation loss was least."""

import json
import shutil
from pathlib import Path

import pandas as pd

from ganca.errors import InputError
from job import running, whole

with running(snakemake) as log:
    paths, made = snakemake.input, snakemake.output
    history, record = pd.read_csv(paths.history), json.loads(Path(paths.record).read_text())
    if history.validation.isna().all():
        raise InputError(
            f"{paths.history}: no validation loss was measured in {len(history)} steps; "
            "set validate_every to fewer"
        )
    stopped = history.loc[: history.validation.idxmin()]
    share = len(stopped) / len(history)
    log.info("least validation loss at step %d of %d", len(stopped), len(history))
    record["settings"]["best_of"] = record["model"]
    record["model"], record["stopped_at"] = snakemake.wildcards.model, len(stopped)
    record["seconds"] = round(share * record["seconds"], 1)
    with whole(made.weights) as path:
        shutil.copyfile(paths.weights, path)
    with whole(made.history) as path:
        stopped.to_csv(path, index=False)
    with whole(made.record) as path:
        path.write_text(json.dumps(record, indent=2) + "\n")
