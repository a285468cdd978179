"""Corruptions must do what their names say, by the amount that is asked for, and nothing else."""

import cv2
import numpy as np
import pytest

from ganca.measure.corruptions import CORRUPTIONS, corrupt, main_colour

WITHOUT_CHANCE = ("erased strokes", "washed out")  # alike with every seed, at whole severity
YELLOW = np.array([252, 234, 43, 255], np.uint8)


@pytest.fixture
def face():
    """A yellow disk with a black outline and mouth, (28, 28, 4) uint8."""
    picture = np.zeros((28, 28, 4), np.uint8)
    cv2.circle(picture, (14, 14), 11, (0, 0, 0, 255), -1)
    cv2.circle(picture, (14, 14), 9, YELLOW.tolist(), -1)
    cv2.line(picture, (9, 18), (18, 18), (0, 0, 0, 255), 1)
    return picture


def worn(face, corruption, severity, seed=0):
    return corrupt(face[None], corruption, severity, seed)[0]


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_nothing_changes_at_severity_zero_and_more_at_every_greater_one(corruption, face):
    changed = [
        np.abs(worn(face, corruption, severity).astype(int) - face).sum()
        for severity in (0, 0.25, 0.5, 0.75, 1)
    ]
    assert changed[0] == 0
    assert (np.diff(changed) > 0).all(), changed


@pytest.mark.parametrize("corruption", sorted(set(CORRUPTIONS) - {"blur"}))
def test_the_same_seed_gives_the_same_picture_and_another_one_another(corruption, face):
    ours = worn(face, corruption, 0.6)
    assert np.array_equal(ours, worn(face, corruption, 0.6))
    others = [worn(face, corruption, 0.6, seed) for seed in (1, 2, 3)]
    assert corruption in WITHOUT_CHANCE or any((ours != other).any() for other in others)


def test_each_corruption_touches_what_it_is_named_after(face):
    inside, dark = face[..., 3] > 0, (face[..., :3].max(-1) < 10) & (face[..., 3] > 0)
    erased = worn(face, "erased strokes", 1)
    assert (erased[inside] == YELLOW).all() and (erased[~inside] == 0).all()
    invented = worn(face, "invented strokes", 1)
    assert (invented[dark] == face[dark]).all() and (invented[~inside] == 0).all()
    assert ((invented[..., :3].max(-1) == 0) & inside).sum() > dark.sum()
    holes = worn(face, "holes", 1)
    assert (holes[~inside] == 0).all() and 0.3 < (holes[inside][:, 3] == 0).mean() < 0.7
    leaked = worn(face, "leaked ink", 1)
    assert (leaked[inside] == face[inside]).all()
    assert set(map(tuple, leaked[~inside])) == {(0, 0, 0, 0), tuple(YELLOW)}
    turned = worn(face, "hue shift", 1)
    assert (turned[..., 3] == face[..., 3]).all() and (turned[dark] == face[dark]).all()
    smeared = worn(face, "smear", 1)
    assert (smeared[..., 3] == face[..., 3]).all() and (smeared[~inside] == 0).all()
    washed = worn(face, "washed out", 1)
    assert (washed[..., 3] == face[..., 3]).all()
    spread = [picture[inside][:, :3].astype(float).std(0) for picture in (face, washed)]
    assert spread[1] == pytest.approx(0.4 * spread[0], abs=1)
    assert (worn(face, "speckle", 1) != face).any(-1).mean() == pytest.approx(0.2, abs=0.05)


def test_a_picture_without_ink_can_be_corrupted_too():
    blank = np.zeros((1, 28, 28, 4), np.uint8)
    assert main_colour(blank[0] / 255).tolist() == [0, 0, 0]
    for corruption in set(CORRUPTIONS) - {"speckle", "leaked ink"}:
        assert not corrupt(blank, corruption, 1).any(), corruption
