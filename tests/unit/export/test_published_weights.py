"""What is passed on is what it says it is."""

import subprocess
from pathlib import Path

import pytest
import yaml

from ganca.config.settings import with_defaults
from ganca.errors import InputError
from ganca.export import published_weights


@pytest.fixture
def weights(tmp_path):
    """A folder of weights with one run in it, and its checksums."""
    run = tmp_path / "nca/seed0"
    run.mkdir(parents=True)
    (run / "weights.safetensors").write_bytes(b"weights")
    (run / "log.csv").write_text("step\n1\n")
    (tmp_path / "README.md").write_text("not part of it")
    (tmp_path / published_weights.SUMS).write_text(published_weights.sums(tmp_path))
    return tmp_path


def test_the_checksums_are_those_of_sha256sum(weights):
    command = ["sha256sum", "--check", "--strict", published_weights.SUMS]
    told = subprocess.run(command, cwd=weights, capture_output=True, text=True)
    assert told.returncode == 0
    assert told.stdout == "nca/seed0/log.csv: OK\nnca/seed0/weights.safetensors: OK\n"


def test_what_is_whole_passes(weights):
    published_weights.check_sum(weights / "nca/seed0/weights.safetensors", weights)


@pytest.mark.parametrize("name", ["nca/seed0/weights.safetensors", "nca/seed1/log.csv"])
def test_what_is_damaged_or_unknown_is_named(weights, name):
    (weights / name).parent.mkdir(exist_ok=True)
    (weights / name).write_bytes(b"weightz")
    with pytest.raises(InputError, match=f"{name}: not the file that .*SHA256SUMS tells of"):
        published_weights.check_sum(weights / name, weights)


SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
MODEL = SCHEMA["properties"]["models"]["additionalProperties"]
TRAINED = with_defaults({"dataset": "faces"}, MODEL)


def test_other_settings_are_named():
    published_weights.check_settings("run.json", TRAINED, dict(TRAINED))
    wanted = TRAINED | {"batch": 8, "hidden": 64}
    told = rf"\(batch {TRAINED['batch']}, not 8; hidden {TRAINED['hidden']}, not 64\)$"
    with pytest.raises(InputError, match=f"^run.json: .*{told}"):
        published_weights.check_settings("run.json", TRAINED, wanted)


def test_a_setting_of_the_critic_means_nothing_to_a_training_without_one():
    other = {"supervision": 0.5, "activation_checkpointing": True}
    published_weights.check_settings("run.json", TRAINED, TRAINED | other)
    judged = TRAINED | {"objective": "relativistic"}
    with pytest.raises(InputError, match=r"\(supervision 0, not 0.5; "):
        published_weights.check_settings("run.json", judged, judged | other)
