"""What is handed on beside the weights."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
import yaml

from ganca import provenance
from ganca.errors import InputError
from ganca.results import write_record
from ganca.train.record import (
    changed_since,
    read_run,
    stopped_early,
    training_code,
    write_history,
)

RECORD = {"model": "nca", "settings": {"steps": 9, "best_of": ""}, "steps": 8, "seconds": 4.0}


@pytest.fixture
def losses():
    """Eight steps, of which every second was validated; the least loss came at the fourth."""
    validation = [np.nan, 3.0, np.nan, 1.0, np.nan, 2.0, np.nan, 4.0]
    return pd.DataFrame({"step": range(1, 9), "loss": 1.0, "validation": validation})


def test_a_run_ends_where_its_validation_loss_was_least(losses):
    stopped, record = stopped_early(losses, RECORD, "mine")
    assert stopped.step.tolist() == [1, 2, 3, 4]
    assert record["stopped_at"] == 4 and record["seconds"] == 2
    assert record["model"] == "mine" and record["settings"] == {"steps": 9, "best_of": "nca"}
    assert record["steps"] == 8  # of the training that it is the best of
    assert RECORD["settings"]["best_of"] == ""


def test_without_a_validation_loss_there_is_no_best(losses):
    with pytest.raises(InputError, match=r"^nca: no validation loss was measured in 8 steps"):
        stopped_early(losses.assign(validation=np.nan), RECORD, "mine")


def test_the_losses_of_a_whole_training_take_a_few_hundred_kilobytes(tmp_path):
    rng = np.random.default_rng(0)
    names = ["generator", "critic", "real", "fake", "penalty", "validation"]
    table = pd.DataFrame(rng.normal(size=(10000, 6)), columns=names)
    table.insert(0, "step", range(1, 10001))
    write_history(tmp_path / "log.csv", table)
    assert (tmp_path / "log.csv").stat().st_size < 600e3
    read = pd.read_csv(tmp_path / "log.csv")
    assert np.allclose(read, table, rtol=1e-4)


def test_a_record_is_compared_with_the_code_that_is_here():
    here = training_code()
    old = here | {"ganca.model.rollout.rollout": "other", "ganca.gone": "once"}
    assert changed_since({"code": here}) == []
    assert changed_since({"code": old}) == ["ganca.gone", "ganca.model.rollout.rollout"]
    mixed = {"code": here, "earlier_code": [{"until_step": 3, "code": old}]}
    assert changed_since(mixed) == ["ganca.gone", "ganca.model.rollout.rollout"]


@pytest.mark.parametrize(
    "record", [{}, {"code": None}, {"code": {}, "earlier_code": [{"until_step": 3, "code": None}]}]
)
def test_of_a_record_that_is_older_than_the_digests_nothing_is_claimed(record):
    assert changed_since(record) is None


def test_a_training_is_made_of_what_computes_it_and_of_nothing_around_it():
    names = training_code().keys()
    assert {f"ganca.train.{name}" for name in ("trainer", "steps", "pool", "objectives")} <= names
    assert {"ganca.model.automaton", "ganca.data.dataset"} <= names
    assert {
        f"ganca.model.rollout.{name}"
        for name in ("native_float32.c", "native_bfloat16.c", "fused")
    } <= names
    assert (
        not {"ganca.train.record", "ganca.config.settings", "ganca.show.plots", "jobs.running"}
        & names
    )


def test_torchs_release_counts_and_not_what_device_it_was_built_for(monkeypatch):
    assert training_code()["torch"] == torch.__version__.split("+")[0]
    cpu, gpu, newer = (
        monkeypatch.setattr(provenance, "version", lambda name, told=told: told) or training_code()
        for told in ("2.13.0+cpu", "2.13.0+cu129", "2.13.1+cpu")
    )
    assert cpu == gpu and provenance.changed(cpu, newer) == ["torch"]


def test_a_record_with_old_names_is_read_with_the_present_ones(tmp_path):
    old = {"decay": 0.5, "rest": 0.1, "variants": 4, "augment": 3, "critic_noise": 0.2}
    write_record(tmp_path / "run.json", RECORD | {"settings": old | {"recompute": False}})
    assert read_run(tmp_path / "run.json")["settings"] == {
        "min_lr_ratio": 0.5,
        "stability_penalty": 0.1,
        "augmentations": 4,
        "critic_augment": 3,
        "instance_noise": 0.2,
        "activation_checkpointing": False,
    }


PUBLISHED = sorted(Path("resources/weights").glob("*/seed*/run.json"))


@pytest.mark.skipif(not PUBLISHED, reason="no weights are published")
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.parts[2])
def test_the_settings_of_published_records_are_all_known(path):
    schema = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())["properties"]
    known = schema.keys() | schema["models"]["additionalProperties"]["properties"].keys()
    assert read_run(path)["settings"].keys() <= known
