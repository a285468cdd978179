"""What a mistake in the configuration is told: one line that begins with the key."""

import copy
from pathlib import Path

import numpy as np
import pytest
import yaml
from snakemake.cli import parse_config

from ganca.config.relations import REFERENCES
from ganca.config.settings import extended, laid_over, resolve, typed
from ganca.data.dataset import PictureSet
from ganca.errors import InputError
from ganca.measure.references import references

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
    "models.nca.network": (
        "resnet",
        "models.nca.network: 'resnet' is not one of ['automaton', 'u",
    ),
    "models.blank.augmentations": (
        4,
        "models.blank.augmentations: with start blank, no edges are seen",
    ),
    "models.nca.unpaired": (
        0.5,
        "models.nca.unpaired: objective l2 needs the truth; set 0, or one of bce,",
    ),
    "models.blank.network": ("unet", "models.blank.start: only an automaton starts from blank"),
    "models.nca.hidden": (0, "models.nca.hidden: 0 is less than the minimum of 1"),
    "models.nca.channels": (3, "models.nca.channels: 3 is less than the minimum of 4"),
    "models.unet.init_from": (
        "nca",
        "models.unet.init_from: 'nca' has network automaton, not unet",
    ),
    "models.nca.objective": ("l3", "models.nca.objective: 'l3' is not one of ['l2', 'l1',"),
    "paper.simple": ("nca", "paper.simple: 'nca' has objective l2, not bce"),
    "paper.improved": ("ganca-simple", "paper.improved: 'ganca-simple' has no instance_noise;"),
    "paper.wasserstein": (
        "ganca-simple",
        "paper.wasserstein: 'ganca-simple' has objective bce, not wasserstein",
    ),
    "paper.without_critic": (
        "nature",
        "paper.without_critic: 'nature' learns from data set 'nature', not from 'faces' as paper.",
    ),
    "models.ganca-wgan.dataset": (
        "nature",
        "paper.wasserstein: 'ganca-wgan' learns from data set 'nature', not from 'faces'",
    ),
    "paper.nature": ("ganca-modern", "paper.nature: 'ganca-modern' has objective relativistic,"),
    "paper.nature_longer": (
        "nca",
        "paper.nature_longer: 'nca' learns from data set 'faces', not from that of paper.nature",
    ),
    "paper.blank": ("nca", "paper.blank: 'nca' starts from edges, not from blank"),
    "paper.adversarial": ("unet", "paper.adversarial: 'unet' has network unet, not automaton"),
    "paper.supervised": ("nka", "paper.supervised: there is no 'nka'; there are blank,"),
    "colour_with": ("blank", "colour_with: 'blank' doesn't start from edges; name one that does"),
    "evaluation.report_at": (29, "evaluation.report_at: 29 is not one of horizons ["),
}


def test_the_simple_ganca_has_neither_noise_nor_smoothing():
    for key in ("instance_noise", "label_smoothing"):
        with pytest.raises(InputError, match=f"paper.simple: 'ganca-simple' has {key} 0.1"):
            resolve(changed(f"models.ganca-simple.{key}", 0.1), SCHEMA)


@pytest.mark.parametrize(
    ("faces", "nature", "line"),
    [
        ({}, {"emoji": "nature"}, None),
        ({"images": "icons"}, {"emoji": "nature"}, None),
        ({}, {"images": "plants"}, None),
        ({"images": "icons"}, {"images": "plants"}, None),
        ({}, {"emoji": "faces"}, "the pictures of paper.supervised; name one of others"),
        ({"images": "icons"}, {"images": "icons"}, "the pictures of paper.supervised; name one"),
        ({"images": "icons"}, {"emoji": "faces"}, "of emoji faces; name one of nature or of a"),
    ],
)
def test_nature_is_learned_from_nature_or_from_other_pictures_than_the_faces(faces, nature, line):
    config = changed("datasets", {"faces": faces, "nature": nature})
    if line is None:
        resolve(config, SCHEMA)
        return
    with pytest.raises(InputError) as refusal:
        resolve(config, SCHEMA)
    expected = "paper.nature: 'nature' learns from data set 'nature', " + line
    assert str(refusal.value).startswith(expected)


def test_a_model_of_faces_cannot_tell_of_nature():
    with pytest.raises(InputError, match=r"paper.nature: 'nca' learns from data set 'faces', the"):
        resolve(changed("paper.nature", "nca"), SCHEMA)


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


def test_weights_go_on_in_a_network_of_their_own_size_only():
    config = changed("models.nature.init_from", "nca")
    config["models"]["nca"]["hidden"] = 64
    with pytest.raises(
        InputError, match=r"^models.nature.init_from: 'nca' has hidden 64, not 128"
    ):
        resolve(config, SCHEMA)


def test_the_kernel_for_gpus_refuses_sizes_that_it_is_not_written_for():
    config = changed("gpu_rollout", "fused")
    resolve(config, SCHEMA)
    config["models"]["nca"]["channels"] = 32
    with pytest.raises(InputError, match=r"^models.nca: gpu_rollout fused takes channels and hid"):
        resolve(config, SCHEMA)


