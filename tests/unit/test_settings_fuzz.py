"""Every key of the configuration, and every level of keys, given what it cannot have.

The changes are made out of the schema, so that a new key is tried like the others.  Each must end
in one line that names the key; what is taken all the same stands in `FINE` or lies in the range
that the schema gives.  Nothing may end in a traceback.
"""

import copy
import datetime
import math
import os
from pathlib import Path

import pytest
import yaml

from ganca.config.configuration import configuration
from ganca.config.relations import OUT_OF_DISTRIBUTION, REFERENCES
from ganca.config.settings import laid_over
from ganca.config.values import dotted
from ganca.errors import InputError

SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
DEFAULT = yaml.safe_load(Path("config/config.yaml").read_text())
HOME = Path().absolute()
MINE = {"datasets": {}, "models": {"dataset": "faces"}}  # what an entry called "mine" begins with

NUL, BREAK, ENDLESS = "a\0b", "a\nb", "x" * 5000
HUGE = 10**400
DAY = datetime.date(2021, 8, 9)
# What no key may have, of whatever type it is.
NEVER = [None, math.nan, math.inf, -math.inf, -1, -0.5, HUGE, -HUGE, 1e308, NUL, BREAK, ENDLESS]
NEVER += [DAY, b"bytes", [[]], [{}], [None], [math.nan], {"mine": {"no": {"no": 1}}}, {"?": 1}]
# What some may have; which ones follows in FINE.
SELDOM = [True, False, "", "no-such-thing", "1", "1e4", 0, 0.5, 1, 16.0, [], {}, ["train"], [1, 2]]
# Each key is given every STRIDE-th of them, the next key the next ones; 1 tries all, in minutes.
STRIDE = int(os.environ.get("FUZZ_STRIDE", 6))
# What is legitimate, by the type that the schema gives and by the key.
FINE = {
    "boolean": [True, False],
    "object": [{}],  # nothing is said, so the defaults hold
    "evaluation.beyond": [[], ["train"]],
    "activation_checkpointing": [True, False],
    "evaluation.far": [[]],
    "models.mine.rollout": [[1, 2]],
    "seeds": [[1, 2]],
}


def leaves(schema, path=()):
    """The schema's keys: (path, its part of the schema), entries with names being called mine."""
    for name, part in schema.get("properties", {}).items():
        yield (*path, name), part
        yield from leaves(part, (*path, name))
    if isinstance(named := schema.get("additionalProperties"), dict):
        yield (*path, "mine"), named
        yield from leaves(named, (*path, "mine"))


KEYS = dict(leaves(SCHEMA))
NUMBERS = {path: part for path, part in KEYS.items() if part["type"] in ("integer", "number")}


def change(path, value):
    """A configuration that sets one key, in an entry that is valid without it."""
    entry = value
    for depth, key in reversed(list(enumerate(path))):
        if depth == 1 and key == "mine" and isinstance(entry, dict):
            entry = MINE.get(path[0], {}) | entry
        entry = {key: entry}
    return entry


@pytest.fixture
def said(tmp_path, monkeypatch):
    """A function of a change, or of a file's content: the line that refuses it, or None."""
    monkeypatch.chdir(tmp_path)

    def ask(changed, below=DEFAULT):
        Path("own.yaml").write_text(yaml.safe_dump(changed))
        try:
            configuration(laid_over(below, changed), ["own.yaml"], changed, {}, SCHEMA, HOME)
        except InputError as error:
            return str(error)
        return None

    return ask


def in_range(value, part):
    """Whether the schema gives a number as legitimate."""
    kinds = (int, float) if part["type"] == "number" else int
    whole = isinstance(value, float) and value.is_integer()
    return (
        not isinstance(value, bool)
        and (isinstance(value, kinds) or whole)
        and part.get("minimum", -math.inf) <= value <= part.get("maximum", math.inf)
        and part.get("exclusiveMinimum", -math.inf)
        < value
        < part.get("exclusiveMaximum", math.inf)
    )


def fine(path, part, value):
    """Whether a key may be given this value."""
    if path in NUMBERS:
        return in_range(value, part)
    listed = FINE.get(str(part["type"]), []) + FINE.get(dotted(path), [])
    if part["type"] == "string" and "enum" not in part and part.get("default") == "":
        listed = [*listed, ""]
    return any(type(value) is type(each) and value == each for each in listed)


