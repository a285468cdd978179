"""A run's settings: configuration files laid over each other, with types and every default."""

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ganca.config.files import read_file
from ganca.config.relations import check_relations, must_be_named
from ganca.config.values import check_values, dotted, with_integers
from ganca.errors import InputError
from ganca.folders import located


def extended(config, given, files=None):
    """The configuration, laid over the files that its key `extends` leads to.

    given: what the command line brought, files and single keys; it lies over all of them.
    files: those of `extended_files`, if they have been read already.
    """
    files = extended_files(config) if files is None else files
    for layer in (*(file.keys for file in reversed(files)), given):
        config = laid_over(config, layer)
    return config


def extended_files(config, home="."):
    """The files that the key `extends` leads to, each a `ConfigFile`, the nearest first.

    home: the project's folder, in which they are looked for as well.
    Raises InputError for a file that cannot be read and for files that extend each other.
    """
    names, files = [], []
    name = config.get("extends")
    while name:
        if not isinstance(name, str):
            raise InputError(f"extends: {name!r} is not a path; name a configuration file")
        if name in names:
            raise InputError(f"extends: goes in a circle: {' <- '.join([*names, name])}")
        names.append(name)
        files.append(read_file("extends", located(name, home)))
        check_values(files[-1].keys)
        name = files[-1].keys.get("extends")
    return files


def laid_over(below, above):
    """One value over another, as Snakemake does it: mappings are joined, all else is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    both = {key: laid_over(below[key], above[key]) for key in below.keys() & above.keys()}
    return {**below, **above, **both}


def typed(settings):
    """`--config key=value` with its numbers and truth values, also those in lists and mappings.

    Snakemake reads seeds=3 as a number, but seeds=[0, 1] as a list of texts, and font= as None.
    """
    return {key: "" if value is None else typed_value(value) for key, value in settings.items()}


def typed_value(value):
    """A value of the command line; a text that stands by itself is meant as one."""
    return value if isinstance(value, str) else retyped(value)


def retyped(value):
    """A value whose texts are what YAML takes them for."""
    if isinstance(value, dict):
        return {key: retyped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [retyped(part) for part in value]
    if not isinstance(value, str):
        return value
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, value, (True, False))
    try:
        return loader.construct_object(yaml.ScalarNode(tag, value))
    except (ValueError, yaml.YAMLError):  # such as a date of no calendar
        return value


def with_defaults(value, schema):
    """A copy of `value` in which each key that the schema gives a default stands."""
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    named = schema.get("additionalProperties")
    filled = {key: part["default"] for key, part in known.items() if "default" in part}
    filled |= value
    for key, entry in filled.items():
        part = known.get(key, named)
        filled[key] = with_defaults(entry, part) if isinstance(part, dict) else entry
    return filled


def mistake(error):
    """What jsonschema found, as one line: the key, what is wrong, what to do."""
    key = dotted(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]))
        known = ", ".join(sorted(error.schema["properties"]))
        return f"{dotted([*error.absolute_path, unknown[0]])}: unknown key; known here: {known}"
    hint = error.schema.get("description", "see config/README.md")
    return f"{key or 'the configuration'}: {shortened(error.message)} ({hint}){remedy(error)}"


def shortened(message):
    """A message without the middle of what it quotes, if that is long."""
    return message if len(message) < 300 else f"{message[:150]} ... {message[-100:]}"


def remedy(error):
    """A hint for a value that YAML may have read otherwise than it was meant; mostly empty."""
    wanted, value = error.validator == "type" and error.validator_value, error.instance
    if wanted == "string" and value is None:
        return '; write "" for none'
    if wanted == "string" and not isinstance(value, dict | list):
        return "; put it in quotes if it is meant as a text"
    if wanted in ("integer", "number") and isinstance(value, str):
        return "; write a plain number, without quotes and not as 1e4"
    return ""


def resolve(config, schema):
    """The configuration with every default filled in.

    Raises InputError, whose one line names the key, for what the schema or the relations between
    keys forbid.
    """
    check_values(config)
    models = config.get("models", {})
    if isinstance(models, dict):
        models = {name: inherited(name, models) for name in models}
    resolved = with_defaults(config | {"models": models}, schema)
    errors = Draft202012Validator(schema).iter_errors(resolved)
    if error := best_match(error for error in errors if not passed_on(error, resolved["models"])):
        raise InputError(mistake(error))
    resolved = with_integers(resolved, schema)
    check_relations(resolved)
    return resolved


def inherited(name, models):
    """A model's entry; with `best_of`, the settings of the model that this names."""
    entry = models[name]
    if not isinstance(entry, dict) or not entry.get("best_of"):
        return entry
    key, parent = f"models.{name}.best_of", entry["best_of"]
    if not isinstance(parent, str):
        return entry  # which the schema forbids
    must_be_named(key, parent, models)
    if not isinstance(models[parent], dict):
        raise InputError(f"models.{parent}: holds no settings, and {name!r} is the best of it")
    if models[parent].get("best_of"):
        raise InputError(f"{key}: {parent!r} is itself the best of another; name that one")
    settings = models[parent] | {"best_of": parent}
    if others := sorted(key for key in entry if entry[key] != settings.get(key)):
        raise InputError(
            f"{key}: all settings are those of {parent!r}; delete {', '.join(others)}"
        )
    return settings


def passed_on(error, models):
    """Whether a mistake was inherited from another model, where it is told as well."""
    match list(error.absolute_path):
        case ["models", name, *rest] if isinstance(models[name], dict):
            return rest != ["best_of"] and bool(models[name].get("best_of"))
    return False
