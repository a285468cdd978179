"""Nothing that choices are made by may be drawn as the reported drawings are."""

from pathlib import Path

import numpy as np
import pytest

from ganca import development, hand
from ganca.development import EYES, FAMILIES, MOUTHS, draw_development
from ganca.strokes import resample


@pytest.fixture(scope="module")
def faces():
    return draw_development(40, seed=0, size=24, padding=2)


def test_its_families_of_strokes_are_not_those_of_any_reported_drawing():
    shipped = {path.stem.split("-")[0] for path in Path("resources/drawings").glob("*.svg")}
    assert len(shipped) == 5 and shipped == set(hand.FAMILIES)
    assert shipped.isdisjoint(FAMILIES)


def test_its_heads_eyes_and_mouths_are_others_too():
    for ours, theirs in ((EYES, hand.EYES), (MOUTHS, hand.MOUTHS)):
        assert set(ours).isdisjoint(theirs)
        assert {shape.__name__ for shape in ours}.isdisjoint(shape.__name__ for shape in theirs)
    plain = np.hypot(*hand.outline(np.random.default_rng(0), 0).T)
    assert np.ptp(plain) < 1e-9  # theirs is a circle, but for the hand
    for head in development.HEADS:
        sides = resample(head(np.random.default_rng(0)), 0.01)
        assert np.ptp(np.hypot(*sides.T)) > 0.05, head.__name__


def test_no_face_is_drawn_by_the_code_that_draws_the_reported_ones(monkeypatch):
    for name in ("by_hand", "face", "features", "outline"):
        monkeypatch.setattr(hand, name, None)
    assert len(draw_development(8, 0, 24, 2)) == 8


def test_its_pictures_are_none_of_the_reported_ones(faces):
    reported = hand.draw_faces(200, seed=0, size=24, padding=2).edges
    assert {face.tobytes() for face in faces.edges}.isdisjoint(face.tobytes() for face in reported)


def test_the_set_is_reproducible_varied_and_out_of_distribution(faces):
    assert np.array_equal(draw_development(12, 0, 24, 2).edges, faces.edges[:12])
    assert (draw_development(12, 1, 24, 2).edges != faces.edges[:12]).any((1, 2)).all()
    assert len({picture.tobytes() for picture in faces.edges}) == len(set(faces.names)) == 40
    assert faces.group[:8] == 2 * list(FAMILIES) and set(faces.split) == {"ood"}
    ink = faces.edges.mean((1, 2))
    assert ink.min() > 0.05 and ink.max() < 0.36


@pytest.mark.parametrize(("size", "padding"), [(24, 2), (32, 4)])
def test_nothing_is_drawn_beside_the_grid(size, padding):
    narrow, wide = (draw_development(40, 0, size, each).edges for each in (padding, size))
    assert narrow.sum() == wide.sum()


@pytest.mark.parametrize("shape", [*EYES, *MOUTHS])
def test_features_lie_within_the_face(shape):
    lines = shape(0.42, -0.32, 0.22) if shape in EYES else shape(0.5, 0.5)
    assert max(np.hypot(*line.T).max() for line in lines) < 1


def test_dashes_leave_gaps_and_the_other_pens_none():
    line = np.stack([np.linspace(0.1, 0.9, 81), np.full(81, 0.5)], axis=1)
    drawn = {name: pen(np.random.default_rng(0), line, 0.05) for name, pen in FAMILIES.items()}
    assert len(drawn["dashed"]) > 3
    assert {name: len(strokes) for name, strokes in drawn.items() if name != "dashed"} == {
        "sketched": 2,
        "nibbed": 1,
        "tapered": 1,
    }
