"""The configuration's defaults and checks; a mistake is told in one line that names its key."""

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ganca.config.files import read_file
from ganca.config.idle import SUPERVISED
from ganca.config.values import check_values, dotted, with_integers
from ganca.errors import InputError
from ganca.folders import located

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


def check_relations(config):
    """What a schema cannot say: names that must exist, numbers that must be in order."""
    models = config["models"]
    if config["edges"]["low"] > config["edges"]["high"]:
        raise InputError("edges.low: above edges.high; Canny wants the lower threshold first")
    check_names(config)
    for name, model in models.items():
        key = f"models.{name}"
        must_be_named(f"{key}.dataset", model["dataset"], config["datasets"])
        if parent := model["init_from"]:
            must_be_named(f"{key}.init_from", parent, models)
            for part in ("network", "channels", "hidden"):
                ours, theirs = model[part], models[parent][part]
                if ours != theirs:
                    raise InputError(
                        f"{key}.init_from: {parent!r} has {part} {theirs}, not {ours}"
                    )
        for part in ("augmentations", "unpaired"):
            if model["start"] == "blank" and model[part]:
                raise InputError(f"{key}.{part}: with start blank, no edges are seen; set 0")
        if model["start"] == "blank" and any(model["pen"].values()):
            raise InputError(f"{key}.pen: with start blank, no lines are drawn; delete it")
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
