"""What is aggregated must count every picture once, and tell apart what differs."""

import numpy as np
import pandas as pd
import pytest

from ganca import tables
from ganca.metrics import METRICS


@pytest.fixture
def scores():
    """Two seeds of one model on three pictures in two groups, and a reference without seeds."""
    rows = [
        {"model": "nca", "seed": seed, "set": "drawings", "split": "ood", "group": group}
        | {"name": name, "steps": 28, "quality": value + seed}
        for seed in (0, 1)
        for name, group, value in [("a", "thin", 0.0), ("b", "thin", 0.2), ("NA", "thick", 0.7)]
    ]
    table = pd.DataFrame(rows)
    blank = table[table.seed == 0].assign(model="blank", seed="", steps="", quality=0)
    return pd.concat([table, blank]).reindex(columns=[*tables.LABELS, *METRICS])


@pytest.fixture
def read(scores, tmp_path):
    """The same after having been written in two files and read again."""
    parts = scores[scores.model == "nca"], scores[scores.model == "blank"]
    paths = [tmp_path / "nca.csv", tmp_path / "blank.csv"]
    for path, part in zip(paths, parts, strict=True):
        tables.write_scores(path, part)
    return tables.read_scores(paths)


def test_a_picture_called_na_keeps_its_name_and_what_is_undefined_stays_so(read):
    assert read.name.tolist() == ["a", "b", "NA"] * 3
    assert read.mse.isna().all() and read.quality.notna().all()
    assert read[read.model == "blank"][["seed", "steps"]].isna().all(axis=None)


def test_every_picture_counts_once_whatever_the_number_of_seeds(read):
    table = tables.aggregate(read).set_index(["model", "group"])
    whole = table.loc[("nca", "")]
    assert whole["mean"] == pytest.approx(0.3 + 0.5)
    assert (whole.pictures, whole.seeds, whole.metric) == (3, 2, "quality")
    assert whole.low < whole["mean"] < whole.high
    thin = table.loc[("nca", "thin")]
    assert thin["mean"] == pytest.approx(0.1 + 0.5) and thin.pictures == 2


def test_a_single_picture_has_no_interval_and_references_no_steps(read):
    table = tables.aggregate(read).set_index(["model", "group"])
    assert table.loc[("nca", "thick"), ["low", "high"]].isna().all()
    assert np.isnan(table.loc[("blank", ""), "steps"]) and table.loc[("blank", ""), "mean"] == 0


def test_metrics_that_no_picture_has_get_no_row(read):
    assert set(tables.aggregate(read).metric) == {"quality"}


def test_a_training_is_summed_up_by_how_it_ended():
    settings = {"dataset": "faces", "objective": "l2", "start": "edges", "init_from": ""}
    record = {
        "model": "nca",
        "seed": 0,
        "settings": settings | {"rollout": [24, 32], "steps": 20, "batch": 8},
        "dataset": {"train": 50, "grid": 28},
        **dict.fromkeys(["parameters", "critic_parameters", "seconds"], 1),
        **dict.fromkeys(["device", "precision", "threads"], "x"),
    }
    history = pd.DataFrame({"step": range(1, 21), "loss": np.arange(20.0, 0, -1)})
    history["validation"] = np.where(history.step == 10, 7.0, np.nan)
    row = tables.training_row(record, history)
    assert row["loss"] == 1.5  # the mean of 2 and 1
    assert row["validation"] == 7 and row["rollout"] == "24-32"
