"""Published weights: a folder for each run, and the checksums of all files.

<model>/seed<k>/ holds weights.safetensors, log.csv and run.json, and, where the training is
unfinished, its newest checkpoint to go on from.  `sha256sum -c` reads SHA256SUMS.
"""

from pathlib import Path

from ganca.config.idle import effective
from ganca.errors import InputError
from ganca.results import sha256

SUMS = "SHA256SUMS"
FILES = ("weights.safetensors", "log.csv", "run.json")


def sums(folder):
    """The lines of SHA256SUMS for the files in a folder of published weights."""
    found = sorted(path for path in Path(folder).glob("*/seed*/*") if path.is_file())
    return "".join(f"{sha256(path)}  {path.relative_to(folder)}\n" for path in found)


def check_sum(path, folder):
    """Raises InputError unless a file has the checksum that the folder's SHA256SUMS names."""
    name = str(Path(path).relative_to(folder))
    lines = (Path(folder) / SUMS).read_text().splitlines()
    told = dict(reversed(line.split(maxsplit=1)) for line in lines if line.strip())
    if told.get(name) != sha256(path):
        raise InputError(
            f"{path}: not the file that {Path(folder) / SUMS} tells of; fetch it again"
        )


def check_settings(path, settings, wanted):
    """Raises InputError, which names the keys, unless a record holds the wanted settings.

    path: of the record, for the message.
    """
    settings, wanted = effective(settings), effective(wanted)
    keys = sorted(settings.keys() | wanted.keys())
    changed = [k for k in keys if settings.get(k) != wanted.get(k)]
    if changed:
        told = "; ".join(f"{k} {settings.get(k)}, not {wanted.get(k)}" for k in changed)
        raise InputError(f"{path}: trained with other settings than the configuration's ({told})")
