"""What each kind of damaged or unfit font is told: one line, with the file, and what to do."""

import io
import struct
from pathlib import Path

import pytest
from fontmaking import CODES, DARK, RED, YELLOW, emoji_font
from fontTools.ttLib import TTCollection, TTFont

from ganca.data.fonts import LARGEST, OPENMOJI, open_font, other_design
from ganca.data.glyphs import rasterize
from ganca.errors import InputError

SOUND = emoji_font()
FACES = [f"{code:x}" for code in CODES]


def tables(data):
    """{tag: (position of its record, offset, length)} of a font."""
    (count,) = struct.unpack_from(">H", data, 4)
    starts = range(12, 12 + 16 * count, 16)
    return {data[s : s + 4].decode(): (s, *struct.unpack_from(">2I", data, s + 8)) for s in starts}


def overwritten(tag, content, at=0):
    """The sound font with bytes of one table replaced."""
    _, offset, _ = tables(SOUND)[tag]
    return SOUND[: offset + at] + content + SOUND[offset + at + len(content) :]


def zeroed(tag):
    return overwritten(tag, bytes(tables(SOUND)[tag][2]))


def misplaced(tag, offset):
    """The sound font whose directory says that a table begins elsewhere."""
    record, _, _ = tables(SOUND)[tag]
    return SOUND[: record + 8] + struct.pack(">I", offset) + SOUND[record + 12 :]


def renamed(tag, other):
    """The sound font with one table under another name, which is as good as without it."""
    record, _, _ = tables(SOUND)[tag]
    return SOUND[:record] + other.encode() + SOUND[record + 4 :]


def truncated(share):
    return SOUND[: int(len(SOUND) * share)]


def collection(start):
    """A font collection whose only font begins at this byte."""
    return struct.pack(">4s3I", b"ttcf", 0x10000, 1, start) + SOUND


