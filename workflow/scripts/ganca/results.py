"""What one rule hands on to another, checked where it is read: a damaged file is told in one line.

A copy that broke off or a full disk may leave a file that is cut short.  Arrays and weights carry
their lengths; of all other files it is known how they end.  A table ends with an empty line, which
every reader of CSV passes over: without it, one cut at a line's end would look whole.
"""

import hashlib
import io
import json
import zlib
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from safetensors import SafetensorError, safe_open

from ganca.errors import InputError

ENDS = {
    ".csv": b"\n\n",
    ".json": b"}\n",
    ".html": b"</html>\n",
    ".png": b"IEND\xaeB`\x82",
    ".pdf": (b"%%EOF", b"%%EOF\n"),
}
DAMAGED = (EOFError, ValueError, KeyError, BadZipFile, zlib.error, SafetensorError)


@contextmanager
def reading(path):
    """Ends an error that only a damaged file brings about as an InputError that names it."""
    try:
        yield
    except DAMAGED as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path}: damaged ({reason}); delete it and run again") from error


def check_whole(path):
    """InputError if a file is cut short, as far as files of its kind tell."""
    path = Path(path)
    with reading(path):
        if path.suffix == ".safetensors":
            with safe_open(path, "np"):
                return
        if path.suffix in ENDS and not path.read_bytes().endswith(ENDS[path.suffix]):
            raise ValueError("cut short")


def read_record(path):
    """What a JSON file says.  InputError if it is damaged."""
    check_whole(path)
    with reading(path):
        return json.loads(Path(path).read_text())


def read_table(path):
    """A table's text, open to be read as CSV.  InputError if it is cut short."""
    check_whole(path)
    with reading(path):
        return io.StringIO(Path(path).read_text(), newline="")


def read_arrays(path, *names):
    """The arrays of an npz file by name: all, or those of these names that it holds.

    InputError if it is damaged.
    """
    with reading(path), np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files if not names or name in names}


def write_table(path, table, digits=None):
    """Writes a DataFrame as CSV, and an empty line.  digits: how floats are written, "%.5g"."""
    text = table.to_csv(index=False, float_format=digits)
    Path(path).write_text(f"{text}\n")


def write_record(path, record):
    """Writes what JSON can hold."""
    Path(path).write_text(json.dumps(record, indent=2) + "\n")


def sha256(path):
    """The SHA-256 of a file, 64 hexadecimal digits."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
