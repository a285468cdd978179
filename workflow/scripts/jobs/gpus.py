"""The GPUs of this machine: how many there are, and one of its own for each training."""

import fcntl
import itertools
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

VISIBLE = "CUDA_VISIBLE_DEVICES"


def visible():
    """The names of the NVIDIA GPUs that this process may use, as CUDA_VISIBLE_DEVICES spells them.

    Where that is set, by a user or by a scheduler, it has the say; like CUDA itself, we read it up
    to the first name that is none.  Snakefiles are parsed too often to ask torch.
    """
    if VISIBLE in os.environ:
        names = (name.strip() for name in os.environ[VISIBLE].split(","))
        return list(itertools.takewhile(lambda name: name not in ("", "-1"), names))
    return [str(i) for i, _ in enumerate(Path("/dev").glob("nvidia[0-9]*"))]


@contextmanager
def only_one():
    """Hides from CUDA all GPUs but one, which no other training on this machine holds.

    To be entered before CUDA is first asked for anything.  If there are more trainings than GPUs
    (`--resources gpu=N`), they are spread evenly.  Where there is one, such as a scheduler gave,
    there is nothing to choose.  Gives the GPU's name, or None where there is none.
    """
    names = visible()
    if len(names) < 2:
        yield names[0] if names else None
        return
    folder = Path(tempfile.gettempdir(), f"ganca-gpus-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    for turn, name in ((turn, name) for turn in itertools.count() for name in names):
        with open(folder / f"{name.replace('/', '-')}.{turn}", "w") as seat:
            if taken(seat):
                continue
            os.environ[VISIBLE] = name
            yield name
            return


def taken(seat):
    """Whether another process holds this lock file; else we do from now on, until it is closed."""
    try:
        fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