def refused(line, path):
    """Whether a line is one line that names the key, or its part in a relation to others."""
    return line is not None and line.isprintable() and (dotted(path) in line or path[-1] in line)


@pytest.mark.parametrize("path", KEYS, ids=dotted)
def test_what_a_key_cannot_have_is_refused_by_its_name(path, said):
    values = [*NEVER, *SELDOM]
    for value in values[list(KEYS).index(path) % STRIDE :: STRIDE]:
        line = said(change(path, value))
        if line is None:
            assert fine(path, KEYS[path], value), value
        else:
            assert refused(line, path), (value, line)


@pytest.mark.parametrize("path", NUMBERS, ids=dotted)
def test_a_number_beyond_its_range_is_refused(path, said):
    part = NUMBERS[path]
    step = 1 if part["type"] == "integer" else 1e-9
    low = part["minimum"] - step if "minimum" in part else part["exclusiveMinimum"]
    high = part["maximum"] + step if "maximum" in part else part["exclusiveMaximum"]
    for value in (low, high, str(part["default"])):
        assert refused(said(change(path, value)), path), value


def levels(config, path=()):
    """The paths of all mappings of the default configuration."""
    if isinstance(config, dict):
        yield path
        for key, part in config.items():
            yield from levels(part, (*path, key))


def at(config, path):
    """The part of a configuration at a path."""
    for key in path:
        config = config[key]
    return config


@pytest.mark.parametrize("path", list(levels(DEFAULT)), ids=lambda path: dotted(path) or "top")
@pytest.mark.parametrize("name", ["sise", 1, False, DAY, None, 0.5, "", "a b", BREAK, NUL])
def test_an_unknown_or_odd_key_is_named_at_every_level(path, name, said):
    changed = {name: 1}
    for key in reversed(path):
        changed = {key: changed}
    line = said(changed)
    assert line and line.isprintable()
    assert dotted(path) in line or repr(name)[1:-1] in line


@pytest.mark.parametrize("path", list(levels(DEFAULT)), ids=lambda path: dotted(path) or "top")
def test_a_level_without_a_mapping_is_refused(path, said):
    for value in (None, [], 1, "x"):
        config = copy.deepcopy(DEFAULT)
        if path:
            at(config, path[:-1])[path[-1]] = value
            assert refused(said({}, config), path), value


@pytest.mark.parametrize(
    "path",
    [("datasets",), ("models",), ("paper",), ("models", "nca", "dataset")]
    + [("paper", part) for part in DEFAULT["paper"]],
    ids=dotted,
)
def test_a_key_that_must_be_given_is_named_when_it_is_missing(path, said):
    config = copy.deepcopy(DEFAULT)
    del at(config, path[:-1])[path[-1]]
    assert refused(said({}, config), path)


@pytest.mark.parametrize("part", ["datasets", "models"])
@pytest.mark.parametrize(
    "name",
    [
        "Ä",
        "a b",
        "",
        "a/b",
        "..",
        "-a",
        "A",
        "a_b",
        "a{b}",
        "x" * 65,
        "nca\n",
        1,
        False,
        DAY,
        None,
    ],
)
def test_a_name_that_is_no_plain_one_is_refused(part, name, said):
    line = said({part: {name: MINE[part]}})
    assert line and line.isprintable() and part in line


TAKEN = {"datasets": [*OUT_OF_DISTRIBUTION, "blank", "frames"], "models": [*REFERENCES]}
TAKEN["models"] += ["nca-large", "nca-carried", "nca-anew", "nca-frames"]


@pytest.mark.parametrize(
    "path", [(part, name) for part in TAKEN for name in TAKEN[part]], ids=dotted
)
def test_a_name_that_something_else_bears_is_refused(path, said):
    line = said({path[0]: {path[1]: MINE[path[0]]}})
    assert line.startswith(f"{dotted(path)}: the name is taken")


