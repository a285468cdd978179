"""Settings that have no effect beside the others: those that a user states are refused.

Models that differ in one ingredient share all others (`<<: *modern` with `objective: l2`), and a
file may lie over another one.  So a setting is refused only where an entry states it itself, and
only if its value isn't the key's default.
"""

from ganca.config.renamed import without_idle
from ganca.config.settings import SUPERVISED
from ganca.errors import InputError

JUDGED = ("critic", "critic_learning_rate", "critic_steps", "critic_batch", "instance_noise")
JUDGED += ("displayed", "critic_augment", "supervision", "supervision_norm")
OF_OBJECTIVE = {
    "label_smoothing": "bce",
    "clip": "wasserstein",
    "penalty": "relativistic",
    "l1": "pix2pix",
}
OF_STEPS = ("rollout", "persistence", "pool", "stability_penalty", "overflow")
OF_STEPS += ("fire_rate", "update_noise", "channels", "hidden")

# Settings that decide whether others have an effect.
DECISIVE = ("objective", "network", "persistence", "start", "images")


def idle_in_model(model):
    """The keys of a model's resolved settings that have no effect: {key: the reason}."""
    objective, network = model["objective"], model["network"]
    idle = {
        key: f"only objective {wanted} has it, and this is {objective}"
        for key, wanted in OF_OBJECTIVE.items()
        if objective != wanted
    }
    if objective in SUPERVISED:
        idle |= dict.fromkeys(JUDGED, f"objective {objective} has no critic")
    elif model["supervision"] == 0:
        idle["supervision_norm"] = "supervision is 0"
    if network != "automaton":
        idle |= dict.fromkeys(OF_STEPS, f"network {network} takes one step")
    elif model["persistence"] == 0:
        idle |= dict.fromkeys(("pool", "stability_penalty"), "with persistence 0 no state goes on")
    if model["start"] != "blank":
        idle["picture"] = "only start blank grows a single picture"
    return idle


def effective(settings):
    """A training's settings without those that have no effect on its result.

    A training without a critic is the same one however much an error would weigh beside a critic.
    """
    idle = idle_in_model(settings)
    return {key: value for key, value in without_idle(settings).items() if key not in idle}


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
