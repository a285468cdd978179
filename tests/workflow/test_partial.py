"""A sweep of which a training failed: the others are shown, and what is missing is said."""

import csv
import shutil

import pytest
from checkout import duplicate

# A file lies where its checkpoints should, so that the training ends with an error.
FAILING = """
  odd: {<<: *tiny, dataset: faces}

evaluation:"""


@pytest.fixture
def failed(made, tmp_path):
    """A copy of the finished checkout with one more model, whose training has failed."""
    checkout = duplicate(made, tmp_path / "copy")
    tiny = checkout.folder / "config/tiny.yaml"
    tiny.write_text(tiny.read_text().replace("\nevaluation:", FAILING))
    checkout.write("results/checkpoints/odd", "in the way")
    assert checkout.snakemake("--keep-going", "train").returncode != 0
    return checkout


def states(checkout):
    """What results/tables/models.csv says of each model."""
    with open(checkout.folder / "results/tables/models.csv", newline="") as file:
        return {row["model"]: row["state"] for row in csv.DictReader(file)}


def test_what_is_there_is_shown_and_what_is_missing_listed(failed):
    run = failed.snakemake("--config", "partial=True", "--", "all")
    assert run.returncode == 0, run.stdout
    assert run.stdout.count("partial: not trained and left out: odd seed 0\n") == 1
    found = states(failed)
    assert found.pop("odd") == "missing" and set(found.values()) == {"trained"}
    assert failed.planned("--config", "partial=True", "--", "all") == {}
    assert failed.planned()["train_model"] == 1  # without `partial` it is tried again


def test_without_one_of_the_papers_models_there_are_tables_alone(made, tmp_path):
    """Also where figures of an earlier, finished training of it are still there."""
    checkout = duplicate(made, tmp_path / "copy")
    shutil.rmtree(checkout.folder / "results/models/ganca-wgan")
    run = checkout.snakemake("--config", "partial=True", "--", "all")
    assert run.returncode == 0, run.stdout
    assert "tables alone, for one of the paper's models is missing" in run.stdout
    assert states(checkout)["ganca-wgan"] == "missing"
    paper = checkout.snakemake("--dry-run", "--config", "partial=True", "--", "results/paper.pdf")
    assert paper.returncode != 0 and "Traceback" not in paper.stdout
