"""Builds Snakemake's report of the figures, tables and captions."""

from jobs.running import running

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from ganca.errors import InputError
from ganca.results import check_whole

LARGE = 20  # megabytes, from which a report is no longer sent by mail

with running(snakemake) as log, TemporaryDirectory() as folder:
    for path in snakemake.input:
        check_whole(path)
    # the settings of this run, wherever on the command line they came from
    settings = Path(folder) / "config.yaml"
    settings.write_text(yaml.safe_dump(dict(snakemake.params.config)))
    command = [sys.executable, "-m", "snakemake", *snakemake.params.products]
    command += ["--report", snakemake.output[0], "--nolock", "--configfile", str(settings)]
    made = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        raise InputError(f"{snakemake.output[0]}: {made.stdout.strip().splitlines()[-1]}")
    size = Path(snakemake.output[0]).stat().st_size / 1e6
    log.info("%s: %.1f MB; unpack it and open report/report.html", snakemake.output[0], size)
    if size > LARGE:
        log.warning("warning: the report is larger than %d MB", LARGE)
