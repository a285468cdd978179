"""Writes a page with the run's configuration and the versions of what made it."""

from jobs.running import running

import json
import platform
import re
from importlib.metadata import version
from pathlib import Path

import yaml

from ganca.results import read_record
from ganca.show.report import run_page


def trained_on(records):
    """The devices and precisions of the trainings, each once."""
    runs = [read_record(record) for record in records]
    return ", ".join(dict.fromkeys(f"{run['device']} ({run['precision']})" for run in runs))


with running(snakemake):
    files = snakemake.input
    font = read_record(files.font)
    pinned = re.findall(r"^([\w-]+)==", Path(files.requirements).read_text(), re.MULTILINE)
    versions = {
        "emoji font": f"{font['family']} {font['version']}",
        "trained on": trained_on(files.records),
        "Python": platform.python_version(),
        **{name: version(name) for name in pinned},
    }
    # through JSON: Snakemake's own kinds of dict and str would be told apart in YAML
    config = yaml.safe_dump(json.loads(json.dumps(snakemake.params.config)), sort_keys=False)
    page = run_page(Path(files.template).read_text(), versions, config)
    Path(snakemake.output[0]).write_text(page)
