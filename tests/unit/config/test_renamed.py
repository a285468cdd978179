"""Settings under their old names: read as they always were, and told of in a line."""

import copy
import warnings
from pathlib import Path

import pytest
import yaml

from ganca.config import renamed
from ganca.config.configuration import configuration
from ganca.config.settings import laid_over
from ganca.errors import InputError, InputWarning

SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
DEFAULT = Path("config/config.yaml").read_text()
OLD = {
    "recompute": True,
    "models": {
        "ganca-modern": {
            "augment": 5,
            "critic_noise": 0.5,
            "decay": 0.5,
            "rest": 0.5,
            "variants": 5,
        }
    },
}
MODERN = {
    "critic_augment": 5,
    "instance_noise": 0.5,
    "min_lr_ratio": 0.5,
    "stability_penalty": 0.5,
    "augmentations": 5,
}


def settled(folder, *texts, single=None, default=DEFAULT):
    """The resolved configuration of files with these texts, the lowest first, and the warnings."""
    files, given = [], {}
    for i, text in enumerate((*texts, default)):
        files.append(folder / f"{i}.yaml")
        files[-1].write_text(text)
    for text in texts:
        given = laid_over(given, yaml.safe_load(text))
    joined = laid_over(yaml.safe_load(default), copy.deepcopy(given))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", InputWarning)
        config = configuration(joined, files, given, single or {}, SCHEMA)
    return config, [str(warning.message) for warning in told]


def test_every_old_name_stands_for_a_setting_that_there_is():
    model = SCHEMA["properties"]["models"]["additionalProperties"]["properties"]
    assert set(renamed.RENAMED.values()) <= SCHEMA["properties"].keys()
    assert set(renamed.RENAMED_IN_MODELS.values()) <= model.keys()
    assert not renamed.RENAMED.keys() & SCHEMA["properties"].keys()
    assert not renamed.RENAMED_IN_MODELS.keys() & model.keys()
    assert renamed.RENAMED.keys() == OLD.keys() - {"models"}
    assert renamed.RENAMED_IN_MODELS.keys() == OLD["models"]["ganca-modern"].keys()


@pytest.mark.parametrize("place", ["configfile", "extends", "config"])
def test_old_names_are_read_in_every_layer_with_one_line_each(tmp_path, place):
    text, single = yaml.safe_dump(OLD), OLD if place == "config" else None
    if place == "extends":
        (tmp_path / "below.yaml").write_text(text)
        text = f"extends: {tmp_path}/below.yaml"
    config, told = settled(tmp_path, *([] if single else [text]), single=single)
    assert config["activation_checkpointing"] is True
    assert MODERN.items() <= config["models"]["ganca-modern"].items()
    assert sorted(told) == [
        f"{key}: now called {name}; the old name is read as well"
        for key, name in (
            ("models.ganca-modern.augment", "critic_augment"),
            ("models.ganca-modern.critic_noise", "instance_noise"),
            ("models.ganca-modern.decay", "min_lr_ratio"),
            ("models.ganca-modern.rest", "stability_penalty"),
            ("models.ganca-modern.variants", "augmentations"),
            ("recompute", "activation_checkpointing"),
        )
    ]


def test_a_default_file_of_an_earlier_version_means_what_it_meant(tmp_path):
    earlier = DEFAULT
    for old, new in renamed.RENAMED_IN_MODELS.items():
        earlier = earlier.replace(f" {new}: ", f" {old}: ")
    config, told = settled(tmp_path, default=earlier)
    assert config == settled(tmp_path)[0] and len(told) == len(renamed.RENAMED_IN_MODELS)
    other = "models: {ganca-modern: {min_lr_ratio: 0.5}}"
    assert settled(tmp_path, other, default=earlier)[0] == settled(tmp_path, other)[0]


def test_the_layer_above_has_the_last_word_whichever_name_it_uses(tmp_path):
    old, new = "models: {nca: {decay: 0.5}}", "models: {nca: {min_lr_ratio: 0.7}}"
    for texts, expected in (((old, new), 0.7), ((new, old), 0.5)):
        config, _ = settled(tmp_path, *texts)
        assert config["models"]["nca"]["min_lr_ratio"] == expected
    config, _ = settled(tmp_path, new, single={"models": {"nca": {"decay": "0.3"}}})
    assert config["models"]["nca"]["min_lr_ratio"] == 0.3


def test_one_entry_with_both_names_is_refused(tmp_path):
    line = r"^models\.nca\.decay: now called min_lr_ratio, which stands there too; delete decay$"
    with pytest.raises(InputError, match=line):
        settled(tmp_path, "models: {nca: {decay: 0.5, min_lr_ratio: 0.5}}")


def test_a_setting_without_effect_is_refused_under_its_old_name_too(tmp_path):
    with pytest.raises(InputError, match=r"^models\.nca\.critic_augment: has no effect"):
        settled(tmp_path, "models: {nca: {augment: 3}}")


def test_new_names_are_told_nothing(tmp_path):
    assert settled(tmp_path, "models: {nca: {min_lr_ratio: 0.5}}")[1] == []


def test_names_of_files_and_other_settings_stay_in_an_identity():
    names = "models.nca.steps", "seed", "results/data/faces/decay", "results/models/decay/rest"
    assert [renamed.new_name(name) for name in names] == list(names)
    assert renamed.new_name("models.nca.rest") == "models.nca.stability_penalty"


def test_a_record_is_completed_with_what_was_added_since_also_within_a_setting():
    old = {"steps": 5, "pen": {"fine": 0.4, "broad": 0.6}, "start": None}
    assumed = {"steps": 9, "pen": {"fine": 0, "traced": 0}, "start": "edges", "pool": 0}
    now = renamed.completed(old, assumed)
    assert now == old | {"pool": 0, "pen": {"fine": 0.4, "traced": 0, "broad": 0.6}}
    assert old["pen"] == {"fine": 0.4, "broad": 0.6}
