"""A hand draws a face before a camera that shakes: what stays is drawn, the hand is not."""

import cv2
import numpy as np
import pytest

from ganca.drawings import film, recording
from ganca.errors import InputError, InputWarning

HEIGHT, WIDTH, RATE = 240, 320, 10
AWAY = np.array([330.0, 330.0])  # where the hand is out of the picture


def oval(middle, radii, count):
    turn = np.linspace(0, 2 * np.pi, count)
    return np.array(middle) + np.stack([np.cos(turn), np.sin(turn)], 1) * radii


STROKES = [
    oval((140, 110), (90, 80), 24),
    oval((110, 90), (12, 16), 8),
    oval((170, 90), (12, 16), 8),
]
OUTLINE = 24 + 3  # the frame after the first stroke's last


def path_of_the_pen():
    """(strokes done, points of the next, place of the pen) of each frame."""
    told = [(0, 0, AWAY)] * 3
    for number, stroke in enumerate(STROKES):
        told += [(number, i + 1, point) for i, point in enumerate(stroke)]
    return told + [(len(STROKES), 0, AWAY)] * 8


def paper(done, points):
    """The paper with what has been drawn, (height, width, 3) float."""
    page = np.full((HEIGHT, WIDTH, 3), (215, 225, 230), np.uint8)
    for stroke in [*STROKES[:done], *([STROKES[done][:points]] if points > 1 else [])]:
        cv2.polylines(page, [np.round(stroke * 8).astype(int)], False, (40, 35, 35), 5, 16, 3)
    return page


def with_hand(page, place):
    """The page with an arm from the lower right, a hand and a pen whose tip is at a place."""
    x, y = np.round(place).astype(int)
    arm = np.array([(x + 20, y + 26), (x + 60, y + 16), (x + 260, y + 230), (x + 120, y + 260)])
    cv2.fillPoly(page, [arm], (120, 160, 215))
    cv2.circle(page, (x + 34, y + 32), 20, (120, 160, 215), -1)
    cv2.line(page, (x, y), (x + 30, y + 24), (50, 45, 45), 5)


@pytest.fixture(scope="module")
def shots():
    """The frames of such a film, (n, height, width, 3) uint8 BGR, under a slanting light."""
    rng, shots = np.random.default_rng(0), []
    shake = np.cumsum(rng.normal(0, 0.8, (len(path_of_the_pen()), 2)), axis=0)
    light = np.linspace(0.7, 1, WIDTH)[None, :, None]
    for (done, points, place), (right, down) in zip(path_of_the_pen(), shake, strict=True):
        page = paper(done, points)
        with_hand(page, place)
        move = np.array([[1, 0, right], [0, 1, down]])
        page = cv2.warpAffine(page, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        shots.append(np.clip(page * light + rng.normal(0, 2, page.shape), 0, 255))
    return np.stack(shots).astype(np.uint8)


def write(path, shots, rate=RATE):
    clip = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), rate, (WIDTH, HEIGHT))
    for shot in shots:
        clip.write(shot)
    clip.release()
    return path


@pytest.fixture(scope="module")
def frames(shots, tmp_path_factory):
    path = write(tmp_path_factory.mktemp("clip") / "clip.mp4", shots)
    with pytest.warns(InputWarning, match=r"clip\.mp4: a hand draws in it; what stays"):
        return film.read_film(path, 28, 2)


def test_the_last_frame_is_the_drawing_without_the_hand(frames):
    found, rate = frames
    drawn = film.trace_pages([cv2.cvtColor(paper(3, 0), cv2.COLOR_BGR2GRAY)], 28, 2)[0]
    ours = found.edges[-1]
    reach = np.ones((3, 3), np.uint8)
    assert rate == RATE and len(found) == len(path_of_the_pen())
    assert cv2.dilate(drawn, reach)[ours > 0].mean() > 0.98  # nothing is invented
    assert cv2.dilate(ours, reach)[drawn > 0].mean() > 0.98  # nothing is lost


def test_lines_appear_as_they_are_drawn_and_stay(frames):
    amount = frames[0].edges.sum((1, 2)).astype(int)
    whole = amount[-1]
    assert amount[2] < 0.1 * whole and (np.diff(amount) >= 0).all()
    assert 0.3 * whole < amount[3 + 12] < 0.7 * whole  # half of the outline
    assert amount[OUTLINE] < 0.95 * whole  # the eyes are missing


def test_a_film_without_a_hand_is_none_of_somebody_who_draws(shots):
    tints = [recording.tint(film.Image.fromarray(paper(done, 0)[..., ::-1])) for done in (0, 1, 2)]
    assert not recording.shows_drawing(recording.find_hands(tints))


def test_a_coloured_desk_that_lies_still_is_no_hand():
    page = np.full((HEIGHT, WIDTH, 3), 230, np.uint8)
    page[:, :60] = (120, 160, 215)
    tints = [recording.tint(film.Image.fromarray(page))] * 10
    assert not recording.find_hands(tints).any()


def test_a_hand_that_draws_nothing_is_told(tmp_path, shots):
    blank = []
    for _, _, place in path_of_the_pen()[:30]:
        page = paper(0, 0)
        with_hand(page, place)
        blank.append(page)
    path = write(tmp_path / "clip.mp4", blank)
    with (
        pytest.warns(InputWarning),
        pytest.raises(InputError, match=r"clip\.mp4: no strokes stay"),
    ):
        film.read_film(path, 28, 2)


def test_of_a_fast_film_every_second_frame_is_read(tmp_path, shots):
    path = write(tmp_path / "clip.mp4", shots[:8], rate=60)
    frames, rate = film.from_video(path)
    assert len(frames) == 4 and rate == pytest.approx(30)
