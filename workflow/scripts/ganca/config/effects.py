"""Settings that have no effect beside the others: those that a user states are refused.

Models that differ in one ingredient share all others (`<<: *modern` with `objective: l2`), and a
file may lie over another one.  So a setting is refused only where an entry states it itself, and
only if its value isn't the key's default.
"""

from ganca.config.idle import idle_in_model
from ganca.errors import InputError

# Settings that decide whether others have an effect.
DECISIVE = ("objective", "network", "persistence", "start", "images")


def idle_in_dataset(dataset):
    """The keys of a data set's resolved settings that have no effect: {key: the reason}."""
    reason = "its pictures come from the folder images"
    return dict.fromkeys(("emoji", "missing"), reason) if dataset["images"] else {}


def check_effects(config, schema, stated):
    """InputError for a setting that has no effect and that an entry states itself.

    config: resolved.  stated: the paths of keys that `stated_by` gives.
    """
    for part, idle in (("models", idle_in_model), ("datasets", idle_in_dataset)):
        known = schema["properties"][part]["additionalProperties"]["properties"]
        for name, entry in config[part].items():
            if all((part, name, key) in stated for key in known):
                continue  # a resolved entry, which says no more by one key than by another
            for key, reason in idle(entry).items():
                if (part, name, key) in stated and entry[key] != known[key]["default"]:
                    raise InputError(
                        f"{part}.{name}.{key}: has no effect, for {reason}; delete it"
                    )


def stated_by(layers):
    """The paths of the keys that layers state, (part, name, key).

    layers: each a `ConfigFile`, the highest first.  Where one holds a setting of DECISIVE, what
    layers below it state in the same entry is left out: it may have had an effect until then.
    """
    found, decided = set(), set()
    for keys, stated in layers:
        found |= {path for path in stated if path[:2] not in decided}
        decided |= {path[:2] for path in paths(keys) if path[2] in DECISIVE}
    return found


def paths(keys):
    """The paths of all settings of models and data sets in a mapping, (part, name, key)."""
    return {
        (part, name, key)
        for part in ("models", "datasets")
        if isinstance(keys.get(part), dict)
        for name, entry in keys[part].items()
        if isinstance(entry, dict)
        for key in entry
    }
