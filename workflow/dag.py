"""What the rules share: the sources that a script depends on, the settings that a job is given."""

import json
import os
from pathlib import Path

from ganca.config.idle import effective
from ganca.config.renamed import completed, recorded
from ganca.errors import InputError
from ganca.provenance import reached

SCRIPTS = Path(os.path.relpath(Path(__file__).parent / "scripts"))


def finished(folder, settings, assumed):
    """Whether a training with these settings has handed on its results in this folder.

    Published weights that were taken there may be those of a training that hasn't come so far.
    assumed: the settings that a record had which is older than their keys, by key.
    """
    if not has_results(folder):
        return False
    path = Path(folder, "run.json")
    try:
        record = json.loads(path.read_text())
    except ValueError as error:
        raise InputError(f"{path}: damaged ({error}); delete it and run again") from error
    whole = record.get("steps", settings["steps"]) >= settings["steps"]
    made_with = completed(recorded(record["settings"]), assumed)
    return whole and effective(made_with) == effective(settings)


def has_results(folder):
    """Whether the weights and the record of a run lie in this folder."""
    return all(Path(folder, name).exists() for name in ("run.json", "weights.safetensors"))


def sources(*scripts):
    """These scripts and every project module that they reach, as paths for `input:`.

    Snakemake's own `code` trigger sees neither imports nor content: a touched script would retrain
    everything and an edited model nothing.  As inputs, sources are compared by checksum.
    """
    return sorted(map(str, reached({SCRIPTS / f"{name}.py" for name in scripts}, SCRIPTS)))
