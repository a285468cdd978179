"""A GIF must show every frame, in its colours, for its time."""

import numpy as np
import pytest
from PIL import Image, ImageSequence

from ganca.show.animation import board, save_animation


@pytest.mark.parametrize("ending", ["gif", "png"])
def test_frames_keep_their_order_colours_and_time(tmp_path, ending):
    colours = [(255, 0, 0), (0, 0, 255), (250, 250, 10), (250, 250, 10)]
    frames = np.stack([np.full((3, 4, 3), colour, np.uint8) for colour in colours])
    frames[3, 1, 2] = 0
    save_animation(tmp_path / f"a.{ending}", frames, rate=10, rest=1)
    with Image.open(tmp_path / f"a.{ending}") as film:
        assert film.info["loop"] == 0
        shown = [
            (np.asarray(frame.convert("RGB")), frame.info["duration"])
            for frame in ImageSequence.Iterator(film)
        ]
    assert [duration for _, duration in shown] == [100, 100, 100, 1100]
    for (picture, _), frame in zip(shown, frames, strict=True):
        assert np.abs(picture.astype(int) - frame).max() <= 4


def test_a_board_shows_every_picture_of_every_film_in_its_row():
    colours = np.arange(2 * 3 * 4).reshape(2, 3, 4)  # rows, pictures, frames
    films = colours[..., None, None, None] * np.ones((16, 20, 3), int) + 100
    films = films.astype(np.uint8)
    frames = board({"one": films[0], "two": films[1]}, ["a", "b", "c"], counter="step")
    assert len(frames) == 4
    for number, frame in enumerate(frames):
        found = {value for value in np.unique(frame) if (frame == value).all(-1).sum() >= 16 * 20}
        assert found - {255} == set((100 + colours[:, :, number]).flatten())