# name: (the file's content, the line that its user reads)
REFUSED = {
    "empty": (b"", "0 bytes, which no usable font has"),
    "a few bytes": (b"hello", "5 bytes, which no usable font has"),
    "text called .ttf": (b"Dear reader, " * 200, "not a font file, it begins with b'Dear'"),
    "wrong magic": (b"\xff" * 4 + SOUND[4:], r"not a font file, it begins with b'\xff"),
    "WOFF": (b"wOFF" + SOUND[4:], "a compressed web font (WOFF); convert it to .ttf first"),
    "WOFF2": (b"wOF2" + SOUND[4:], "a compressed web font (WOFF); convert it to .ttf first"),
    "truncated to 70 %": (truncated(0.70), "truncated or damaged, its "),
    "truncated to 90 %": (truncated(0.90), "truncated or damaged, its "),
    "truncated to 99 %": (truncated(0.99), "truncated or damaged, its "),
    "cut in the directory": (
        SOUND[:4] + b"\xff\xff" + SOUND[6:],
        "its list of tables is cut off; get a whole copy",
    ),
    "a table beyond the file": (misplaced("glyf", 1 << 30), "its 'glyf' table ends 10737"),
    "cmap zeroed": (zeroed("cmap"), "names no characters (its cmap is missing or damaged)"),
    "no cmap": (renamed("cmap", "cmax"), "names no characters (its cmap is missing or damaged)"),
    "COLR zeroed": (zeroed("COLR"), "its COLR or its CPAL table is damaged; give"),
    "COLR offsets astray": (
        overwritten("COLR", b"\xff\xff\xff\xf0" * 2, at=4),
        "its COLR or its CPAL table is damaged; give",
    ),
    "CPAL zeroed": (zeroed("CPAL"), "its COLR or its CPAL table is damaged; give"),
    "no COLR": (renamed("COLR", "COLX"), "a font without colours (no COLR or CBDT table)"),
    "no colours at all": (emoji_font(kind=None), "a font without colours"),
    "no CPAL": (renamed("CPAL", "CPAX"), "has COLR glyphs but no CPAL table with their colours"),
    "sbix only": (renamed("COLR", "sbix"), "an sbix table (Apple's bitmaps), which is not read"),
    "SVG only": (renamed("COLR", "SVG "), "an SVG table, which is not read here"),
    "collection astray": (collection(1 << 20), "a font collection whose first font is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_font_that_cannot_be_used_gets_one_line(name, tmp_path):
    content, line = REFUSED[name]
    path = tmp_path / "font.ttf"
    path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        open_font(path)
    assert_one_line(refusal.value, path, line)


def assert_one_line(error, path, line):
    message = str(error)
    assert message.startswith(f"{path}: ")
    assert line in message
    assert "\n" not in message and len(message) - len(str(path)) < 200
    assert ";" in message, "it says what is wrong, but not what to do"


def test_a_font_larger_than_any_is_refused_unread(tmp_path):
    path = tmp_path / "font.ttf"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # sparse: takes no room
    with pytest.raises(InputError) as refusal:
        open_font(path)
    assert_one_line(refusal.value, path, "67108865 bytes, which no usable font has")


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path):
    with pytest.raises(InputError, match="is a folder; font: wants the path of a font file"):
        open_font(tmp_path)
    with pytest.raises(InputError, match="there is no such file; font: wants"):
        open_font(tmp_path / "none.ttf")


def blank_layers():
    return emoji_font(layers=[("empty", DARK), ("empty", YELLOW)])


def layer_beyond():
    """A font whose first layer record names a glyph that is not there."""
    (first,) = struct.unpack_from(">I", SOUND, tables(SOUND)["COLR"][1] + 8)
    records = struct.pack(">2H", 60000, YELLOW) * (3 * len(FACES))
    return overwritten("COLR", records, at=first)


# name: (the file's content, why its glyphs cannot be drawn); renderers accept all of these
UNDRAWABLE = {
    "glyphs without ink": (blank_layers(), "blank"),
    "layers beyond the glyphs": (layer_beyond(), "blank"),
    "outlines zeroed": (zeroed("glyf"), "blank"),
    "one colour": (emoji_font(layers=[("rim", RED), ("disc", RED)]), "of one colour only"),
    "other characters": (emoji_font(codes=range(0x1F400, 0x1F408)), "not in the font"),
    "damaged pictures": (
        emoji_font(kind="CBDT").replace(b"IDAT", b"XDAT"),
        "stored as a damaged picture",
    ),
}


@pytest.mark.parametrize("name", UNDRAWABLE)
def test_glyphs_that_cannot_be_drawn_are_named_with_the_reason(name, tmp_path):
    content, reason = UNDRAWABLE[name]
    path = tmp_path / "font.ttf"
    path.write_bytes(content)
    pictures, failures = rasterize(open_font(path), FACES, size=16)
    assert pictures == {}
    assert failures == dict.fromkeys(FACES, reason)


def test_single_emojis_may_be_of_one_colour(tmp_path):
    """A web, a leaf: Noto and Twemoji have some; a font that has hardly others is damaged."""
    path, plain = tmp_path / "font.ttf", [("rim", RED), ("disc", RED)]
    path.write_bytes(emoji_font(layers=dict.fromkeys(FACES[:2], plain)))
    pictures, failures = rasterize(open_font(path), FACES, size=16)
    assert list(pictures) == FACES and not failures
    path.write_bytes(emoji_font(layers=dict.fromkeys(FACES[:6], plain)))
    pictures, failures = rasterize(open_font(path), FACES, size=16)
    assert list(pictures) == FACES[6:]
    assert failures == dict.fromkeys(FACES[:6], "of one colour only")


def test_a_glyph_without_layers_is_named(tmp_path):
    font = TTFont(io.BytesIO(SOUND))
    del font["COLR"].ColorLayers["face1f603"]
    font.save(tmp_path / "font.ttf")
    pictures, failures = rasterize(open_font(tmp_path / "font.ttf"), FACES, size=16)
    assert failures == {"1f603": "without colour layers"}
    assert len(pictures) == len(FACES) - 1


@pytest.mark.parametrize("tag", ["glyf", "hmtx", "CPAL"])
def test_flipped_bytes_are_noticed(tag, tmp_path):
    (tmp_path / "font.ttf").write_bytes(overwritten(tag, b"\x5a", at=3))
    (warning,) = open_font(tmp_path / "font.ttf").warnings
    assert warning.startswith(f"the checksum of its {tag} table is wrong")


@pytest.mark.parametrize("kind, known_as", [("COLR", "COLRv0"), ("CBDT", "CBDT")])
def test_a_sound_font_is_known_for_what_it_is(kind, known_as, tmp_path):
    (tmp_path / "font.ttf").write_bytes(emoji_font(kind=kind))
    font = open_font(tmp_path / "font.ttf")
    assert (font.kind, font.family, font.version) == (known_as, "Test Emoji", "Version 1.00")
    assert font.warnings == []
    assert font.credit == "Test Emoji, Version 1.00"


def test_a_collection_is_read_from_its_first_font(tmp_path):
    both = TTCollection()
    both.fonts = [TTFont(io.BytesIO(SOUND)), TTFont(io.BytesIO(emoji_font(kind=None)))]
    both.save(tmp_path / "fonts.ttc")
    assert open_font(tmp_path / "fonts.ttc").kind == "COLRv0"


def test_without_a_font_openmoji_is_taken():
    font = open_font()
    assert (font.path, font.kind, font.warnings) == (OPENMOJI, "COLRv0", [])
    assert font.credit == "OpenMoji 17.0.0 (CC BY-SA 4.0)"


@pytest.mark.parametrize("version, warned", [("Version 1.29", False), ("Version 1.45;x", True)])
def test_segoe_of_windows_11_is_not_the_papers_design(version, warned):
    assert bool(list(other_design("Segoe UI Emoji", version))) == warned
    assert not list(other_design("Noto Color Emoji", version))


def test_a_font_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    """In a closed folder not even its size can be asked for."""

    def closed(path):
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "a.ttf").write_bytes(OPENMOJI.read_bytes()[:5000])
    for name in ("is_file", "read_bytes"):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, closed)
            with pytest.raises(InputError, match=r"a\.ttf: cannot be read \(Permission denied\);"):
                open_font(tmp_path / "a.ttf")
