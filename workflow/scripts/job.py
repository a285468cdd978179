"""What every rule's script does around its work: log it, and meet bad input with one line."""

import logging
import sys
import warnings
from contextlib import contextmanager

from ganca.errors import InputError

log = logging.getLogger("ganca")


@contextmanager
def running(snakemake):
    """Logs to the terminal and the rule's log file; ends an InputError as one line and exit 1."""
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
