import numpy as np
import pytest
from fontmaking import CODES, DARK, YELLOW, emoji_font

from ganca.data import fonts
from ganca.data.glyphs import describe, rasterize

FACES = [f"{code:x}" for code in CODES]


@pytest.fixture
def opened(tmp_path):
    """Opens a font that `emoji_font` makes from these arguments."""

    def open_made(**arguments):
        path = tmp_path / "font.ttf"
        path.write_bytes(emoji_font(**arguments))
        return fonts.open_font(path)

    return open_made


@pytest.mark.parametrize("kind", ["COLR", "CBDT"])
@pytest.mark.parametrize("size", [16, 24, 33])
def test_ink_fills_the_frame(opened, kind, size):
    pictures, failures = rasterize(opened(kind=kind), FACES, size)
    assert not failures and list(pictures) == FACES
    for picture in pictures.values():
        assert picture.shape == (size, size, 4) and picture.dtype == np.uint8
        ink = picture[..., 3] > 0
        for side in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
            assert side.any()


def test_the_picture_stands_upright_with_its_own_colours(opened):
    picture = rasterize(opened(), FACES, size=48)[0][FACES[4]]
    assert np.abs(picture[12, 24].astype(int) - (250, 219, 26, 255)).max() <= 1  # forehead
    # the mouth spans 200 to 300 of the font's 1024 units, the disc -80 to 880
    red = (picture[..., 0] > 200) & (picture[..., 1] < 80)
    rows = np.flatnonzero(red.any(1))
    assert rows.min() == pytest.approx(48 * (880 - 300) / 960, abs=1)
    assert rows.max() == pytest.approx(48 * (880 - 200) / 960, abs=1)


def test_layers_wider_than_their_base_glyph_are_not_clipped(opened):
    """The base glyphs of `emoji_font` are empty, as Twemoji's are."""
    picture = rasterize(opened(), FACES, size=40)[0][FACES[0]]
    assert (picture[..., 3] > 0).mean() == pytest.approx(np.pi / 4, abs=0.06)  # disc in a square


def test_resolutions_agree(opened):
    """Placed in font units, a picture averaged down is the picture drawn small."""
    font = opened()
    small = rasterize(font, FACES, 16)[0][FACES[2]].astype(float)
    large = rasterize(font, FACES, 64)[0][FACES[2]].astype(float)
    alpha = large[..., 3].reshape(16, 4, 16, 4).mean((1, 3))
    assert np.abs(small[..., 3] - alpha).max() < 4  # of 255: rounding, and antialiasing at 8 times


def test_fit_glyph_enlarges_a_small_glyph_and_fit_set_does_not(opened):
    big, small = [("rim", DARK), ("disc", YELLOW)], [("disc", DARK), ("mouth", YELLOW)]
    font = opened(layers={FACES[0]: big, FACES[1]: small})
    codes = FACES[:2]
    ink = {
        fit: [(p[..., 3] > 127).sum() for p in rasterize(font, codes, 48, fit)[0].values()]
        for fit in ("glyph", "set")
    }
    assert ink["glyph"][0] == pytest.approx(ink["glyph"][1], rel=0.03)
    assert ink["set"][1] / ink["set"][0] == pytest.approx((420 / 480) ** 2, rel=0.03)


def test_openmoji_draws_faces_in_yellow():
    pictures, failures = rasterize(fonts.open_font(), ["1f600", "2639", "378"], 24)
    assert list(pictures) == ["1f600", "2639"]
    assert failures == {"378": "not in the font"}
    yellow = pictures["1f600"][6, 12]
    assert yellow[0] > 230 and yellow[1] > 200 and yellow[2] < 80 and yellow[3] == 255


def test_colrv1_looks_like_colrv0():
    v0, v1 = (
        rasterize(fonts.open_font(fonts.OPENMOJI.with_name(f"glyf_colr{v}.ttf")), ["1f603"], 24)[0]
        for v in (0, 1)
    )
    difference = np.abs(v0["1f603"].astype(float) - v1["1f603"]).mean()
    assert difference < 2  # of 255; another glyph differs by more than 10


def test_failures_are_told_by_reason():
    failures = {"1f600": "blank", "2639": "not in the font", "1f601": "blank"}
    assert describe(failures) == "U+1F600 U+1F601 (blank), U+2639 (not in the font)"


def test_a_long_list_of_failures_is_cut_short():
    failures = {f"1f6{i:02d}": "blank" for i in range(60)}
    assert describe(failures).endswith("U+1F607 and 52 more (blank)")
