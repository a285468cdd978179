"""Whether a training has handed on its results, as the rules ask: by its record."""

import json

import pytest

import dag
from ganca.errors import InputError

SUPERVISED = {"objective": "l2", "network": "automaton", "persistence": 0.5, "start": "edges"}
SETTINGS = SUPERVISED | {"steps": 5, "min_lr_ratio": 0.5, "activation_checkpointing": False}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "weights.safetensors").touch()
    return tmp_path


def record(folder, settings, **more):
    (folder / "run.json").write_text(json.dumps({"settings": settings, **more}))


def test_a_record_with_these_settings_is_of_a_finished_training(folder):
    assert not dag.finished(folder, SETTINGS, {})
    record(folder, SETTINGS)
    assert dag.finished(folder, SETTINGS, {})
    assert not dag.finished(folder, SETTINGS | {"steps": 6}, {})
    record(folder, SETTINGS, steps=4)
    assert not dag.finished(folder, SETTINGS, {})


def test_a_record_with_old_names_is_read_with_the_present_ones(folder):
    record(folder, SUPERVISED | {"steps": 5, "decay": 0.5, "recompute": False})
    assert dag.finished(folder, SETTINGS, {})
    assert not dag.finished(folder, SETTINGS | {"min_lr_ratio": 0.7}, {})


def test_a_setting_without_effect_makes_no_training_unfinished(folder):
    record(folder, SETTINGS | {"supervision": 0.1})
    assert dag.finished(folder, SETTINGS | {"supervision": 0.02}, {})
    assert not dag.finished(folder, SETTINGS | {"objective": "bce", "supervision": 0.02}, {})


def test_a_damaged_record_is_told(folder):
    (folder / "run.json").write_text('{"settings": ')
    with pytest.raises(InputError, match=r"run\.json: damaged"):
        dag.finished(folder, SETTINGS, {})
