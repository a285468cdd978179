"""Settings that could change nothing beside the others, and so are not what their user meant.

Two models that differ in one ingredient share the rest (`<<: *modern` with `objective: l2`), and a
file lies over another one.  So only what an entry states itself is complained of, and only where
it is not the key's default, which says nothing.
"""

from ganca.errors import InputError

JUDGED = ("critic", "critic_learning_rate", "critic_steps", "critic_batch", "instance_noise")
JUDGED += ("displayed", "critic_augment", "supervision")
OF_OBJECTIVE = {
    "label_smoothing": "bce",
    "clip": "wasserstein",
    "penalty": "relativistic",
    "l1": "pix2pix",
}
OF_STEPS = ("rollout", "persistence", "pool", "stability_penalty", "overflow")
OF_STEPS += ("fire_rate", "update_noise")

# What makes other settings idle; where a file changes it, those in the files below it may stay.
DECISIVE = ("objective", "network", "persistence", "start", "images")


def idle_in_model(model):
    """The keys of a model's resolved settings that change nothing, each with the reason."""
    objective, network = model["objective"], model["network"]
    idle = {
        key: f"only objective {wanted} has it, and this is {objective}"
        for key, wanted in OF_OBJECTIVE.items()
        if objective != wanted
    }
    if objective == "l2":
        idle |= dict.fromkeys(JUDGED, "objective l2 has no critic")
    if network != "automaton":
        idle |= dict.fromkeys(OF_STEPS, f"network {network} takes one step")
    elif model["persistence"] == 0:
        idle |= dict.fromkeys(("pool", "stability_penalty"), "with persistence 0 no state goes on")
    if model["start"] != "blank":
        idle["picture"] = "only start blank grows a single picture"
    return idle


def idle_in_dataset(dataset):
    """The keys of a data set's resolved settings that change nothing, each with the reason."""
    reason = "its pictures come from the folder images"
    return dict.fromkeys(("emoji", "missing"), reason) if dataset["images"] else {}


def check_effects(config, schema, stated):
    """InputError for a setting that changes nothing and that an entry states itself.

    config: resolved.  stated: the paths of keys that `stated_by` gives.
    """
    for part, idle in (("models", idle_in_model), ("datasets", idle_in_dataset)):
        known = schema["properties"][part]["additionalProperties"]["properties"]
        for name, entry in config[part].items():
            for key, reason in idle(entry).items():
                if (part, name, key) in stated and entry[key] != known[key]["default"]:
                    raise InputError(
                        f"{part}.{name}.{key}: has no effect, for {reason}; delete it"
                    )


def stated_by(layers):
    """The paths of keys that layers state, (part, name, key), but for those made idle from above.

    layers: each a `ConfigFile`, the highest first.
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
