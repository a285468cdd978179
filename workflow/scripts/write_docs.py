"""Keeps the tables of this run, if there are any, and writes the pages that tell of them."""

from jobs.running import running

from datetime import date
from pathlib import Path

import pandas as pd

from ganca.show import documents, kept

FOLDER = Path("docs/tables")


def by_name(paths):
    """Tables by the names of their files."""
    return {Path(path).stem: pd.read_csv(path) for path in paths}


def keep_run(files, record):
    """Keeps what the pages tell of a run."""
    found = by_name(files.tables)
    if files.flicker:  # of the project's own face
        found["flicker"] = pd.read_csv(files.flicker)
    tables = {name: kept.kept(name, found[name], record) for name in kept.RUN if name in found}
    kept.keep(FOLDER / "runs" / kept.run_name(record), record, tables)


def keep_speed(tables, day):
    """Keeps what was timed on this machine."""
    device = tables["speed"].device.iloc[0]
    record = {"device": device, "date": day}
    kept.keep(FOLDER / "speed" / kept.folder_name(device), record, tables)


with running(snakemake) as log:
    day = date.today().isoformat()
    if snakemake.params.run:
        keep_run(snakemake.input, {**snakemake.params.run, "date": day})
        if timed := by_name(snakemake.input.speed):
            keep_speed(timed, day)
    changed = documents.write("workflow/docs", FOLDER.parent, "README.md")
    log.info("written: %s", ", ".join(map(str, changed)) or "nothing, for all is up to date")
