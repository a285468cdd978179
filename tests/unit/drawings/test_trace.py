"""Drawings, the user's and the project's own: read alike however they are made, or refused."""

import zlib
from pathlib import Path
from struct import pack
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFile
from scipy import ndimage

from ganca.drawings.hand import FAMILIES
from ganca.drawings.strokes import edge_map, resample
from ganca.drawings.svg import read_strokes
from ganca.drawings.trace import own_drawings, shipped_drawings
from ganca.errors import InputError
from ganca.measure.tables import HELD_OUT

SHIPPED = sorted(Path("resources/drawings").glob("*.svg"))


def drawing(pen=12, side=400):
    """A face as gray levels, dark on white: off-centre, with a nose that says what is up."""
    gray = np.full((side, side), 255, np.uint8)
    cv2.circle(gray, (180, 190), 120, 20, pen, cv2.LINE_AA)
    cv2.line(gray, (140, 150), (140, 170), 20, pen, cv2.LINE_AA)
    cv2.line(gray, (220, 150), (220, 170), 20, pen, cv2.LINE_AA)
    cv2.ellipse(gray, (180, 210), (50, 40), 0, 20, 160, 20, pen, cv2.LINE_AA)
    return gray


def read(tmp_path, image, name="face.png", **options):
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    image.save(tmp_path / name, **options)
    return own_drawings([tmp_path / name], 24, 2).edges[0]


def agreement(a, b):
    """Share of the ink of either that the other has within a pixel, the worse of the two."""
    near_a, near_b = (ndimage.maximum_filter(x, 3) for x in (a, b))
    return min(near_b[a > 0].mean(), near_a[b > 0].mean())


def test_a_drawing_fills_the_frame_and_keeps_its_lines_thin(tmp_path):
    edges = read(tmp_path, drawing())
    assert edges.shape == (28, 28)
    assert edges[2:-2, 2:-2].sum() == edges.sum()
    assert edges.any(0).sum() == edges.any(1).sum() == 24
    assert 0.08 < edges.mean() < 0.3


def test_light_on_dark_reads_as_dark_on_light(tmp_path):
    assert np.array_equal(read(tmp_path, drawing()), read(tmp_path, 255 - drawing()))


def test_transparent_paper_reads_as_white(tmp_path):
    ink = np.zeros((400, 400, 4), np.uint8)
    ink[..., 3] = 255 - drawing()
    assert np.array_equal(read(tmp_path, drawing()), read(tmp_path, ink))


def test_a_photograph_is_turned_upright(tmp_path):
    """EXIF orientation 6: the picture is stored turned, to be shown a quarter clockwise."""
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = np.rot90(drawing())
    upright = read(tmp_path, drawing(), "upright.jpg", quality=95)
    turned = read(tmp_path, stored, "turned.jpg", quality=95, exif=exif)
    assert agreement(turned, upright) > 0.98
    assert agreement(read(tmp_path, stored), upright) < 0.98


@pytest.mark.parametrize("lit", [np.array, lambda gray: 255 - gray])
def test_a_shadow_across_the_paper_is_not_ink(tmp_path, lit):
    """Light that falls off towards a corner, as on a photograph, and the paper's grain."""
    y, x = np.mgrid[:400, :400] / 400
    grain = np.random.default_rng(0).normal(0, 3, x.shape)
    photo = np.clip(drawing() * (0.85 - 0.3 * x - 0.25 * y) + grain, 0, 255).astype(np.uint8)
    assert agreement(read(tmp_path, lit(photo)), read(tmp_path, drawing())) > 0.95


def photograph(reflected, light=1.0):
    """What a camera makes of gray levels that are lit so: a little blur, a little noise."""
    blurred = cv2.GaussianBlur(reflected.astype(float) * light, (0, 0), 1)
    noise = np.random.default_rng(0).normal(0, 3, blurred.shape)
    return np.clip(blurred + noise, 0, 255).astype(np.uint8)


