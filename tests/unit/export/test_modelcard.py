"""What a card says of data, scores and licence."""

import pandas as pd
import pytest
import yaml

from ganca.export import modelcard, scores

OPENMOJI = {"family": "OpenMoji", "version": "17.0", "credit": "OpenMoji 17.0.0 (CC BY-SA 4.0)"}
SEGOE = {"family": "Segoe UI Emoji", "version": "1.29", "credit": ""}


@pytest.mark.parametrize(
    ("font", "name", "words"),
    [
        (OPENMOJI, "CC BY-SA 4.0", "Attribution: *emoji designs by [OpenMoji]"),
        (SEGOE, "that of the font", "Segoe UI Emoji 1.29. Whether they may be passed on"),
        (None, "that of the training pictures", "pictures of your own"),
    ],
)
def test_the_weights_licence_is_that_of_the_pictures(font, name, words):
    found, licence = modelcard.rights(font)
    assert found == name and words in licence


def test_an_adversarial_model_is_called_one():
    alone = {"start": "edges", "objective": "bce", "dataset": "faces", "supervision": 0}
    card = modelcard.summary(alone)
    assert "critic (bce)" in card and "without being told the right pictures" in card
    card = modelcard.summary(alone | {"supervision": 0.1})
    assert "critic (bce)" in card and "without being told" not in card
    for objective in ("l2", "l1"):
        assert "supervised" in modelcard.summary(alone | {"objective": objective})


def test_a_card_says_when_a_training_is_not_at_its_end():
    record = {"steps": 10000, "settings": {"steps": 10000}}
    assert modelcard.progress(record) == ""
    assert "Unfinished: trained for 1,234 of 10,000 steps" in modelcard.progress(
        record | {"steps": 1234}
    )
    assert "the weights after 500 steps" in modelcard.progress(record | {"stopped_at": 500})


RECORD = {
    "model": "nca",
    "steps": 6,
    "settings": {"start": "edges", "objective": "l2", "steps": 6},
}


@pytest.fixture
def table():
    """The scores of a model: a mean of 0.5 on either set, but none with a truth on drawings."""
    rows = [("faces", "train", 28.0, metric, 0.5, 0.4, 0.6, 3) for metric in scores.SHOWN]
    rows += [("drawings", "ood", 28.0, "quality", 0.5, 0.4, 0.6, 2)]
    return pd.DataFrame(rows, columns=scores.COLUMNS)


def test_means_by_set_split_and_steps_with_a_dash_where_there_is_no_truth(table):
    lines = modelcard.results(table, "nca", 0).splitlines()
    assert lines[-2] == (
        "| faces | train | 28 | 3 | 0.5 (0.4 to 0.6) | 0.5 (0.4 to 0.6) | 0.5 (0.4 to 0.6) |"
    )
    assert lines[-1] == "| drawings | ood | 28 | 2 | – | – | 0.5 (0.4 to 0.6) |"


def test_the_front_matter_names_licence_data_and_scores(table):
    told = yaml.safe_load(modelcard.front_matter(RECORD, OPENMOJI, table, 28))
    assert (told["license"], told["datasets"]) == ("cc-by-sa-4.0", ["openmoji"])
    assert told["library_name"] == "onnx" and told["pipeline_tag"] == "image-to-image"
    (entry,) = told["model-index"]
    faces, drawings = entry["results"]
    assert faces["dataset"] == {"name": "faces", "type": "faces", "split": "train"}
    assert [metric["value"] for metric in faces["metrics"]] == [0.5] * 3
    assert [metric["type"] for metric in drawings["metrics"]] == ["quality"]


@pytest.mark.parametrize("font", [SEGOE, None])
def test_another_licence_is_named_and_linked_as_hugging_face_wants_it(table, font):
    told = yaml.safe_load(modelcard.front_matter(RECORD, font, table, 28))
    assert told["license"] == "other" and told["license_name"] and told["license_link"]


def test_a_card_without_scores_says_which_rule_adds_them(table):
    none = table.iloc[:0]
    assert "model-index" not in modelcard.front_matter(RECORD, OPENMOJI, none, 28)
    told = modelcard.results(none, "nca", 3)
    assert "snakemake --cores all results/evaluation/nca/seed3/metrics.csv" in told
