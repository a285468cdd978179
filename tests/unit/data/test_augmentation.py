import numpy as np
import pytest
from fontmaking import CODES, emoji_font

from ganca.data import fonts, frame, glyphs
from ganca.data.augmentation import SHIFT, SMALLEST, augment, enlarged, motion, moved
from ganca.data.dataset import pad

FACES = [f"{code:x}" for code in CODES[:3]]
SIZE, PADDING = 24, 3
CANNY = {"method": "canny", "low": 150, "high": 300}
STILL = np.eye(2), np.zeros(2)


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    path = tmp_path_factory.mktemp("font") / "font.ttf"
    path.write_bytes(emoji_font())
    return fonts.open_font(path)


@pytest.fixture(scope="module")
def finely(font):
    frames, _ = glyphs.frames(font, FACES)
    return lambda name: glyphs.paint_finely(font, name, frames[name], SIZE)


def augmented(finely, names=FACES, count=6):
    return augment(finely, names, count, CANNY, PADDING)


def test_what_is_not_moved_is_the_picture_of_the_data_set(font, finely):
    pictures, _ = glyphs.rasterize(font, FACES, SIZE)
    for name in FACES:
        still = moved(finely(name), STILL, PADDING)
        assert np.array_equal(still, pad(pictures[name][None], PADDING)[0])


def test_a_folders_pictures_are_moved_as_they_are():
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (2, SIZE, SIZE, 4)).astype(np.uint8)
    pictures[..., 3] = 255  # of half-transparent ones premultiplied bytes keep fewer shades
    pictures[:, :4] = 0
    for fine, padded in zip(enlarged(pictures), pad(pictures, PADDING), strict=True):
        assert np.array_equal(moved(fine, STILL, PADDING), padded)


def test_a_quarter_turn_turns_the_picture(finely):
    fine = finely(FACES[0])
    turned = moved(fine, (np.array([[0, -1], [1, 0]]), np.zeros(2)), PADDING)
    assert np.array_equal(turned, np.rot90(moved(fine, STILL, PADDING), -1))


def test_a_shift_is_in_pixels_of_the_picture(finely):
    fine = finely(FACES[0])
    right = moved(fine, (np.eye(2), np.array([1, 0])), PADDING)
    assert np.array_equal(right, np.roll(moved(fine, STILL, PADDING), 1, axis=1))


def test_motions_leave_a_picture_on_its_page_and_large():
    for seed in range(200):
        matrix, shift = motion(np.random.default_rng(seed))
        stretched = np.linalg.svd(matrix, compute_uv=False)
        assert stretched.max() <= 1.06 and stretched.min() >= SMALLEST * 0.94  # a lean of 0.1
        assert np.abs(shift).max() <= SHIFT
    mirrored = [np.linalg.det(motion(np.random.default_rng(s))[0]) < 0 for s in range(200)]
    assert 0.4 < np.mean(mirrored) < 0.6


def test_each_picture_has_its_augmentations_and_none_are_alike(finely):
    made = augmented(finely)
    assert made.group == [name for name in FACES for _ in range(6)]
    assert set(made.split) == {"augmented"} and len(set(made.names)) == len(made) == 18
    assert len({target.tobytes() for target in made.targets}) == 18


def box(mask):
    """First and last row and column of what is set."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return np.array([rows[0], rows[-1], columns[0], columns[-1]])


def test_augmentations_have_their_pictures_colours_and_edges_where_they_lie(finely):
    made = augmented(finely)
    for target, edges in zip(made.targets, made.edges, strict=True):
        colours, counts = np.unique(target[target[..., 3] == 255], axis=0, return_counts=True)
        assert np.abs(colours[counts.argmax()][:3].astype(int) - (250, 219, 26)).max() <= 1
        assert np.abs(box(edges) - box(target[..., 3] >= 128)).max() <= 2


def test_augmentations_are_the_same_every_time(finely):
    one, other = augmented(finely), augmented(finely)
    assert np.array_equal(one.targets, other.targets) and np.array_equal(one.edges, other.edges)


def test_one_without_an_edge_is_left_out(finely):
    blank = np.zeros((SIZE * frame.OVERSAMPLING,) * 2 + (4,), np.uint8)
    made = augmented(lambda name: blank if name == FACES[1] else finely(name))
    assert set(made.group) == {FACES[0], FACES[2]}
