"""Pictures of the user's own, instead of a font's, through training, evaluation and references."""

import csv

import numpy as np
import pytest
from PIL import Image, ImageFilter

TABLES = [
    "results/tables/claims.csv",
    "results/evaluation/nca/seed0/metrics.csv",
    "results/evaluation/references.csv",
    "results/tables/metric_validation.csv",
]

OWN = """
extends: config/tiny.yaml
edges: {method: gradient, low: 50, high: 100}
datasets: {faces: {images: own}}
"""


def photograph(random):
    """Smooth colours with a camera's grain, and something round in the middle: 64 x 64."""
    coarse = random.integers(0, 256, (4, 4, 3), np.uint8)
    smooth = np.asarray(Image.fromarray(coarse).resize((64, 64), Image.Resampling.BICUBIC))
    y, x = np.mgrid[:64, :64]
    inside = ((x - 32) ** 2 + (y - 32) ** 2 < 20**2)[..., None]
    picture = np.where(inside, 255 - smooth, smooth) + random.normal(0, 4, smooth.shape)
    return Image.fromarray(picture.clip(0, 255).astype(np.uint8))


def gradient_icon(random):
    """A round icon that fades from one colour to another, its eyes dark, on a clear ground."""
    top, bottom = random.integers(0, 256, (2, 3))
    picture = np.zeros((64, 64, 4))
    picture[..., :3] = np.linspace(top, bottom, 64)[:, None]
    y, x = np.mgrid[:64, :64]
    picture[..., 3] = 255 * ((x - 32) ** 2 + (y - 32) ** 2 < 30**2)
    left, wide = random.integers(14, 24), random.integers(6, 10)
    picture[18:28, left : left + wide, :3] = picture[18:28, 40 : 40 + wide, :3] = 20
    icon = Image.fromarray(picture.astype(np.uint8))
    return icon.filter(ImageFilter.GaussianBlur(0.5))


@pytest.mark.parametrize("make", [photograph, gradient_icon])
def test_pictures_without_flat_colours_are_learnt_and_measured(fresh, make):
    (fresh.folder / "own").mkdir()
    random = np.random.default_rng(0)
    for i in range(10):
        make(random).save(fresh.folder / f"own/{i}.png")
    run = fresh.snakemake(*TABLES, config=fresh.write("config/own.yaml", OWN))
    assert run.returncode == 0, run.stdout[-5000:]
    with open(fresh.folder / TABLES[2], newline="") as file:
        rows = list(csv.DictReader(file))
    kind = {"model": "truth", "set": "faces", "split": "train"}
    truths = [row for row in rows if kind.items() <= row.items()]
    assert len(truths) == 6
    assert all(float(row["palette"]) > 0.7 for row in truths if row["palette"])
    assert all(0 <= float(row["quality"]) <= 1 for row in rows)
