"""What a training hands on beside its weights: its losses as a table, and how it came about."""

import subprocess
from datetime import UTC, datetime

import pandas as pd

from ganca import provenance
from ganca.errors import InputError
from ganca.results import sha256, write_table

DIGITS = "%.5g"  # of a loss, which leaps by far more from batch to batch
# What computes a training: all that these import is part of it.
COMPUTES = ("ganca.train.trainer", "ganca.data.dataset")


def identity(model, seed, settings, files):
    """What makes two runs the same one, by the name that a user knows each part under.

    Under `code` stands what computes (see `provenance`).  Recomputation changes no result.
    """
    settings = dict(settings)
    del settings["recompute"]
    parts = named(model, settings) | {"seed": int(seed), "code": training_code()}
    return parts | {str(path): digest(path) for path in files}


def training_code():
    """The code that a training computes with here."""
    return provenance.code(COMPUTES)


def changed_since(record):
    """The names of what has changed in the code since a run was trained; None if not known."""
    codes = [record.get("code"), *(part["code"] for part in record.get("earlier_code", []))]
    if None in codes:
        return None
    here = training_code()
    return sorted({name for code in codes for name in provenance.changed(code, here)})


def named(model, settings):
    """A model's settings by the names that they have in the configuration."""
    return {f"models.{model}.{key}": value for key, value in settings.items()}


def digest(path):
    """The leading digits of the SHA-256 of a file."""
    return sha256(path)[:16]


def history(training):
    """The losses that a training has logged, a row a step."""
    table = pd.DataFrame(training.log, columns=training.columns)
    table.insert(0, "step", range(1, len(table) + 1))
    return table


def write_history(path, table):
    """Writes a log.csv."""
    write_table(path, table, DIGITS)


def record(training, model, seed, pictures):
    """A run's record: settings, seed, versions, device, seconds, steps; when it was handed on.

    pictures: the path of the PictureSet that it learned from.  code: what computed the last steps,
    None where that isn't known; earlier_code: what computed those before, if it was other code.
    """
    earlier = training.earlier_code
    critic = training.adversary and training.adversary.critic
    return {
        "model": model,
        "seed": int(seed),
        "settings": dict(training.settings),
        "steps": training.step,
        "parameters": count(training.network),
        "critic_parameters": count(critic) if critic else None,
        "seconds": round(training.seconds, 1),
        **training.ran_on,
        "code": training.code,
        **({"earlier_code": earlier} if earlier else {}),
        "dataset": {
            "name": training.settings["dataset"],
            "train": training.pictures["train"],
            "validation": training.pictures["validation"],
            "grid": training.examples.side,
            "sha256": digest(pictures),
        },
        **handed_on(),
    }


def count(module):
    """The number of parameters."""
    return sum(parameter.numel() for parameter in module.parameters())


def handed_on():
    """Today's date, and the commit of the project that this is, or None where git knows none."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        commit = told.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        commit = None
    return {"date": datetime.now(UTC).date().isoformat(), "commit": commit}


def stopped_early(history, record, model):
    """The losses and the record of a run as if it had been stopped at its least validation loss.

    model: the name that it then has.  Raises InputError if no such loss was measured.
    """
    if history.validation.isna().all():
        raise InputError(
            f"{record['model']}: no validation loss was measured in {len(history)} steps; "
            "set validate_every to fewer"
        )
    stopped = history.loc[: history.validation.idxmin()]
    share = len(stopped) / len(history)
    return stopped, record | {
        "model": model,
        "settings": record["settings"] | {"best_of": record["model"]},
        "stopped_at": len(stopped),
        "seconds": round(share * record["seconds"], 1),
    }
