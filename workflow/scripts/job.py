"""What every rule's script does around its work: log it, and meet bad input with one line."""

import logging
import os
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

from ganca.errors import InputError

log = logging.getLogger("ganca")


@contextmanager
def running(snakemake):
    """Logs to the terminal and the rule's log file; ends an InputError as one line and exit 1."""
    logging.raiseExceptions = False  # where a log file cannot be written, the terminal still can
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.INFO)
    files = [logging.FileHandler(path, mode="w") for path in snakemake.log]
    logging.basicConfig(format="%(message)s", handlers=[terminal, *files])
    log.setLevel(logging.DEBUG)
    warnings.showwarning = lambda message, *_, **__: log.warning("warning: %s", message)
    try:
        yield log
    except InputError as error:
        log.error("error: %s", error)
        sys.exit(1)
    except Exception:
        log.exception("%s failed", snakemake.rule)
        sys.exit(1)


@contextmanager
def whole(path):
    """Gives a path to write to; what was written takes the place of `path` at the end, or never.

    It is on the disk before it gets its name: else a power cut could leave the name on a file
    without content, which Snakemake would take for a finished one.
    """
    unfinished = Path(f"{path}.unfinished")
    try:
        yield unfinished
        with open(unfinished, "rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error}); make room or make the folder "
            "writable and run again"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
