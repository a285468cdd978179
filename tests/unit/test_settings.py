"""What a mistake in the configuration is told: one line that begins with the key."""

import copy
from pathlib import Path

import pytest
import yaml

from ganca.errors import InputError
from ganca.settings import resolve

SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
DEFAULT = yaml.safe_load(Path("config/config.yaml").read_text())


def changed(path, value):
    """The default configuration with one key set: a dotted path, made where it is missing."""
    config = copy.deepcopy(DEFAULT)
    *parents, key = path.split(".")
    entry = config
    for parent in parents:
        entry = entry.setdefault(parent, {})
    entry[key] = value
    return config


# key: (a value that it cannot have, the beginning of the line)
MISTAKES = {
    "fonts": ("x.ttf", "fonts: unknown key; known here: "),
    "picture.sise": (32, "picture.sise: unknown key; known here: fit, padding, size"),
    "picture.size": ("32", "picture.size: '32' is not of type 'integer' (Side of an emoji in pix"),
    "picture.padding": (0, "picture.padding: 0 is less than the minimum of 1 (Empty border"),
    "picture.fit": ("face", "picture.fit: 'face' is not one of ['glyph', 'set'] (glyph fits"),
    "edges.method": ("sobel", "edges.method: 'sobel' is not one of ['canny', 'gradient']"),
    "edges.low": (900, "edges.low: above edges.high"),
    "font": (None, "font: None is not of type 'string' (Path of a colour emoji font"),
    "seeds": ([], "seeds: [] should be non-empty"),
    "datasets.cats": ({"trian": 5}, "datasets.cats.trian: unknown key; known here: "),
    "datasets.faces.train": (0, "datasets.faces.train: 0 is less than the minimum of 1"),
    "datasets.faces.missing": ("ignore", "datasets.faces.missing: 'ignore' is not one of"),
    "datasets.own": ({}, "datasets.own: the name is taken"),
    "models.nca.dataset": (
        "fases",
        "models.nca.dataset: there is no 'fases'; there are faces,",
    ),
    "models.nca.steps": (-5, "models.nca.steps: -5 is less than the minimum of"),
    "models.nca.rollout": ([59, 50], "models.nca.rollout: [59, 50] falls; write the fewest first"),
    "models.nca.init_from": ("ncaa", "models.nca.init_from: there is no 'ncaa'; there are blank,"),
    "models.nca.objective": ("l1", "models.nca.objective: 'l1' is not one of ['l2', 'bce',"),
    "paper.simple": ("nca", "paper.simple: 'nca' has objective l2, not bce, wasserstein or relat"),
    "paper.nature": ("ganca-modern", "paper.nature: 'ganca-modern' has objective relativistic,"),
    "paper.blank": ("nca", "paper.blank: 'nca' starts from edges, not from blank"),
    "paper.supervised": ("nka", "paper.supervised: there is no 'nka'; there are blank,"),
    "colour_with": ("blank", "colour_with: 'blank' doesn't start from edges; name one that does"),
    "evaluation.report_at": (29, "evaluation.report_at: 29 is not one of horizons ["),
}


@pytest.mark.parametrize("key", MISTAKES)
def test_a_mistake_gets_one_line_that_names_the_key(key):
    value, line = MISTAKES[key]
    with pytest.raises(InputError) as refusal:
        resolve(changed(key, value), SCHEMA)
    assert str(refusal.value).startswith(line)
    assert "\n" not in str(refusal.value)


def test_an_ancestry_in_a_circle_is_refused():
    config = changed("models.nca.init_from", "ganca-simple")
    config["models"]["ganca-simple"]["init_from"] = "nca"
    with pytest.raises(InputError, match=r"models.nca.init_from: goes in a circle"):
        resolve(config, SCHEMA)


def test_a_model_without_a_data_set_is_told_which_key_it_lacks():
    config = changed("models.mine", {"steps": 5})
    with pytest.raises(InputError, match=r"models.mine: 'dataset' is a required property"):
        resolve(config, SCHEMA)


def test_defaults_are_filled_in_below_named_entries_and_nothing_given_is_lost():
    resolved = resolve(changed("models.mine", {"dataset": "faces", "steps": 7}), SCHEMA)
    described = SCHEMA["properties"]["models"]["additionalProperties"]["properties"]
    assert resolved["models"]["mine"]["steps"] == 7
    assert resolved["models"]["mine"]["batch"] == described["batch"]["default"]
    assert set(resolved["models"]["mine"]) == set(described)
    assert resolved["drawings"] == ""


def test_the_given_configuration_is_left_as_it_was():
    config = changed("models.mine", {"dataset": "faces"})
    before = copy.deepcopy(config)
    resolve(config, SCHEMA)
    assert config == before


def keys_of(schema, path=""):
    """(dotted path, subschema) of every key that a schema describes."""
    for key, part in schema.get("properties", {}).items():
        yield f"{path}{key}", part
        yield from keys_of(part, f"{path}{key}.")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from keys_of(schema["additionalProperties"], f"{path}<name>.")


@pytest.mark.parametrize("key, part", list(keys_of(SCHEMA)))
def test_every_key_has_a_description_and_a_default(key, part):
    assert part.get("description", "").endswith("."), key
    required = ("datasets", "models", "models.<name>.dataset", "paper")
    assert "default" in part or key.startswith(required), key


@pytest.mark.parametrize("path", sorted(Path("config").glob("*.yaml")), ids=lambda path: path.name)
def test_every_preset_is_sound(path):
    preset = yaml.safe_load(path.read_text())
    resolve(merged(DEFAULT, preset), SCHEMA)


def merged(one, other):
    """As Snakemake lays a --configfile over the default: mappings are merged, others replaced."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return other
    both = {key: merged(one[key], other[key]) for key in one.keys() & other.keys()}
    return {**one, **other, **both}


def test_the_best_of_a_model_has_its_settings():
    config = changed("models.mine", {"best_of": "nca"})
    resolved = resolve(config, SCHEMA)["models"]
    assert resolved["mine"] == resolved["nca"] | {"best_of": "nca"}
    assert resolve({**config, "models": resolved}, SCHEMA)["models"] == resolved


@pytest.mark.parametrize(
    "entry, line",
    [
        ({"best_of": "ncaa"}, "models.mine.best_of: there is no 'ncaa'"),
        ({"best_of": "nca", "steps": 5}, "models.mine.best_of: all settings are those of 'nca'"),
        ({"best_of": "mine"}, "models.mine.best_of: 'mine' is itself the best of another"),
    ],
)
def test_a_wrong_best_of_is_named(entry, line):
    with pytest.raises(InputError, match=line):
        resolve(changed("models.mine", entry), SCHEMA)
