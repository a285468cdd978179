"""What a schema cannot say of a configuration: names that must exist, numbers in order."""

from ganca.config.idle import SUPERVISED
from ganca.errors import InputError

# The sets of drawings, whose truths no model learns.
OUT_OF_DISTRIBUTION = ("drawings", "procedural", "wobbled", "development", "own")
# The objectives whose critic never sees the edges, so that pictures of any drawing may be judged.
UNPAIRED = ("bce", "wasserstein", "relativistic")
# What tables show beside models, as `ganca.measure.references` calls it.
REFERENCES = ("empty", "edges", "average", "bucket", "truth")
# Arrays of a model's rollouts that bear no data set's name.
ARRAYS = ("blank", "frames")
# What follows a model's name in the names of its pictures of drawings and films.
FILE_ENDINGS = ("large", "carried", "anew", "frames")
# The numbers of channels and hidden units for which the kernel for GPUs is written.
FUSED = (16, 128)
# The objectives that a part of the paper may be trained with; l2 for the parts not named here.
OBJECTIVES = {
    "simple": ["bce"],
    "improved": ["bce"],
    "wasserstein": ["wasserstein"],
    "adversarial": UNPAIRED,
    "without_critic": SUPERVISED,
    "without_pen": UNPAIRED,
    "without_either": SUPERVISED,
    "nature_longer": SUPERVISED,
}


def check_relations(config):
    """InputError, whose one line names the key, for settings that contradict each other."""
    models = config["models"]
    if config["edges"]["low"] > config["edges"]["high"]:
        raise InputError("edges.low: above edges.high; Canny wants the lower threshold first")
    check_names(config)
    for name, model in models.items():
        check_model(f"models.{name}", model, config)
        check_ancestry(name, models)
        check_measured(name, model, config["validate_every"])
    for part, name in config["paper"].items():
        must_be_named(f"paper.{part}", name, models)
        check_part(part, name, models[name])
    for part in config["paper"]:
        check_data(part, config)
    for name in config["further_seeds"]:
        must_be_named("further_seeds", name, models)
    if name := config["colour_with"]:
        must_be_named("colour_with", name, models)
        if models[name]["start"] != "edges":
            raise InputError(f"colour_with: {name!r} doesn't start from edges; name one that does")
    check_horizons(**config["evaluation"])


def check_model(key, model, config):
    """InputError for settings of a model that don't go together.  key: the model's."""
    must_be_named(f"{key}.dataset", model["dataset"], config["datasets"])
    if parent := model["init_from"]:
        must_be_named(f"{key}.init_from", parent, config["models"])
        check_sizes(key, model, config["models"][parent])
    if model["start"] == "blank":
        check_blank(key, model)
    if model["unpaired"] and model["objective"] not in UNPAIRED:
        raise InputError(
            f"{key}.unpaired: objective {model['objective']} needs the truth; "
            f"set 0, or one of {', '.join(UNPAIRED)}"
        )
    if model["network"] != "automaton" and model["start"] != "edges":
        raise InputError(f"{key}.start: only an automaton starts from {model['start']}")
    if model["rollout"][0] > model["rollout"][1]:
        raise InputError(f"{key}.rollout: {model['rollout']} falls; write the fewest first")
    if config["gpu_rollout"] == "fused" and (model["channels"], model["hidden"]) != FUSED:
        raise InputError(
            f"{key}: gpu_rollout fused takes channels and hidden of {FUSED}; set dense"
        )


def check_sizes(key, model, parent):
    """InputError if a model can't begin with the weights of this parent, another network's."""
    for part in ("network", "channels", "hidden"):
        if model[part] != parent[part]:
            raise InputError(
                f"{key}.init_from: {model['init_from']!r} has {part} {parent[part]}, "
                f"not {model[part]}"
            )


def check_blank(key, model):
    """InputError for settings that change edges, of a model that starts from a blank."""
    for part in ("augmentations", "unpaired"):
        if model[part]:
            raise InputError(f"{key}.{part}: with start blank, no edges are seen; set 0")
    if any(model["pen"].values()):
        raise InputError(f"{key}.pen: with start blank, no lines are drawn; delete it")


