"""Sources in C, compiled for this machine's processor and loaded.

What was compiled is kept, in the user's folder for caches: to compile takes half a second, to find
it again a hundredth, and each of a run's many jobs is a process of its own.  A library's name
tells all that it comes of, so that none can be out of date.
"""

import ctypes
import hashlib
import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path

OPTIONS = ["-O3", "-std=gnu11", "-shared", "-fPIC", "-Wno-psabi", "-fno-math-errno"]
OPTIONS += ["-ffp-contract=off"]  # noise.h rounds as torch does


def load(source, options):
    """A source in C as a library of functions.

    source: a path.  options: of the compiler, which the environment names in CC, else ``cc``.
    Raises OSError where there is no compiler, CalledProcessError where it refuses.
    """
    command = [*name(), *OPTIONS, *options]
    kept = user_cache_path("ganca") / f"{source.stem}-{digest(command, source)}.so"
    with suppress(OSError):  # there is none, or it is damaged
        return ctypes.CDLL(str(kept))
    with TemporaryDirectory() as folder:
        made = Path(folder, source.name).with_suffix(".so")
        run([*command, "-o", str(made), str(source)])
        library = ctypes.CDLL(str(made))
        with suppress(OSError):  # a full disk, or a home that isn't writable
            keep(made, kept)
    return library


def name():
    """The compiler's name, with what stands behind it: ``ccache gcc``, for example."""
    return shlex.split(os.environ.get("CC") or "cc")


def digest(command, source):
    """Another one wherever the command, the sources, the compiler or the processor differ.

    The compiler's own definitions tell its version, and what ``-march=native`` stands for here.
    """
    definitions = run([*command, "-E", "-dM", "-x", "c", os.devnull]).stdout
    sources = sorted([source, *source.parent.glob("*.h")])
    said = [*command, definitions, *(path.read_text() for path in sources)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def run(command):
    """Runs a compiler; raises CalledProcessError, with what it said, where it fails."""
    return subprocess.run(command, check=True, capture_output=True, text=True)


def keep(made, path):
    """Copies a library to where the next process looks for it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as folder:
        copy = shutil.copy(made, folder)
        with open(copy, "rb") as file:
            os.fsync(file.fileno())
        os.replace(copy, path)
