"""What a card says of data, scores and licence."""

import pandas as pd
import pytest

from ganca.export import modelcard
from ganca.measure import tables
from ganca.measure.metrics import METRICS

OPENMOJI = {"family": "OpenMoji", "version": "17.0", "credit": "OpenMoji 17.0.0 (CC BY-SA 4.0)"}
SEGOE = {"family": "Segoe UI Emoji", "version": "1.29", "credit": ""}


@pytest.mark.parametrize(
    ("font", "tag", "words"),
    [
        (OPENMOJI, "cc-by-sa-4.0", "OpenMoji 17.0.0 (CC BY-SA 4.0)"),
        (SEGOE, "other", "the font Segoe UI Emoji 1.29. Whether they may be passed on"),
        (None, "other", "pictures of your own"),
    ],
)
def test_the_weights_licence_is_that_of_the_pictures(font, tag, words):
    found, licence = modelcard.rights(font)
    assert found == tag and words in licence


def test_an_adversarial_model_is_called_one():
    card = modelcard.summary({"start": "edges", "objective": "bce", "dataset": "faces"})
    assert "critic (bce)" in card
    card = modelcard.summary({"start": "edges", "objective": "l2", "dataset": "faces"})
    assert "supervised" in card


def test_a_card_says_when_a_training_is_not_at_its_end():
    record = {"steps": 10000, "settings": {"steps": 10000}}
    assert modelcard.progress(record) == ""
    assert "Unfinished: trained for 1,234 of 10,000 steps" in modelcard.progress(
        record | {"steps": 1234}
    )
    assert "the weights after 500 steps" in modelcard.progress(record | {"stopped_at": 500})


def test_means_by_set_split_and_steps_with_a_dash_where_there_is_no_truth(tmp_path):
    labels = {"model": "nca", "seed": 0, "group": "", "steps": 28}
    rows = [labels | {"set": "faces", "split": "train", "name": f"{i}"} for i in range(3)]
    rows += [labels | {"set": "drawings", "split": "ood", "name": f"{i}"} for i in range(2)]
    scores = pd.DataFrame(rows).assign(**dict.fromkeys(METRICS, 0.5))
    scores.loc[scores.set == "drawings", ["mse", "ssim"]] = None
    tables.write_scores(tmp_path / "metrics.csv", scores)
    lines = modelcard.metrics_table(tables.read_scores([tmp_path / "metrics.csv"])).splitlines()
    assert lines[2] == (
        "| faces | train | 28 | 3 | 0.5 (0.5 to 0.5) | 0.5 (0.5 to 0.5) | 0.5 (0.5 to 0.5) |"
    )
    assert lines[3] == "| drawings | ood | 28 | 2 | – | – | 0.5 (0.5 to 0.5) |"
