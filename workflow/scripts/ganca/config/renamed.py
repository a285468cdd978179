"""Settings that have been renamed or added: configurations and records may be older than these."""

import warnings

from ganca.errors import InputError, InputWarning

# old name -> new name, of keys at the top level and of those of a model
RENAMED = {"recompute": "activation_checkpointing"}
RENAMED_IN_MODELS = {
    "augment": "critic_augment",
    "critic_noise": "instance_noise",
    "decay": "min_lr_ratio",
    "rest": "stability_penalty",
    "variants": "augmentations",
}


def with_new_names(config):
    """A copy of a configuration, or of a part of one, whose settings have their new names.

    Where a setting stands under both names, the value under the new name is kept.
    """
    models = config.get("models")
    if isinstance(models, dict):
        entries = {name: moved(entry, RENAMED_IN_MODELS) for name, entry in models.items()}
        config = config | {"models": entries}
    return moved(config, RENAMED)


def moved(entry, names):
    """A copy of a mapping with the values of old keys under new ones; other values unchanged.

    names: old key -> new key.
    """
    if not isinstance(entry, dict):
        return entry
    return {names.get(key, key): entry[key] for key in entry if names.get(key) not in entry}


def new_path(path):
    """The path of a key, such as ("models", "nca", "decay"), with the key's new name."""
    names = {1: RENAMED}.get(len(path), {})
    if len(path) == 3 and path[0] == "models":
        names = RENAMED_IN_MODELS
    return (*path[:-1], names.get(path[-1], path[-1]))


def new_name(key):
    """A dotted key, such as models.nca.decay, with its new name."""
    return ".".join(new_path(tuple(key.split("."))))


def recorded(settings):
    """The settings that a run's record holds, a model's and those at the top level, renamed."""
    return moved(settings, RENAMED | RENAMED_IN_MODELS)


def completed(settings, assumed):
    """The settings of an older record with those that it lacks, also within one of them.

    assumed: the values that these had before there was a choice, by key.
    """
    inner = {
        key: completed(settings[key], value)
        for key, value in assumed.items()
        if isinstance(value, dict) and isinstance(settings.get(key), dict)
    }
    return assumed | settings | inner


def tell_old_names(layers):
    """Warns of each old name in layers of the configuration, once, with an InputWarning.

    Raises InputError if one entry of a layer has both names of a setting.
    """
    told = {}
    for key, old, new, entry in (found for layer in layers for found in old_names(layer)):
        if new in entry:
            raise InputError(f"{key}: now called {new}, which stands there too; delete {old}")
        told.setdefault(old, f"{key}: now called {new}; the old name is read as well")
    for line in told.values():
        warnings.warn(line, InputWarning, stacklevel=2)


def old_names(layer):
    """The old names in a layer, each as (its dotted key, itself, its new name, its entry)."""
    models = layer.get("models")
    entries = models.items() if isinstance(models, dict) else ()
    parts = [("", layer, RENAMED)]
    parts += [(f"models.{name}.", entry, RENAMED_IN_MODELS) for name, entry in entries]
    for place, entry, names in parts:
        if isinstance(entry, dict):
            yield from ((f"{place}{old}", old, names[old], entry) for old in names if old in entry)
