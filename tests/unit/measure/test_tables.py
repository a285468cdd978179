"""What is aggregated must count every picture once, and tell apart what differs."""

import numpy as np
import pandas as pd
import pytest

from ganca.measure import tables
from ganca.measure.metrics import METRICS


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


def test_drawings_that_no_choice_was_made_by_have_a_mean_of_their_own(read):
    """Of the families held out, and of this set alone."""
    names = {"a": tables.HELD_OUT[0], "b": tables.HELD_OUT[1], "NA": "thick"}
    read["group"] = read.name.map(names)
    table = tables.aggregate(pd.concat([read, read.assign(set="own")]))
    held_out = table[table.group == "held out"].set_index("model")
    assert set(held_out["set"]) == {"drawings"} and (held_out.pictures == 2).all()
    assert held_out.loc["nca", "mean"] == pytest.approx(0.1 + 0.5)


def test_metrics_that_no_picture_has_get_no_row(read):
    assert set(tables.aggregate(read).metric) == {"quality"}


def test_seeds_spread_by_the_standard_deviation_of_their_means(read):
    table = tables.aggregate(read).set_index(["model", "group"])
    assert table.loc[("nca", ""), "sd"] == pytest.approx(np.std([0, 1], ddof=1))
    assert np.isnan(table.loc[("blank", ""), "sd"])


def redrawn(severities):
    """The same four emojis, each equally good at so many severities."""
    rows = [
        {"model": "nca", "seed": 0, "set": "wobbled", "split": "ood", "steps": 28}
        | {"group": f"severity {s}", "name": f"1f60{i}-{s}", "quality": i / 4}
        for s in range(severities)
        for i in range(4)
    ]
    return pd.DataFrame(rows).reindex(columns=[*tables.LABELS, *METRICS])


def test_an_emoji_redrawn_four_times_counts_once():
    once, often = (tables.aggregate(redrawn(n)).iloc[0] for n in (1, 4))
    assert often.pictures == once.pictures == 4
    assert (often.low, often.high) == (once.low, once.high)


def test_differences_are_paired_by_picture_for_each_seed_and_over_all(read):
    nca = read[read.model == "nca"]
    better = nca.assign(model="ganca", quality=nca.quality + 0.1 + 0.2 * nca.seed)
    table = tables.model_differences(pd.concat([nca, better]), [("ganca", "nca")])
    whole = table[table.group == ""].set_index("seed")
    assert whole.loc[0, "difference"] == pytest.approx(0.1)
    assert whole.loc[1, "difference"] == pytest.approx(0.3)
    # however much the pictures differ, and the seeds: each picture gained the same
    assert whole.loc["", ["difference", "low", "high"]].tolist() == pytest.approx([0.2] * 3)
    assert (
        table[["model", "against", "set"]].drop_duplicates() == ["ganca", "nca", "drawings"]
    ).all(axis=None)
    assert set(whole.pictures) == {3} and set(table.metric) == {"quality"}


def test_models_are_compared_by_the_seeds_that_both_have(read):
    nca = read[read.model == "nca"]
    better = nca[nca.seed == 1].assign(model="ganca", quality=lambda rows: rows.quality + 0.1)
    table = tables.model_differences(pd.concat([nca, better]), [("ganca", "nca")])
    whole = table[table.group == ""].set_index("seed")
    assert set(whole.index) == {"", 1}
    assert whole.difference.tolist() == pytest.approx([0.1, 0.1])


def test_pictures_are_paired_whatever_their_order(read):
    nca = read[(read.model == "nca") & (read.seed == 0)]
    other = nca.assign(model="ganca")[::-1]
    table = tables.model_differences(pd.concat([nca, other]), [("ganca", "nca")])
    assert (table.difference == 0).all() and len(table)


@pytest.fixture
def training():
    """The record and the losses of a training of 20 steps."""
    settings = {"dataset": "faces", "objective": "l2", "start": "edges", "init_from": ""}
    record = {
        "model": "nca",
        "seed": 0,
        "settings": settings | {"rollout": [24, 32], "steps": 20, "batch": 8},
        "steps": 20,
        "dataset": {"train": 50, "grid": 28},
        **dict.fromkeys(["parameters", "critic_parameters", "seconds"], 1),
        **dict.fromkeys(["device", "precision", "threads"], "x"),
    }
    history = pd.DataFrame({"step": range(1, 21), "loss": np.arange(20.0, 0, -1)})
    history["validation"] = np.where(history.step == 10, 7.0, np.nan)
    return record, history


def test_a_training_is_summed_up_by_how_it_ended(training):
    record, history = training
    row = tables.training_row(record, history)
    assert row["loss"] == 1.5  # the mean of 2 and 1
    assert row["validation"] == 7 and row["rollout"] == "24-32"
    assert row["network"] == "automaton"  # where the record is older than other networks
    record["settings"]["network"] = "unet"
    assert tables.training_row(record, history)["rollout"] == "1"
    assert row["state"] == "trained" and row["steps"] == row["trained"] == row["planned"] == 20


@pytest.mark.parametrize(
    ("changed", "told"),
    [({}, ""), ({"changed_since": None}, "not known"), ({"changed_since": ["a", "b"]}, "a b")],
)
def test_a_published_training_says_what_has_changed_since(training, changed, told):
    record, history = training
    assert tables.training_row(record | changed, history)["changed_since"] == told


def test_a_training_that_is_not_at_its_end_says_so(training):
    record, history = training
    record["settings"]["steps"] = 30
    row = tables.training_row(record, history)
    told = {key: row[key] for key in ("state", "steps", "trained", "planned")}
    assert told == {"state": "unfinished", "steps": 20, "trained": 20, "planned": 30}
    stopped = tables.training_row(record | {"stopped_at": 10}, history.head(10))
    assert stopped["state"] == "unfinished" and stopped["steps"] == 10 and stopped["trained"] == 20
