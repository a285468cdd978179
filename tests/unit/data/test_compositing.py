"""Pictures with transparency on a ground, and back from premultiplied colours."""

import numpy as np
from PIL import Image

from ganca.data.compositing import over_black, over_white, premultiplied, straight


def every_value():
    """Every gray level with every alpha: (256, 256, 4)."""
    gray, alpha = np.meshgrid(np.arange(256), np.arange(256))
    return np.stack([gray, gray, gray, alpha], -1).astype(np.uint8)


def test_straight_alpha_is_laid_over_white():
    rgba = np.array([[0, 0, 0, 255], [0, 0, 0, 0], [200, 0, 100, 51]], np.uint8)
    # 51/255 is a fifth: 0.2 * colour + 0.8 * 255
    assert over_white(rgba).tolist() == [[0, 0, 0], [255, 255, 255], [244, 204, 224]]


def test_a_picture_on_white_is_what_pillow_makes_of_it():
    picture = Image.fromarray(every_value())
    paper = Image.new("RGBA", picture.size, "white")
    wanted = np.asarray(Image.alpha_composite(paper, picture))[..., :3]
    assert np.array_equal(over_white(every_value()), wanted)


def test_the_input_of_compositing_is_not_changed():
    rgba = np.full((1, 1, 4), 100, np.uint8)
    over_white(rgba)
    assert (rgba == 100).all()


def test_premultiplied_is_colour_over_black_with_its_alpha():
    picture = every_value()
    made = premultiplied(picture)
    assert np.array_equal(made[..., :3], over_black(picture))
    assert np.array_equal(made[..., 3], picture[..., 3])


def test_alpha_is_straight_and_nothing_hides_where_it_is_zero():
    premultiplied = np.array([[[100.0, 50, 0, 100], [0, 0, 0, 0], [0.2, 0.2, 0.2, 0.3]]])
    assert straight(premultiplied).tolist() == [[[255, 128, 0, 100], [0] * 4, [0] * 4]]
