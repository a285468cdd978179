"""The procedural hand: reproducible, varied, in five families, and never beside the grid."""

import numpy as np
import pytest

from ganca.drawings.hand import EYES, FAMILIES, MOUTHS, draw_faces


@pytest.fixture(scope="module")
def faces():
    return draw_faces(60, seed=0, size=24, padding=2)


def test_the_set_is_a_picture_set_out_of_distribution(faces):
    assert faces.edges.shape == (60, 28, 28)
    assert set(np.unique(faces.edges)) == {0, 1}
    assert set(faces.split) == {"ood"}
    assert len(set(faces.names)) == 60
    assert faces.targets is None


def test_the_same_seed_draws_the_same_faces_whatever_their_number(faces):
    assert np.array_equal(draw_faces(20, seed=0, size=24, padding=2).edges, faces.edges[:20])


def test_another_seed_draws_other_faces(faces):
    others = draw_faces(20, seed=1, size=24, padding=2).edges
    assert all((a != b).any() for a, b in zip(others, faces.edges, strict=False))


def test_no_two_faces_are_alike(faces):
    assert len({picture.tobytes() for picture in faces.edges}) == len(faces)


def test_families_take_turns(faces):
    assert faces.group[:10] == 2 * list(FAMILIES)


@pytest.mark.parametrize(("size", "padding"), [(24, 2), (32, 4)])
def test_nothing_is_drawn_beside_the_grid(size, padding):
    narrow = draw_faces(60, 0, size, padding).edges
    wide = draw_faces(60, 0, size, size).edges
    assert narrow.sum() == wide.sum()


def test_faces_have_about_as_much_ink_as_edge_maps(faces):
    """OpenMoji's faces have 0.10 to 0.25 of edge on this grid; a thick pen leaves more."""
    ink = faces.edges.mean((1, 2))
    assert ink.min() > 0.08
    assert ink.max() < 0.36


def test_families_differ_as_their_names_say(faces):
    ink = {name: faces.where(group=name).edges.mean() for name in FAMILIES}
    height = {name: faces.where(group=name).edges.any(2).sum(1).mean() for name in FAMILIES}
    assert ink["thick"] > ink["ring"] > ink["thin"]
    assert height["small"] < 0.85 * height["big"]


@pytest.mark.parametrize("eye", dict.fromkeys(EYES))
def test_eyes_lie_within_the_face(eye):
    lines = eye(0.44, -0.39, 0.23)
    assert max(np.hypot(*line.T).max() for line in lines) < 1


@pytest.mark.parametrize("mouth", dict.fromkeys(MOUTHS))
def test_mouths_lie_within_the_face_and_below_the_eyes(mouth):
    lines = np.concatenate(mouth(0.46, 0.55, 0.32))
    assert np.hypot(*lines.T).max() < 1
    assert lines[:, 1].min() > 0
