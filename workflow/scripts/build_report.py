"""Lets Snakemake gather figures, tables and captions into a report to click through."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from ganca.errors import InputError
from job import running

with running(snakemake), TemporaryDirectory() as folder:
    # the settings of this run, wherever on the command line they came from
    settings = Path(folder) / "config.yaml"
    settings.write_text(yaml.safe_dump(dict(snakemake.params.config)))
    command = [sys.executable, "-m", "snakemake", *snakemake.params.products]
    command += ["--report", snakemake.output[0], "--nolock", "--configfile", str(settings)]
    made = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        raise InputError(f"{snakemake.output[0]}: {made.stdout.strip().splitlines()[-1]}")