@pytest.mark.parametrize("far", [[100], [200, 500], [900, 500]])
def test_far_horizons_rise_from_the_last_of_the_others(far):
    with pytest.raises(InputError, match=r"^evaluation.far: .* doesn't rise from 200, the last"):
        resolve(changed("evaluation.far", far), SCHEMA)
    resolve(changed("evaluation.far", [500, 1000]), SCHEMA)


def test_no_model_bears_the_name_of_what_the_tables_show_beside_models():
    edges = np.ones((1, 8, 8), np.uint8)
    pictures = PictureSet(["a"], ["train"], [""], edges, np.full((1, 8, 8, 4), 255, np.uint8))
    assert set(references(pictures, pictures)) == set(REFERENCES)
    assert not set(REFERENCES) & set(DEFAULT["models"])


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
    resolve(extended(laid_over(DEFAULT, preset), preset), SCHEMA)


def test_the_published_figures_are_those_of_the_papers_setting():
    """The same models, so that the weights of the one are the weights of the other."""
    paper, published = (
        yaml.safe_load(Path(f"config/{name}.yaml").read_text()) for name in ("paper", "published")
    )
    whole = resolve(extended(laid_over(DEFAULT, published), published), SCHEMA)
    assert whole["models"] == resolve(laid_over(DEFAULT, paper), SCHEMA)["models"]
    assert whole["weights"]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder to write configuration files in: a function of name and keys."""
    monkeypatch.chdir(tmp_path)
    return lambda name, **keys: Path(name).write_text(yaml.safe_dump(keys))


def test_a_file_that_extends_another_changes_only_what_it_names(files):
    files("far.yaml", font="far", picture={"size": 1, "padding": 1}, seeds=[1, 2])
    files("near.yaml", extends="far.yaml", picture={"size": 2})
    given = {"extends": "near.yaml", "seeds": [3], "edges": {"low": 1}}
    default = {"font": "default", "drawings": "default", "edges": {"low": 150, "high": 300}}
    assert extended(laid_over(default, given), given) == {
        "extends": "near.yaml",
        "font": "far",
        "drawings": "default",
        "picture": {"size": 2, "padding": 1},
        "seeds": [3],
        "edges": {"low": 1, "high": 300},
    }


def test_what_is_given_counts_though_it_is_the_defaults(files):
    files("base.yaml", edges={"low": 250})
    given = {"extends": "base.yaml", "edges": {"low": 150}}
    assert extended(laid_over(DEFAULT, given), given)["edges"]["low"] == 150


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "extends: cannot read 'base.yaml' (No such file or directory)"),
        ("models: [", "extends: 'base.yaml' is not YAML"),
        ("- 1", "extends: 'base.yaml' holds no keys"),
        ("extends: other.yaml", "extends: goes in a circle: base.yaml <- other.yaml <- base.yaml"),
    ],
)
def test_a_file_that_cannot_be_extended_is_named(files, content, line):
    files("other.yaml", extends="base.yaml")
    if content:
        Path("base.yaml").write_text(content)
    with pytest.raises(InputError) as refusal:
        extended({"extends": "base.yaml"}, {})
    assert str(refusal.value).startswith(line) and "\n" not in str(refusal.value)


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


def test_each_ablation_changes_one_ingredient_of_the_default_recipe():
    ablations = yaml.safe_load(Path("config/ablations.yaml").read_text())
    models = resolve(laid_over(DEFAULT, ablations), SCHEMA)["models"]
    recipe = models["ganca-modern"]
    default = resolve(DEFAULT, SCHEMA)["models"]["ganca-modern"]
    assert recipe == default
    objective = {"objective", "critic", "critic_steps", "critic_learning_rate"}
    ingredients = [objective, {"instance_noise", "label_smoothing"}, {"critic_augment"}]
    pairs = {
        "ganca-pure": {"supervision", "pen"},
        "squared-supervision": {"supervision", "supervision_norm"},
    }
    written = {
        "ganca-improved": {"label_smoothing": 0.1},
        "ganca-wgan": {"critic": "paper"},
        "nca": {"update_noise": 0},
    }
    for coded, change in written.items():
        assert models[f"{coded.removeprefix('ganca-')}-as-written"] == models[coded] | change
    ours = {name for name in ablations["models"] if not name.endswith("as-written")}
    for name in ours - {"ganca-modern"}:
        changed = {key for key in recipe if models[name][key] != recipe[key]}
        crossed = name.startswith(("bce", "wgan")) or name.endswith("either")
        allowed = set().union(*ingredients) if crossed else changed
        alone = len(changed) == 1 or changed == pairs.get(name)
        assert changed <= allowed and (crossed or alone), name


def test_lists_and_mappings_of_the_command_line_hold_numbers_and_texts():
    given = parse_config(["seeds=[0, 1]", "font=1e3.ttf", "models={nca: {steps: 5, start: null}}"])
    assert typed(given) == {
        "seeds": [0, 1],
        "font": "1e3.ttf",
        "models": {"nca": {"steps": 5, "start": None}},
    }
    assert typed(parse_config(['drawings={a: ["1", no, 0.5, b c]}'])) == {
        "drawings": {"a": [1, False, 0.5, "b c"]}
    }
