"""Configuration files, read strictly: a mistake in one is named with its line.

Snakemake reads the file of --configfile itself, and takes the last of two keys of one name.  So it
is read here once more, as are the files that `extends` names.
"""

import stat
from pathlib import Path
from typing import NamedTuple

import yaml

from ganca.errors import InputError

MERGE = "tag:yaml.org,2002:merge"
TEXT = "tag:yaml.org,2002:str"


class ConfigFile(NamedTuple):
    """What a file holds, and the paths of the keys that it says in so many words.

    Those are not the ones that it has merged with `<<` or taken over with an alias.
    """

    keys: dict
    stated: set


def read_file(key, name):
    """The `ConfigFile` of a path.  key: what named it, with which every complaint begins.

    Raises InputError if it isn't a file of UTF-8 and YAML whose keys are texts, each there once.
    """
    where = f"{key}: {str(name)!r}"
    try:
        loader = yaml.SafeLoader(read_text(key, name))
        root = loader.get_single_node()
        stated = set(own_keys(root, where)) if root else set()
        keys = loader.construct_document(root) if root else None
    except yaml.YAMLError as error:
        raise InputError(f"{where} is not YAML{complaint(error)}") from error
    except (ValueError, RecursionError) as error:  # a date of no calendar, a thousand brackets
        if isinstance(error, InputError):
            raise
        raise InputError(f"{where} is not YAML ({error}); mend or quote that value") from error
    if not isinstance(keys, dict):
        raise InputError(f"{where} holds no keys; name a configuration file")
    return ConfigFile(keys, stated)


def read_text(key, name):
    """The text of a file.  InputError if it isn't a file, or not UTF-8."""
    try:
        if not stat.S_ISREG(Path(name).stat().st_mode) and not Path(name).is_dir():
            raise InputError(f"{key}: {str(name)!r} is not a file; name a configuration file")
        data = Path(name).read_bytes()
        text = data.decode()
    except OSError as error:
        raise InputError(f"{key}: cannot read {str(name)!r} ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{key}: {str(name)!r}, line {line}: not UTF-8; save it as UTF-8"
        ) from error
    # JSON may be indented by tabs, YAML may not
    return text.replace("\t", " ") if text.lstrip().startswith("{") else text


def complaint(error):
    """What the YAML reader says, with the line where it is known."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    said = " ".join((problem or str(error)).split())
    return f", line {mark.line + 1}: {said}" if mark else f" ({said})"


def own_keys(node, where, path=(), seen=None):
    """The paths of the keys below a YAML node but for those of `<<` and aliases, depth first.

    Raises InputError for a key that is there twice or that is no text.
    """
    seen = set() if seen is None else seen
    if not isinstance(node, yaml.MappingNode) or id(node) in seen:
        return
    seen.add(id(node))
    names = set()
    for name, value in node.value:
        if name.tag == MERGE:
            list(own_keys(value, where, path, seen))  # only for its mistakes
            continue
        check_key(name, names, where, path)
        yield (*path, name.value)
        yield from own_keys(value, where, (*path, name.value), seen)


def check_key(name, names, where, path):
    """InputError for a key that is no text or among those before it, to which it is added."""
    line = f"{where}, line {name.start_mark.line + 1}"
    key = ".".join((*path, name.value if isinstance(name, yaml.ScalarNode) else "a list"))
    if name.tag != TEXT:
        raise InputError(f"{line}: {key}: YAML doesn't read this name as a text; put it in quotes")
    if name.value in names:
        raise InputError(f"{line}: {key} stands there twice; delete one of them")
    names.add(name.value)
