"""Weights are passed on, and drawn from again without any training."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml
from checkout import duplicate
from safetensors.torch import load_file

from ganca.config.settings import laid_over, resolve
from ganca.data import dataset
from ganca.model.networks import load_weights
from ganca.train import checkpoint
from ganca.train.record import identity
from ganca.train.trainer import Training, train

PUBLISHED = "config/published-tiny.yaml"
NCA = "resources/weights/nca/seed0"


@pytest.fixture(scope="module")
def released(made, tmp_path_factory):
    """A copy of the finished checkout whose weights have been released, and whose models are gone.

    Tests copy it before they change anything.
    """
    checkout = duplicate(made, tmp_path_factory.mktemp("released") / "copy")
    shutil.rmtree(checkout.folder / "resources/weights", ignore_errors=True)
    run = checkout.snakemake("release")
    assert run.returncode == 0, run.stdout
    assert "train_model" not in run.stdout
    shutil.rmtree(checkout.folder / "results/models")
    shutil.rmtree(checkout.folder / "results/checkpoints")
    checkout.write(PUBLISHED, "extends: config/tiny.yaml\nweights: resources/weights\n")
    return checkout


@pytest.fixture
def copied(released, tmp_path):
    return duplicate(released, tmp_path / "copy")


def record(checkout, folder=NCA):
    return json.loads((checkout.folder / folder / "run.json").read_text())


def test_every_finished_training_is_released_whole(released, made):
    models = yaml.safe_load((made.folder / "config/tiny.yaml").read_text())["models"]
    for model in models:
        theirs = made.folder / f"results/models/{model}/seed0"
        ours = released.folder / f"resources/weights/{model}/seed0"
        assert {path.name for path in ours.iterdir()} == {
            "weights.safetensors",
            "log.csv",
            "run.json",
        }
        pair = [load_weights(folder / "weights.safetensors") for folder in (ours, theirs)]
        rounded = 1 / 250 if model == "unet" else 0  # to 8 bits, for its size
        for found, trained in zip(*(network.parameters() for network in pair), strict=True):
            assert (found - trained).abs().max() <= rounded * trained.abs().max()
        run = json.loads((ours / "run.json").read_text())
        kept = json.loads((theirs / "run.json").read_text())
        assert run == kept and run["steps"] == 6 and run["date"]


def test_a_published_run_makes_everything_and_trains_nothing(copied):
    planned = copied.planned(config=PUBLISHED)
    assert planned["take_weights"] == 12 and "typeset_paper" in planned
    assert not {"train_model", "stop_early"} & planned.keys()
    run = copied.snakemake(config=PUBLISHED)
    assert run.returncode == 0, run.stdout
    assert (copied.folder / "results/paper.pdf").exists()
    assert "Nothing to be done" in copied.snakemake(config=PUBLISHED).stdout
    assert "error: nothing to release: train first" in copied.snakemake("release").stdout


def test_both_entries_take_the_weights(copied):
    planned = copied.planned("--snakefile", "workflow/Snakefile", config=PUBLISHED)
    assert planned["take_weights"] == 12 and "train_model" not in planned


def test_a_model_without_weights_is_left_out_in_one_line(copied):
    shutil.rmtree(copied.folder / "resources/weights/nca-stopped")
    run = copied.snakemake("results/tables/models.csv", config=PUBLISHED)
    assert run.returncode == 0, run.stdout
    assert run.stdout.count("weights: not published and left out: nca-stopped seed 0\n") == 1
    with open(copied.folder / "results/tables/models.csv", newline="") as file:
        states = {row["model"]: row["state"] for row in csv.DictReader(file)}
    assert states["nca-stopped"] == "missing" and states["nca"] == "trained"


def test_damaged_weights_end_the_run_in_one_line(copied):
    path = copied.folder / NCA / "weights.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    run = copied.snakemake(config=PUBLISHED)
    line = f"error: {NCA}/weights.safetensors: not the file that resources/weights/SHA256SUMS"
    assert run.returncode != 0 and line in run.stdout and "Traceback" not in run.stdout


def test_weights_of_other_settings_end_the_run_in_one_line(copied):
    copied.write(PUBLISHED, (copied.folder / PUBLISHED).read_text() + "models: {nca: {batch: 3}}")
    run = copied.snakemake("results/models/nca/seed0/run.json", config=PUBLISHED)
    line = f"error: {NCA}/run.json: trained with other settings than the configuration's (batch 4,"
    assert run.returncode != 0 and line in run.stdout and "Traceback" not in run.stdout


def test_a_folder_of_weights_that_is_not_there_is_named(copied):
    run = copied.snakemake("--config", "weights=nowhere", config=PUBLISHED)
    assert "error: config: weights: there is no folder 'nowhere'" in run.stdout


@pytest.fixture
def under_way(released, tmp_path, monkeypatch):
    """A copy in which the training of `nca` is under way: the checkout, the training."""
    checkout = duplicate(released, tmp_path / "copy")
    monkeypatch.chdir(checkout.folder)
    files = ("config/config.yaml", "config/tiny.yaml", "workflow/schemas/config.schema.yaml")
    *layers, schema = (yaml.safe_load(Path(file).read_text()) for file in files)
    config = resolve(laid_over(*layers), schema)
    shared = {
        key: config[key] for key in ("precision", "activation_checkpointing", "validate_every")
    }
    settings, pictures = config["models"]["nca"] | shared, "results/data/faces/pictures.npz"
    training = Training(settings, dataset.load(pictures), 0)
    folder = "results/checkpoints/nca/seed0"
    own = identity("nca", 0, settings, [pictures])
    assert not train(training, folder, own, stop=lambda: training.step == 3)
    return checkout, training


def test_a_training_under_way_is_released_as_far_as_it_has_come(under_way):
    checkout, training = under_way
    run = checkout.snakemake("release")
    assert run.returncode == 0, run.stdout
    assert "released nca seed 0: 3 of 6 steps" in run.stdout
    assert "left out, for their training hasn't begun here: blank seed 0, nature" in run.stdout
    weights = load_file(checkout.folder / NCA / "weights.safetensors")
    for key, value in training.average.state_dict().items():
        assert (weights[key] == value).all()
    assert record(checkout)["steps"] == 3
    losses = np.genfromtxt(checkout.folder / NCA / "log.csv", delimiter=",", names=True)
    assert losses["loss"] == pytest.approx([row[0] for row in training.log], rel=1e-4)
    stopped = record(checkout, "resources/weights/nca-stopped/seed0")
    assert stopped["stopped_at"] == 2 and stopped["steps"] == 3
    check = checkout.folder / "resources/weights/SHA256SUMS"
    assert "blank/seed0/weights.safetensors" in check.read_text()  # what was released before


def test_a_released_training_is_gone_on_with_and_its_checkpoint_goes_when_it_has_ended(under_way):
    checkout, _ = under_way
    assert checkout.snakemake("release").returncode == 0
    assert checkpoint.read(checkout.folder / NCA)
    shutil.rmtree(checkout.folder / "results/checkpoints")
    run = checkout.snakemake("results/models/nca/seed0/weights.safetensors")
    assert run.returncode == 0, run.stdout
    assert "goes on from the released training, 3 steps long" in run.stdout
    assert checkout.snakemake("release").returncode == 0
    assert checkpoint.read(checkout.folder / NCA) is None
    assert record(checkout)["steps"] == 6


def test_a_training_of_other_settings_is_not_released(under_way):
    checkout, _ = under_way
    tiny = checkout.folder / "config/tiny.yaml"
    tiny.write_text(tiny.read_text().replace("  nca: *tiny", "  nca: {<<: *tiny, batch: 3}"))
    before = (checkout.folder / NCA / "run.json").read_text()
    run = checkout.snakemake("release")
    assert run.returncode != 0
    assert "error: nothing to release: train first" in run.stdout
    assert (checkout.folder / NCA / "run.json").read_text() == before
