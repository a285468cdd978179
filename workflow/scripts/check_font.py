"""Opens the emoji font, checks it and records what it is."""

from jobs.running import running

import warnings

from ganca.data.fonts import open_font
from ganca.errors import InputWarning
from ganca.results import write_record

with running(snakemake) as log:
    font = open_font(*snakemake.input.font)
    for warning in font.warnings:
        warnings.warn(f"{font.path}: {warning}", InputWarning, stacklevel=1)
    record = {
        "file": font.path.name,
        "family": font.family,
        "version": font.version,
        "format": font.kind,
        "sha256": font.sha256,
        "credit": font.credit,
        "warnings": font.warnings,
    }
    log.info("font: %s %s, %s", font.family, font.version, font.kind)
    write_record(snakemake.output[0], record)
