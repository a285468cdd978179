"""Nothing that choices are made by may be drawn as the reported drawings are."""

from pathlib import Path

import numpy as np
import pytest

from ganca.drawings import development, hand
from ganca.drawings.development import EYES, FAMILIES, MOUTHS, TEETH, TOPS, draw_development
from ganca.drawings.strokes import resample


@pytest.fixture(scope="module")
def faces():
    return draw_development(45, seed=0, size=24, padding=2)


def test_its_families_of_strokes_are_not_those_of_any_reported_drawing():
    shipped = {path.stem.split("-")[0] for path in Path("resources/drawings").glob("*.svg")}
    assert shipped >= set(hand.FAMILIES)
    assert shipped.isdisjoint(FAMILIES)


def test_its_heads_eyes_and_mouths_are_others_too():
    for ours, theirs in ((EYES, hand.EYES), (MOUTHS + TEETH, hand.MOUTHS)):
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
    assert len(draw_development(9, 0, 24, 2)) == 9


def test_its_pictures_are_none_of_the_reported_ones(faces):
    reported = hand.draw_faces(200, seed=0, size=24, padding=2).edges
    assert {face.tobytes() for face in faces.edges}.isdisjoint(face.tobytes() for face in reported)


def test_the_set_is_reproducible_varied_and_out_of_distribution(faces):
    assert np.array_equal(draw_development(12, 0, 24, 2).edges, faces.edges[:12])
    assert (draw_development(12, 1, 24, 2).edges != faces.edges[:12]).any((1, 2)).all()
    assert len({picture.tobytes() for picture in faces.edges}) == len(set(faces.names)) == 45
    assert faces.group[:18] == 2 * list(FAMILIES) and set(faces.split) == {"ood"}
    ink = faces.edges.mean((1, 2))
    assert ink.min() > 0.05 and ink.max() < 0.36


@pytest.mark.parametrize(("size", "padding"), [(24, 2), (32, 4)])
def test_nothing_is_drawn_beside_the_grid(size, padding):
    narrow, wide = (draw_development(45, 0, size, each).edges for each in (padding, size))
    assert narrow.sum() == wide.sum()


@pytest.mark.parametrize("shape", [*EYES, *MOUTHS, *TEETH])
def test_features_lie_within_the_face(shape):
    wide = 0.65 if shape in TEETH else 0.5
    lines = shape(0.42, -0.32, 0.22) if shape in EYES else shape(0.5, wide)
    assert max(np.hypot(*line.T).max() for line in lines) < 1


@pytest.mark.parametrize("top", TOPS)
def test_what_grows_on_a_head_is_rooted_in_it_and_stands_out(top):
    height = np.concatenate(top(np.random.default_rng(0)))[:, 1]
    assert height.max() > -1 and height.min() < -1.2


def strokes_of(family, count=12):
    """The strokes of some faces of a family."""
    generators = (np.random.default_rng([0, 1, i]) for i in range(count))
    return [stroke for rng in generators for stroke in development.face(rng, FAMILIES[family])]


def test_no_pen_is_broader_than_those_of_training():
    """Three pixels at 32, but for a hand that presses: a felt pen is held out."""
    width = {name: np.concatenate([s.width for s in strokes_of(name)]) * 32 for name in FAMILIES}
    assert max(each.max() for each in width.values()) < 3.5
    assert 2 < np.median(width["blunt"]) < 3 and width["fine"].max() < 1.3


def test_every_part_of_a_face_lies_off_the_border():
    """Faces at the border are held out."""
    for name in FAMILIES:
        points = np.concatenate([stroke.points for stroke in strokes_of(name)])
        assert points.min() > -0.03 and points.max() < 1.03, name


def test_pens_leave_as_many_strokes_as_their_names_say():
    line = np.stack([np.linspace(0.1, 0.9, 81), np.full(81, 0.5)], axis=1)
    circle = hand.arc((0.5, 0.5), (0.4, 0.4), 0, 1, 251)

    def count(name, planned):
        return len(FAMILIES[name].stroke(np.random.default_rng(0), planned, 0.05))

    assert count("dashed", line) > 3
    assert count("sketched", line) == 2
    assert {count(name, line) for name in set(FAMILIES) - {"dashed", "sketched"}} == {1}
    assert count("broken", circle) > 1 and count("blunt", circle) == 1