def shadow(shape=(400, 400), darkness=0.5):
    """Light with a shadow over a corner, its border nearly sharp."""
    y, x = np.mgrid[: shape[0], : shape[1]] / max(shape)
    return cv2.GaussianBlur(np.where(x + 0.7 * y > 0.95, 1 - darkness, 1.0), (0, 0), 2)


def desk(side=800):
    """Dark wood, its grain along the rows."""
    grain = np.random.default_rng(1).normal(0, 1, (side, 1)).repeat(side, 1)
    return 55 + 20 * cv2.GaussianBlur(grain, (0, 0), 2)


def laid(page, ground, angle=0, at=(150, 220)):
    """A sheet of paper turned by some degrees, its corner at (x, y) of a desk."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turn[:, 2] += at
    there = cv2.warpAffine(np.ones(page.shape), turn, ground.shape[::-1])
    return ground * (1 - there) + cv2.warpAffine(0.9 * page, turn, ground.shape[::-1]) * there


@pytest.mark.parametrize("darkness", [0.4, 0.7])
def test_a_hard_shadow_is_not_ink_and_lines_go_on_in_it(tmp_path, darkness):
    photo = photograph(0.9 * drawing(), shadow(darkness=darkness))
    assert agreement(read(tmp_path, photo), read(tmp_path, drawing())) > 0.95


@pytest.mark.parametrize("angle", [0, 8, -20])
def test_a_sheet_on_a_dark_desk_is_read_as_if_alone(tmp_path, angle):
    alone = laid(drawing(), np.full((800, 800), 230.0), angle)
    photo = photograph(laid(drawing(), desk(), angle))
    assert agreement(read(tmp_path, photo), read(tmp_path, alone.astype(np.uint8))) > 0.95


def test_a_desk_that_shows_beside_the_sheet_is_not_ink(tmp_path):
    sheet = np.pad(drawing(), 200, constant_values=255)
    photo = photograph(laid(sheet, desk(), at=(40, 0)))
    assert agreement(read(tmp_path, photo), read(tmp_path, drawing())) > 0.95


def in_alpha(colour):
    """The drawing in one colour on a transparent ground."""
    ink = np.full((400, 400, 4), colour, np.uint8)
    ink[..., 3] = 255 - drawing()
    return ink


@pytest.mark.parametrize("colour", [255, 215])
def test_light_strokes_on_a_transparent_ground_are_found(tmp_path, colour):
    assert np.array_equal(read(tmp_path, in_alpha(colour)), read(tmp_path, drawing()))


def test_light_strokes_are_found_beside_dark_ones(tmp_path):
    ink = in_alpha(255)
    ink[140:180, 130:230, :3] = 0  # the eyes
    assert np.array_equal(read(tmp_path, ink), read(tmp_path, drawing()))


def test_white_paper_cut_out_is_paper(tmp_path):
    page = np.dstack([drawing()] * 3 + [np.pad(np.full((360, 360), 255, np.uint8), 20)])
    assert np.array_equal(read(tmp_path, page), read(tmp_path, drawing()))


NO_DRAWINGS = {
    "an even fade": np.linspace(60, 250, 400).astype(np.uint8)[None].repeat(400, 0),
    "light that falls off": photograph(np.full((400, 400), 230), np.linspace(0.3, 1, 400)),
    "a shadow": photograph(np.full((400, 400), 230), shadow()),
    "grainy paper": photograph(np.full((400, 400), 230), 1)
    - np.random.default_rng(2).integers(0, 30, (400, 400), np.uint8),
    "an empty sheet": photograph(laid(np.full((400, 400), 255, np.uint8), desk())),
}


@pytest.mark.parametrize("name", NO_DRAWINGS)
def test_a_photograph_without_strokes_is_no_drawing(tmp_path, name):
    with pytest.raises(InputError, match=r"face\.png: no strokes found"):
        read(tmp_path, NO_DRAWINGS[name])


def test_scans_of_more_than_8_bits_read_alike(tmp_path):
    expected = read(tmp_path, drawing())
    for name, scan in {
        "16.png": drawing().astype(np.uint16) * 257,
        "16.tif": drawing().astype(np.uint16) * 257,
        "float.tif": drawing().astype(np.float32) / 255,
    }.items():
        assert np.array_equal(read(tmp_path, scan, name), expected), name


@pytest.mark.parametrize("name", ["f.jpg", "f.gif", "f.bmp", "f.tif", "f.webp"])
def test_other_formats_read_alike(tmp_path, name):
    assert agreement(read(tmp_path, drawing(), name), read(tmp_path, drawing())) > 0.98


@pytest.mark.parametrize("pen", [1, 2, 5, 20])
def test_a_thin_pen_is_not_lost(tmp_path, pen):
    """The ring stays whole and where it is, down to a line of a fifteenth of a pixel."""
    edges = read(tmp_path, drawing(pen))
    outside = ndimage.label(edges == 0)[0]
    assert outside[0, 0] != outside[9, 14]
    assert agreement(edges, read(tmp_path, drawing(12))) > 0.95


def test_the_drawing_may_lie_anywhere_and_be_of_any_size(tmp_path):
    moved = np.full((700, 900), 255, np.uint8)
    moved[250:650, 480:880] = drawing()
    large = cv2.resize(drawing(), (3000, 3000), interpolation=cv2.INTER_CUBIC)
    expected = read(tmp_path, drawing())
    assert np.array_equal(read(tmp_path, moved), expected)
    assert agreement(read(tmp_path, large), expected) > 0.98


def test_a_drawing_made_on_the_grid_stays_as_it_is(tmp_path):
    small = read(tmp_path, drawing())[2:-2, 2:-2]
    again = read(tmp_path, np.where(small, 0, 255).astype(np.uint8), "small.png")
    assert np.array_equal(again[2:-2, 2:-2], small)


def test_pictures_bear_the_names_of_their_files(tmp_path):
    for name in ("me.png", "you.png"):
        read(tmp_path, drawing(), name)
    pictures = own_drawings([tmp_path / "me.png", tmp_path / "you.png"], 32, 4)
    assert pictures.names == ["me.png", "you.png"]
    assert pictures.edges.shape == (2, 40, 40)
    assert set(pictures.split) == {"ood"}


def chunk(kind, content):
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))


def bomb(side):
    """A PNG of side x side pixels in a few kilobytes."""
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(b"\0" * (side // 8 + 1)) for _ in range(side)) + rows.flush()
    header = pack(">2I5B", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "side", [15_000, 21_000]
)  # Pillow merely warns of the one, refuses the other
def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path, monkeypatch, side):
    """Decoding is made to fail, with another message; memory that Pillow takes is hard to see."""
    (tmp_path / "bomb.png").write_bytes(bomb(side))
    assert (tmp_path / "bomb.png").stat().st_size < 100_000
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(InputError, match=r"bomb\.png: more than 200 megapixels"):
        own_drawings([tmp_path / "bomb.png"], 24, 2)


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (np.full((50, 50), 250, np.uint8), "blank"),
        (np.full((50, 50), 5, np.uint8), "blank"),
        (np.zeros((50, 50, 4), np.uint8), "blank"),
        (np.pad(np.zeros((50, 50), np.uint8), 20, constant_values=255), "all ink"),
    ],
    ids=["white", "black", "transparent", "square"],
)
def test_what_is_no_line_drawing_is_refused(tmp_path, picture, reason):
    with pytest.raises(InputError, match=rf"face\.png: {reason}"):
        read(tmp_path, picture)


def test_every_file_that_cannot_be_used_is_named_in_one_line(tmp_path):
    read(tmp_path, drawing(), "good.png")
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "cut.png").write_bytes((tmp_path / "good.png").read_bytes()[:200])
    Image.new("L", (40, 40), 255).save(tmp_path / "white.png")
    with pytest.raises(InputError) as error:
        own_drawings(sorted(tmp_path.glob("*.png")), 24, 2)
    message = str(error.value)
    assert "\n" not in message
    assert "good.png" not in message
    for name, reason in {"text": "not a", "cut": "not a", "white": "blank"}.items():
        assert f"{name}.png: {reason}" in message


@pytest.fixture(scope="module", params=[(24, 2), (32, 4)], ids=["default", "paper"])
def shipped(request):
    return shipped_drawings(SHIPPED, *request.param)


def test_the_project_ships_drawings_in_many_families(shipped):
    families = set(shipped.group)
    assert len(shipped) >= 60 and len(families) >= 10
    assert families > set(FAMILIES)  # those that the procedural hand draws as well
    assert min(shipped.group.count(family) for family in families) >= 5


def test_the_readme_names_every_family_and_which_are_held_out(shipped):
    lines = Path("resources/drawings/README.md").read_text().splitlines()
    listed = {line.split("`")[1][:-6]: line for line in lines if line.startswith("| `")}
    assert set(listed) == set(shipped.group)
    assert {name for name, line in listed.items() if "**held out**" in line} == set(HELD_OUT)


def test_shipped_drawings_have_plausible_ink(shipped):
    """Edge maps of emojis have 0.07 to 0.25; broad pens and scribbles leave more."""
    ink = dict(zip(shipped.names, shipped.edges.mean((1, 2)), strict=True))
    assert min(ink.values()) > 0.06
    assert max(ink.values()) < 0.45
    assert max(share for name, share in ink.items() if "felt" not in name) < 0.32


def test_shipped_drawings_show_more_than_an_outline(shipped):
    """Something is drawn apart from the longest line: eyes, a mouth."""
    for name, edges in zip(shipped.names, shipped.edges, strict=True):
        pieces, count = ndimage.label(edges, np.ones((3, 3)))
        sizes = np.sort(ndimage.sum_labels(edges, pieces, range(1, count + 1)))
        assert count >= 2 and sizes[:-1].sum() >= 4, name


@pytest.mark.parametrize(("size", "padding"), [(24, 2), (32, 4)])
@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_no_part_of_a_shipped_drawing_is_lost_on_the_grid(file, size, padding):
    """There is ink on every stroke, or right beside it, and every stroke stays near the frame."""
    strokes = read_strokes(file)
    ink = ndimage.maximum_filter(edge_map(strokes, size, padding), 3)
    for stroke in strokes:
        x, y = (resample(stroke.points, 0.005) * size + padding).astype(int).T
        assert ink[y, x].all()
        assert stroke.points.min() > -0.02 and stroke.points.max() < 1.02


def pens(family):
    """The widths of all strokes of a family, in frames."""
    files = [file for file in SHIPPED if file.stem.split("-")[0] == family]
    return np.concatenate([stroke.width for file in files for stroke in read_strokes(file)])


def test_a_felt_pen_is_broader_and_a_hard_pencil_finer_than_any_pen_of_training():
    """Those have one to three pixels."""
    assert pens("felt").min() * 24 > 3.1
    assert pens("empty").max() * 32 < 1


def test_open_outlines_enclose_no_face(shipped):
    """As far as the grid can tell: in thicker lines a narrow gap closes."""

    def enclosed(edges):
        ground = ndimage.label(edges == 0)[0]
        return np.mean((ground != ground[0, 0]) & (edges == 0))

    share = {
        family: [enclosed(edges) for edges in shipped.where(group=family).edges]
        for family in ("open", "empty")
    }
    assert max(share["open"]) < 0.1
    assert min(share["empty"]) > 0.28


def test_faces_at_the_border_reach_the_frame(shipped):
    padding = {28: 2, 40: 4}[shipped.edges.shape[1]]
    for edges in shipped.where(group="border").edges:
        frame = edges[padding:-padding, padding:-padding]
        assert frame.sum() > frame[1:-1, 1:-1].sum()


def test_shipped_drawings_are_all_different(shipped):
    assert len({edges.tobytes() for edges in shipped.edges}) == len(shipped)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_shipped_drawings_are_open_strokes_with_round_ends(file):
    root = ElementTree.parse(file).getroot()
    (group,) = root.findall("{http://www.w3.org/2000/svg}g")
    assert group.get("fill") == "none"
    assert group.get("stroke-linecap") == "round"
    assert all(shape.get("fill") is None for shape in group)
