"""Which of a training's settings have no effect beside the others."""

SUPERVISED = ("l2", "l1")  # objectives without a critic
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
KNOWN = {"objective", "network", "persistence", "start", "supervision"}  # what decides on these


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
    idle = idle_if_known(settings)
    return {key: value for key, value in without_idle(settings).items() if key not in idle}


def idle_in_identity(identity):
    """The dotted keys of an `identity` that have no effect."""
    models = {}
    for key, value in identity.items():
        if key.startswith("models."):
            _, model, setting = key.split(".", 2)
            models.setdefault(model, {})[setting] = value
    return {
        f"models.{model}.{key}"
        for model, settings in models.items()
        for key in idle_if_known(settings)
    }


def idle_if_known(settings):
    """As `idle_in_model`; nothing where a record lacks settings that decide on others."""
    return idle_in_model(settings) if settings.keys() >= KNOWN else {}


def without_idle(settings):
    """A training's settings without those that change how it is computed, but no result."""
    return {key: value for key, value in settings.items() if key != "activation_checkpointing"}
