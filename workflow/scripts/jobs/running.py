"""What every rule's script does around its work: log it, and meet bad input with one line.

Every script imports this module first.  Loading the others takes seconds, and Ctrl-C in that time
is then told in one line, too.  What they make while they load stays: Python's garbage collector
would look through it again and again, for a quarter of that time.
"""

import errno
import gc
import logging
import os
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

from ganca.errors import InputError

log = logging.getLogger("ganca")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
USUAL = gc.get_threshold()

gc.set_threshold(100_000)


def ended(kind, error, trace):
    """Tells what has ended a script: Ctrl-C in a line, all else as Python does."""
    if issubclass(kind, KeyboardInterrupt):
        log.error("stopped by Ctrl-C; run the same command again")
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = ended


@contextmanager
def running(snakemake):
    """Logs to the terminal and the rule's log file; ends what may go wrong in one line.

    An InputError, and a file that the system refuses to read or write, ends with exit 1.
    """
    gc.freeze()
    gc.set_threshold(*USUAL)
    logging.raiseExceptions = False  # where a log file cannot be written, the terminal still can
    try:
        begin_log(snakemake.log)
        yield log
    except InputError as error:
        log.error("error: %s", error)
        sys.exit(1)
    except OSError as error:
        if error.errno is None:  # none of the system's, but of a library
            log.exception("%s failed", snakemake.rule)
        else:
            log.error("error: %s", refused(error, snakemake.output))
        sys.exit(1)
    except Exception:
        log.exception("%s failed", snakemake.rule)
        sys.exit(1)


def begin_log(paths):
    """Sends what is logged to the terminal, all of it to files, and warnings along with it."""
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.INFO)
    files = [logging.FileHandler(path, mode="w") for path in paths]
    logging.basicConfig(format="%(message)s", handlers=[terminal, *files])
    log.setLevel(logging.DEBUG)
    warnings.showwarning = lambda message, *_, **__: log.warning("warning: %s", message)


def refused(error, outputs):
    """What the system refused, in a line.  A failed write doesn't name its file: all outputs."""
    name = error.filename2 or error.filename or ", ".join(map(str, outputs))
    remedy = "make room" if error.errno in FULL else "mend that"
    return f"{name}: {error.strerror}; {remedy} and run again"


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
