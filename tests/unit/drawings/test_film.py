"""Films are read alike from every kind of file."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from ganca.drawings.film import read_film
from ganca.drawings.motion import moving_face
from ganca.errors import InputError, InputWarning
from ganca.show.animation import save_animation
from ganca.show.plots import black_on_white


@pytest.fixture(scope="module")
def frames():
    """Black on white, (n, height, width, 3)."""
    return black_on_white(moving_face(200, 10).edges[:6])


def as_folder(frames, path):
    path.mkdir()
    for i, frame in enumerate(frames):
        Image.fromarray(frame).save(path / f"{i}.png")
    return path


def as_gif(frames, path):
    save_animation(path.with_suffix(".gif"), frames, 12.5, rest=1)
    return path.with_suffix(".gif")


def as_video(frames, path, ending=".mp4", codec="mp4v"):
    file = path.with_suffix(ending)
    film = cv2.VideoWriter(str(file), cv2.VideoWriter_fourcc(*codec), 12.5, frames.shape[2:0:-1])
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


def cut(path, share):
    """Leaves the first part of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    return path


def frame_ends(content):
    """How many bytes of a GIF lie before each frame but the first, and before its end."""
    with Image.open(io.BytesIO(content)) as film:
        places = [film.seek(i) or film.tile[0].offset for i in range(film.n_frames)]
    starts = [content.rindex(b"\x21\xf9\x04", 0, place) for place in places[1:]]
    return [*starts, len(content) - 1]


def test_a_gif_that_is_cut_short_anywhere_is_refused(tmp_path, frames):
    path = as_gif(frames, tmp_path / "film")
    content = path.read_bytes()
    for end in [*frame_ends(content), *range(100, len(content), 301)]:
        path.write_bytes(content[:end])
        with pytest.raises(InputError, match=r"film\.gif: (cut short after|not a readable|not a)"):
            read_film(path, 24, 2)


def test_a_gif_with_something_behind_its_end_is_read(tmp_path, frames):
    path = as_gif(frames, tmp_path / "film")
    path.write_bytes(path.read_bytes() + b"\0\0")
    assert len(read_film(path, 24, 2)[0]) == 6


def test_half_a_video_is_refused(tmp_path, frames):
    path = cut(as_video(frames, tmp_path / "film", ".avi", "MJPG"), 0.6)
    with pytest.raises(InputError, match=r"film\.avi: [234] of 6 frames can be read.* anew$"):
        read_film(path, 24, 2)


def test_half_a_video_whose_number_of_frames_is_a_guess_is_taken_with_a_warning(tmp_path, frames):
    path = cut(as_video(frames, tmp_path / "film", ".mkv", "MJPG"), 0.6)
    with pytest.warns(InputWarning, match=r"film\.mkv: [234] of 6 frames can be read.* are taken"):
        assert len(read_film(path, 24, 2)[0]) < 5


def test_frames_of_two_sizes_are_refused(tmp_path, frames):
    folder = as_folder(frames, tmp_path / "film")
    Image.new("RGB", (10, 10)).save(folder / "9.png")
    with pytest.raises(InputError, match=r"9\.png: of another size"):
        read_film(folder, 24, 2)
