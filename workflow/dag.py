"""What the rules share: the sources that a script depends on, the settings that a job is given."""

import ast
import json
from functools import cache
from pathlib import Path

from ganca.errors import InputError

SCRIPTS = Path("workflow/scripts")


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
    return whole and assumed | record["settings"] == settings


def has_results(folder):
    """Whether the weights and the record of a run lie in this folder."""
    return all(Path(folder, name).exists() for name in ("run.json", "weights.safetensors"))


@cache
def imported(path):
    """The project's own modules that a Python file imports, as paths."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    files = (SCRIPTS.joinpath(*name.split(".")).with_suffix(".py") for name in names)
    return {file for file in files if file.exists()}


@cache
def compiled(path):
    """The modules in C that a Python file compiles: beside it, with names that begin with its."""
    return set(path.parent.glob(f"{path.stem}_*.c"))


def sources(rule):
    """The rule's script and every project module that it reaches, as paths for `input:`.

    Snakemake's own `code` trigger sees neither imports nor content: a touched script would retrain
    everything and an edited model nothing.  As inputs, sources are compared by checksum.
    """
    found, open_ends = set(), {SCRIPTS / f"{rule}.py"}
    while open_ends:
        found |= open_ends
        open_ends = set().union(*(imported(path) for path in open_ends)) - found
    found |= set().union(*map(compiled, found))
    return sorted(str(path) for path in found)
