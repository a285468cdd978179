"""Films are read alike from every kind of file, and flicker counts only what needn't change."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image

from ganca.animation import save_animation
from ganca.errors import InputError
from ganca.film import NEAR, flicker, read_film, still
from ganca.motion import FRAMES, moving_face
from ganca.plots import strokes


@pytest.fixture(scope="module")
def frames():
    """Black on white, (n, height, width, 3)."""
    return strokes(moving_face(200, 10).edges[:6])


def as_folder(frames, path):
    path.mkdir()
    for i, frame in enumerate(frames):
        Image.fromarray(frame).save(path / f"{i}.png")
    return path


def as_gif(frames, path):
    save_animation(path.with_suffix(".gif"), frames, 12.5, rest=1)
    return path.with_suffix(".gif")


def as_video(frames, path):
    file = path.with_suffix(".mp4")
    film = cv2.VideoWriter(str(file), cv2.VideoWriter_fourcc(*"mp4v"), 12.5, frames.shape[2:0:-1])
    for frame in frames:
        film.write(frame)
    film.release()
    return file


@pytest.mark.parametrize(("write", "rate"), [(as_folder, 12), (as_gif, 12.5), (as_video, 12.5)])
def test_a_film_reads_alike_from_folder_gif_and_video(tmp_path, frames, write, rate):
    film, found = read_film(write(frames, tmp_path / "film"), 24, 2)
    expected, _ = read_film(as_folder(frames, tmp_path / "other"), 24, 2)
    assert len(film) == 6 and found == pytest.approx(rate)
    assert np.mean(film.edges != expected.edges) < 0.01


def test_frames_of_16_bits_read_like_those_of_8(tmp_path, frames):
    gray = 60 + frames[..., 0] // 2
    expected, _ = read_film(as_folder(gray, tmp_path / "8"), 24, 2)
    film, _ = read_film(as_folder(gray.astype(np.uint16) * 257, tmp_path / "16"), 24, 2)
    assert np.array_equal(film.edges, expected.edges)


def test_frames_keep_their_place_and_size(tmp_path):
    """A dot that wanders stays a dot that wanders; alone, each frame would fill the picture."""
    frames = np.full((3, 60, 60), 255, np.uint8)
    for i, at in enumerate((5, 25, 45)):
        frames[i, at : at + 10, at : at + 10] = 0
    film, _ = read_film(as_folder(frames, tmp_path / "film"), 20, 0)
    middles = [np.argwhere(edges).mean() for edges in film.edges]
    assert middles == pytest.approx([1.5, 9.5, 17.5], abs=0.6)
    assert [edges.sum() for edges in film.edges] == [16, 16, 16]


@pytest.mark.parametrize("grain", [0, 10])
def test_a_blank_frame_is_a_frame(tmp_path, frames, grain):
    frames = frames.copy()
    noise = np.random.default_rng(0).normal(0, grain, frames[2].shape[:2])
    frames[2] = np.clip(220 + noise, 0, 255)[..., None]
    film, _ = read_film(as_folder(frames, tmp_path / "film"), 24, 2)
    assert [bool(edges.any()) for edges in film.edges] == [True, True, False, True, True, True]


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda path, frames: as_folder(frames[:1], path), r"not a film \(1 frames\)"),
        (lambda path, frames: as_folder(np.full_like(frames, 255), path), "blank"),
        (lambda path, frames: path.with_suffix(".gif"), "not a readable GIF"),
        (lambda path, frames: path.with_suffix(".mp4"), "not a readable video"),
    ],
)
def test_what_is_no_film_is_refused(tmp_path, frames, make, complaint):
    path = make(tmp_path / "film", frames)
    if not path.exists():
        path.write_bytes(b"nothing")
    with pytest.raises(InputError, match=complaint):
        read_film(path, 24, 2)


def test_frames_of_two_sizes_are_refused(tmp_path, frames):
    folder = as_folder(frames, tmp_path / "film")
    Image.new("RGB", (10, 10)).save(folder / "9.png")
    with pytest.raises(InputError, match=r"9\.png: of another size"):
        read_film(folder, 24, 2)


def square(side=20):
    """A drawing whose outline encloses something."""
    edges = np.zeros((side, side), np.uint8)
    edges[3:17, 3:17] = 1
    edges[4:16, 4:16] = 0
    return edges


def test_still_is_what_is_enclosed_and_away_from_a_change():
    before, after = square(), square()
    after[9, 9] = 1
    where = still(before, after)
    around = slice(9 - NEAR, 10 + NEAR)
    assert not where[around, around].any() and not where[0].any()
    assert where.sum() == 14 * 14 - (2 * NEAR + 1) ** 2


def test_flicker_of_frozen_random_and_stepping_pictures():
    edges = np.stack([square()] * 3)
    rng = np.random.default_rng(0)
    frozen = np.repeat(rng.integers(0, 256, (1, 20, 20, 3), np.uint8), 3, axis=0)
    assert flicker(frozen, edges).tolist() == [0, 0]
    noise = rng.integers(0, 256, (3, 20, 20, 3), np.uint8)
    assert flicker(noise, edges) == pytest.approx([1 / 3] * 2, abs=0.03)
    brighter = np.stack([np.full((20, 20, 3), value, np.uint8) for value in (0, 51, 255)])
    assert flicker(brighter, edges) == pytest.approx([0.2, 0.8])


def test_what_moves_does_not_count_as_flicker():
    edges = np.stack([square(), square()])
    edges[1, 9, 9] = 1
    pictures = np.zeros((2, 20, 20, 3), np.uint8)
    pictures[1, 9 - NEAR : 10 + NEAR, 9 - NEAR : 10 + NEAR] = 255
    assert flicker(pictures, edges).tolist() == [0]


def test_the_projects_face_moves_and_its_outline_stays():
    edges = moving_face(24, 2).edges
    assert edges.shape == (FRAMES, 28, 28)
    changing = edges.min(0) != edges.max(0)
    assert changing[8:22, 5:23].any() and not changing[:5].any() and not changing[24:].any()
    moved = [(a != b).any() for a, b in pairwise(edges)]
    assert np.mean(moved) > 0.9