def check_horizons(horizons, far, report_at, **_):
    """InputError unless the horizons rise, those far after them, and include the reported one."""
    if horizons != sorted(horizons):
        raise InputError(f"evaluation.horizons: {horizons} doesn't rise; write the fewest first")
    if [*horizons, *far] != sorted({*horizons, *far}):
        told = f"{far} doesn't rise from {horizons[-1]}, the last of horizons, on"
        raise InputError(f"evaluation.far: {told}; write the fewest first")
    if report_at not in horizons:
        raise InputError(f"evaluation.report_at: {report_at} is not one of horizons {horizons}")


def check_names(config):
    """InputError for names that something else in tables, arrays or files bears already."""
    for name in config["datasets"]:
        if name in OUT_OF_DISTRIBUTION:
            raise InputError(f"datasets.{name}: the name is taken by drawings; choose another one")
        if name in ARRAYS:
            raise InputError(f"datasets.{name}: the name is taken by rollouts; choose another one")
    for name in config["models"]:
        if name in REFERENCES:
            raise InputError(
                f"models.{name}: the name is taken by what needs no model; choose another one"
            )
        stem, _, ending = name.rpartition("-")
        if ending in FILE_ENDINGS and stem in config["models"]:
            raise InputError(
                f"models.{name}: the name is taken by pictures of {stem!r}; choose another one"
            )


def check_measured(name, model, every):
    """InputError if a model is the best of one whose validation loss is never measured."""
    if model["best_of"] and every > model["steps"]:
        raise InputError(
            f"models.{name}.best_of: {model['best_of']!r} trains {model['steps']} steps, and its "
            f"validation loss is measured every {every}; lower validate_every"
        )


def check_part(part, name, model):
    """InputError if a model cannot play this part in the paper."""
    if model["network"] != "automaton":
        raise InputError(f"paper.{part}: {name!r} has network {model['network']}, not automaton")
    start = "blank" if part == "blank" else "edges"
    if model["start"] != start:
        raise InputError(f"paper.{part}: {name!r} starts from {model['start']}, not from {start}")
    wanted = OBJECTIVES.get(part, ["l2"])
    if model["objective"] not in wanted:
        raise InputError(
            f"paper.{part}: {name!r} has objective {model['objective']}, not {' or '.join(wanted)}"
        )
    for key in ("instance_noise", "label_smoothing"):
        if part == "simple" and model[key]:
            raise InputError(f"paper.simple: {name!r} has {key} {model[key]}; name one without")
        if part == "improved" and not model[key]:
            raise InputError(f"paper.improved: {name!r} has no {key}; name one that has")


def check_data(part, config):
    """InputError if the model that plays this part learned from other pictures than it should.

    The nature emojis, or a folder's pictures, are to be other ones than the supervised NCA's;
    models that are compared with each other learn from the same ones.  A blank start has but one.
    """
    models, datasets, roles = config["models"], config["datasets"], config["paper"]
    name, theirs = models[roles[part]]["dataset"], models[roles["supervised"]]["dataset"]
    learned = f"paper.{part}: {roles[part]!r} learns from data set {name!r}"
    if part == "nature":
        ours, others = (shown(datasets[key]) for key in (name, theirs))
        if ours == others:
            raise InputError(f"{learned}, the pictures of paper.supervised; name one of others")
        if ours == "faces":
            raise InputError(f"{learned}, of emoji faces; name one of nature or of a folder")
    elif part == "nature_longer":
        if name != models[roles["nature"]]["dataset"]:
            raise InputError(f"{learned}, not from that of paper.nature")
    elif part != "blank" and name != theirs:
        raise InputError(f"{learned}, not from {theirs!r} as paper.supervised does")


def shown(dataset):
    """What a data set's pictures are: a folder's, or one of the font's two lists."""
    return dataset["images"] or dataset["emoji"]


def must_be_named(key, name, entries):
    """InputError unless `name` is one of the entries."""
    if name not in entries:
        raise InputError(f"{key}: there is no {name!r}; there are {', '.join(sorted(entries))}")


def check_ancestry(name, models):
    """InputError if following init_from from this model comes round in a circle."""
    seen = [name]
    while parent := models[seen[-1]]["init_from"]:
        if parent in seen:
            raise InputError(f"models.{name}.init_from: goes in a circle: {' <- '.join(seen)}")
        must_be_named(f"models.{seen[-1]}.init_from", parent, models)
        seen.append(parent)
