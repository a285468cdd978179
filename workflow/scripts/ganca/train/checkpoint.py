"""Checkpoints that survive a crash at any moment.

A checkpoint is one safetensors file, `step-<step>-<checksum>.safetensors`, whose name carries the
SHA-256 of its bytes.  It is written under another name, flushed to the disk and only then renamed;
the folder is flushed after that.  Renaming without the first flush could, after a power cut, leave
the new name on a file without content; without the second, the rename itself might be lost, which
only costs the newest checkpoint.  The one before is deleted after all that, never earlier.
"""

import fcntl
import hashlib
import json
import os
import warnings
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from ganca.errors import InputError, InputWarning

KEEP = 2
CHECKSUM = 16  # hexadecimal digits of the SHA-256 in a file's name


@contextmanager
def alone(folder):
    """Holds a folder of checkpoints, which is made if need be, against another training.

    There is one where Snakemake died and was started again while its Slurm jobs went on.
    Raises InputError if the folder is held or can't be written.
    """
    path = Path(folder) / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "w")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); mend it first") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                f"{folder}: another training is at work here; wait until it has ended, or, if it "
                f"is gone with the machine that it ran on, delete {path}"
            ) from error
        except OSError as error:
            warnings.warn(f"{path}: no lock to be had here ({error.strerror})", InputWarning, 2)
        yield


def write(folder, step, tensors, header):
    """Writes a checkpoint and deletes all but the newest two.

    tensors: name -> tensor.  header: anything that JSON can hold.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    content = save(whole, metadata={"header": json.dumps(header)})
    path = folder / f"step-{step:08d}-{checksum(content)}.safetensors"
    unfinished = folder / f"{path.name}.unfinished"
    try:
        with open(unfinished, "wb") as file:
            file.write(content)
            flush(file.fileno())
        unfinished.replace(path)
        flush_folder(folder)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError(
            f"{path}: the checkpoint cannot be written ({error.strerror}); make room or make the "
            "folder writable and run again: the checkpoint before it is kept"
        ) from error
    for old in newest_first(folder)[KEEP:]:
        old.unlink()
    for stale in set(folder.glob("*.unfinished")):
        stale.unlink(missing_ok=True)


def read(folder):
    """The newest checkpoint that is whole: (tensors, header), or None where there is none.

    A damaged one is passed over with an InputWarning.
    """
    for path in newest_first(Path(folder)):
        content = path.read_bytes()
        if path.stem.endswith(checksum(content)):
            return parse(path)
        warnings.warn(f"{path}: damaged, so the checkpoint before it is used", InputWarning, 2)
    return None


def clear(folder):
    """Deletes every checkpoint of a folder."""
    for path in newest_first(Path(folder)):
        path.unlink()


def parse(path):
    """The tensors and the header of a checkpoint file whose checksum is right."""
    try:
        with safe_open(path, "pt") as file:
            header = json.loads(file.metadata()["header"])
            return {name: file.get_tensor(name) for name in sorted(file.keys())}, header
    except (SafetensorError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: not a checkpoint of this program; delete it") from error


def newest_first(folder):
    """The checkpoint files of a folder, the one with the most steps first."""
    return sorted(folder.glob("step-*.safetensors"), reverse=True)


def checksum(content):
    """The leading digits of the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()[:CHECKSUM]


def flush(descriptor):
    """Returns when the file's content is on the disk."""
    os.fsync(descriptor)


def flush_folder(folder):
    """Returns when the folder's list of names is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def flatten(tree, prefix=""):
    """Nested dictionaries of tensors as one, its keys joined by slashes."""
    flat = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        flat |= {name: value} if torch.is_tensor(value) else flatten(value, f"{name}/")
    return flat


def subtree(flat, name):
    """What `flatten` put under this top-level key, still flat: key -> tensor."""
    start = f"{name}/"
    return {key.removeprefix(start): flat[key] for key in flat if key.startswith(start)}
