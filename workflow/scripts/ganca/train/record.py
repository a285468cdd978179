"""What a training hands on beside its weights: the table of its losses, and its record."""

import pandas as pd

from ganca import provenance
from ganca.config.idle import without_idle
from ganca.config.renamed import recorded
from ganca.errors import InputError
from ganca.results import read_record, sha256, write_table

DIGITS = "%.5g"  # of a loss, which leaps by far more from batch to batch
# What computes a training: all that these import is part of it.
COMPUTES = ("ganca.train.trainer", "ganca.data.dataset")


def identity(model, seed, settings, files):
    """What makes two runs the same one: settings, seed, code and data, by name.

    files: the paths of the data.  A setting is called as in the configuration, a file by its path.
    Under `code` stands what computes (see `provenance`).  Activation checkpointing is left out,
    for it changes no result.
    """
    settings = without_idle(settings)
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
    """A run's record, for run.json: settings, seed, versions, device, seconds, steps, date.

    pictures: the path of the PictureSet that was learned from.
    In the record, `code` is what computed the last steps, None where that isn't known.
    `earlier_code`, where there is any, is other code that computed the steps before.
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
        **provenance.dated(),  # for checkpoints of earlier versions, which say nothing of it
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
    }


def read_run(path):
    """What a run.json says, its settings under their present names.  InputError if damaged."""
    told = read_record(path)
    return told | {"settings": recorded(told["settings"])}


def count(module):
    """The number of parameters."""
    return sum(parameter.numel() for parameter in module.parameters())


def stopped_early(history, record, model):
    """The losses and the record of a run, cut off at its least validation loss.

    history: the table of all losses.  record: of the whole run.  model: the name of the shortened
    run.  Raises InputError if no validation loss was measured.
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