# What is wrong only beside something else: the key that is named, and the configuration.
RELATIONS = {
    "init_from itself": ("models.nca.init_from", {"models": {"nca": {"init_from": "nca"}}}),
    "init_from in a ring": (
        "init_from",
        {"models": {"nca": {"init_from": "nature"}, "nature": {"init_from": "nca"}}},
    ),
    "init_from its own best": (
        "init_from",
        {"models": {"nca": {"init_from": "x"}, "x": {"best_of": "nca"}}},
    ),
    "best_of itself": ("models.x.best_of", {"models": {"x": {"best_of": "x"}}}),
    "best_of a ring": (
        "best_of",
        {"models": {"x": {"best_of": "y"}, "y": {"best_of": "x"}}},
    ),
    "best_of nothing": (
        "models.x",
        {"models": {"x": None, "y": {"best_of": "x"}}},
    ),
    "best_of what is no name": ("models.x.best_of", {"models": {"x": {"best_of": ["nca"]}}}),
    "best_of the unmeasured": (
        "models.x.best_of",
        {"validate_every": 5000, "models": {"x": {"best_of": "nca"}}},
    ),
    "horizons that fall": ("evaluation.horizons", {"evaluation": {"horizons": [100, 28]}}),
    "horizons twice": ("evaluation.horizons", {"evaluation": {"horizons": [28, 28.0]}}),
    "report_at outside": ("evaluation.report_at", {"evaluation": {"report_at": 30}}),
    "thresholds that fall": ("edges.low", {"edges": {"low": 301}}),
    "clip under l2": ("models.nca.clip", {"models": {"nca": {"clip": 0.5}}}),
    "l1 under bce": ("models.ganca-simple.l1", {"models": {"ganca-simple": {"l1": 1}}}),
    "critic under l2": ("models.nca.critic", {"models": {"nca": {"critic": "modern"}}}),
    "rollout of a U-Net": ("models.unet.rollout", {"models": {"unet": {"rollout": [1, 2]}}}),
    "a picture of edges": ("models.nca.picture", {"models": {"nca": {"picture": "1f97a"}}}),
    "a pool that nothing enters": (
        "models.nca.pool",
        {"models": {"nca": {"persistence": 0, "pool": 64}}},
    ),
    "a picture of validation": (
        "models.blank.picture",
        {"models": {"blank": {"picture": "1f642"}}},
    ),
    "an unknown picture": ("models.blank.picture", {"models": {"blank": {"picture": "zzz"}}}),
    "more than the list": ("datasets.faces.train", {"datasets": {"faces": {"train": 51}}}),
    "colours from a blank": ("colour_with", {"colour_with": "blank"}),
    "a circle of files": ("extends", {"extends": "own.yaml"}),
    "this folder's weights": ("weights", {"weights": "."}),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_what_does_not_go_together_is_refused_by_its_key(name, said):
    key, changed = RELATIONS[name]
    line = said(changed)
    assert line and key in line and line.isprintable()


def test_whole_numbers_are_integers_however_they_are_written():
    changed = {"validate_every": 16.0, "seeds": [0.0, 1.0], "edges": {"low": 150}}
    changed["models"] = {"nca": {"steps": 100.0, "rollout": [4.0, 6.0], "overflow": 1}}
    config = configuration(laid_over(DEFAULT, changed), [], changed, {}, SCHEMA, HOME)
    nca = config["models"]["nca"]
    whole = [config["validate_every"], *config["seeds"], nca["steps"], *nca["rollout"]]
    assert whole == [16, 0, 1, 100, 4, 6] and {type(number) for number in whole} == {int}


def test_an_empty_text_on_the_command_line_is_one():
    single = {"font": None, "apply": None}  # as Snakemake reads font= and apply=
    config = configuration(laid_over(DEFAULT, single), [], {}, single, SCHEMA, HOME)
    assert config["font"] == config["apply"] == ""


@pytest.mark.parametrize("text", ["2021-13-45", "0x_", "._", "=", "<<", "!x", "{"])
def test_texts_that_yaml_stumbles_over_stay_texts(text):
    with pytest.raises(InputError) as refusal:
        configuration(DEFAULT, [], {}, {"seeds": [text]}, SCHEMA, HOME)
    assert str(refusal.value).startswith(f"seeds[0]: {text!r} is not of type 'integer'")


def test_what_holds_itself_is_refused_and_not_followed(said):
    ring = []
    ring.append(ring)
    with pytest.raises(InputError, match=r"^seeds\[0\].*: nested too deeply"):
        configuration(DEFAULT, [], {}, {"seeds": ring}, SCHEMA, HOME)
    Path("ring.yaml").write_text("models: &a {nca: *a}")
    assert said({"extends": "ring.yaml"}).startswith("models.nca.nca")
