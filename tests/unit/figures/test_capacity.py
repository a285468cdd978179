"""The figure of how much fits into an automaton: the right errors at the right numbers."""

from types import SimpleNamespace

import pandas as pd
import pytest

from figures import capacity
from ganca.results import write_record, write_table

COLUMNS = ["model", "set", "split", "group", "steps", "metric", "mean", "low", "high"]


def run(model, hidden, pictures):
    return {
        "model": model,
        "parameters": 161 * hidden + 16,
        "settings": {"channels": 16, "hidden": hidden},
        "dataset": {"name": f"mixed-{pictures}", "train": pictures},
    }


RUNS = run("many", 128, 400), run("narrow", 32, 10), run("few", 128, 10)
ERRORS = {"few": 0.01, "many": 0.03, "narrow": 0.02}


@pytest.fixture
def paths(tmp_path):
    rows = [
        [model, "its own", split, group, steps, metric, *[error * times] * 3]
        for model, error in ERRORS.items()
        for split, times in (("train", 1), ("validation", 2), ("ood", 7))
        for group in ("", "a group")
        for steps in (28, 55)
        for metric in ("mse", "ssim")
    ]
    write_table(tmp_path / "capacity.csv", pd.DataFrame(rows, columns=COLUMNS))
    runs = [tmp_path / f"{made['model']}.json" for made in RUNS]
    for path, made in zip(runs, RUNS, strict=True):
        write_record(path, made)
    return SimpleNamespace(metrics=tmp_path / "capacity.csv", runs=runs)


def test_each_size_is_a_curve_of_its_errors_against_the_pictures_learned(paths):
    figure, _ = capacity.draw(paths, SimpleNamespace(steps=28))
    for axes, times in zip(figure.axes, (1, 2), strict=True):
        curves = {line.get_label(): line.get_xydata().tolist() for line in axes.get_lines()}
        assert list(curves) == ["16 / 32: 5,168 numbers", "16 / 128: 20,624 numbers"]
        small, paper = curves.values()
        assert small == [[10, pytest.approx(0.02 * times)]]
        assert paper == [[10, pytest.approx(0.01 * times)], [400, pytest.approx(0.03 * times)]]
