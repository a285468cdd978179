"""Scores that are kept are told of the weights that were measured, and of no others."""

import pandas as pd
import pytest

from ganca.export import scores
from ganca.measure import tables
from ganca.measure.metrics import METRICS


@pytest.fixture
def measured(tmp_path):
    """An evaluation's metrics.csv: three faces, two drawings of a group of their own."""
    labels = {"model": "nca", "seed": 0, "steps": 28}
    rows = [
        labels | {"set": "faces", "split": "train", "group": "", "name": f"{i}"} for i in range(3)
    ]
    rows += [
        labels | {"set": "drawings", "split": "ood", "group": "hat", "name": f"{i}"}
        for i in range(2)
    ]
    table = pd.DataFrame(rows).assign(**dict.fromkeys(METRICS, 0.5))
    table.loc[table.set == "drawings", ["mse", "ssim"]] = None
    tables.write_scores(tmp_path / "metrics.csv", table)
    return tmp_path / "metrics.csv"


def test_a_mean_a_metric_of_each_whole_split(measured):
    found = scores.means(measured)
    faces = found[found["set"] == "faces"]
    assert list(faces.metric) == list(scores.SHOWN) and set(faces["pictures"]) == {3}
    drawings = found[found["set"] == "drawings"]
    assert list(drawings.metric) == ["quality"] and list(drawings["pictures"]) == [2]
    assert (found["mean"] == 0.5).all()


def test_only_the_measured_weights_have_the_scores(tmp_path, measured):
    weights, others = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    weights.write_bytes(b"weights")
    others.write_bytes(b"weightz")
    scores.keep(tmp_path / "scores.csv", [("nca", 0, weights, measured)])
    assert len(scores.kept(tmp_path / "scores.csv", weights)) == len(scores.means(measured))
    assert scores.kept(tmp_path / "scores.csv", others).empty
