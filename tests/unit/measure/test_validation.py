"""The metrics in use must earn their place, and one that doesn't must be found out."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from ganca.data import edges
from ganca.data.dataset import PictureSet, pad
from ganca.data.emoji import choose, read_lists
from ganca.data.fonts import open_font
from ganca.data.glyphs import rasterize
from ganca.drawings.hand import draw_faces
from ganca.measure import metrics, validation
from ganca.measure.references import bucket

SCALES = {"default": (24, 2, 150, 300), "paper": (32, 4, 250, 500)}  # size, padding, thresholds


@pytest.fixture(scope="module", params=SCALES)
def table(request):
    """The verdicts on twenty validation faces and twenty filled drawings of either preset."""
    size, padding, low, high = SCALES[request.param]
    lists = read_lists("resources/emoji.tsv")
    codes = choose(lists, "", {"emoji": "faces", "train": 50, "validation": 20})["code"].tolist()
    drawn, _ = rasterize(open_font(), codes, size)
    targets = pad(np.stack([drawn[code] for code in codes]), padding)
    detect = partial(edges.find, method="canny", low=low, high=high)
    faces = PictureSet(codes, [""] * 70, [""] * 70, detect(targets), targets)
    unseen, colours = faces.take(range(50, 70)), metrics.training_palette(targets[:50])
    drawings = draw_faces(20, 0, size, padding)
    cases = [
        ("validation", unseen, unseen.targets),
        ("procedural", drawings, bucket(drawings.edges, colours[0])),
    ]
    rows = [validation.validate(*case, colours, detect) for case in cases]
    return validation.judged(pd.concat(rows, ignore_index=True))


@pytest.mark.slow
def test_every_metric_in_use_is_accepted(table):
    verdicts = table.groupby("metric").verdict.unique()
    assert set(verdicts.index) == set(metrics.METRICS) == set(validation.MEANT)
    assert (verdicts.str[0] == "accepted").all(), table[table.meant & ~table.passed].to_string()


@pytest.mark.slow
def test_the_headline_sees_every_corruption_and_each_is_seen_by_one_of_its_parts(table):
    assert validation.MEANT["quality"] == validation.EVERYTHING
    seen = set().union(*(validation.MEANT[part] for part in metrics.WITHOUT_TRUTH))
    assert seen == validation.EVERYTHING


def test_a_metric_that_ranks_the_wrong_way_or_not_at_all_is_left_out():
    falling = np.linspace(0.2, 1, 5) + np.random.default_rng(0).normal(0, 0.01, (20, 5))
    rows = [
        {"metric": name, "meant": True} | validation.worsening(faults)
        for name, faults in {"good": falling, "bad": -falling, "blind": 0 * falling}.items()
    ]
    table = validation.judged(pd.DataFrame(rows)).set_index("metric")
    assert table.verdict.to_dict() == {"good": "accepted", "bad": "left out", "blind": "left out"}
    assert table.loc["good", ["spearman", "steps"]].tolist() == pytest.approx([1, 1], abs=0.02)
    assert table.loc["blind", ["spearman", "low", "high", "steps"]].tolist() == [0, 0, 0, 0]


def test_one_failure_on_one_set_is_enough_and_what_is_not_meant_does_not_count():
    passing = {"meant": True, "every_step": True, "low": 0.9}
    failing = passing | {"every_step": False}
    rows = [
        {"metric": "a"} | passing,
        {"metric": "a"} | failing,
        {"metric": "b"} | passing,
        {"metric": "b"} | failing | {"meant": False},
    ]
    verdicts = validation.judged(pd.DataFrame(rows)).verdict.tolist()
    assert verdicts == ["left out", "left out", "accepted", "accepted"]
