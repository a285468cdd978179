"""Small emoji fonts made on the spot, so that tests need no font file."""

import io
import math

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.BitmapGlyphMetrics import SmallGlyphMetrics
from fontTools.ttLib.tables.C_B_D_T_ import cbdt_bitmap_format_17
from fontTools.ttLib.tables.E_B_L_C_ import (
    BitmapSizeTable,
    SbitLineMetrics,
    Strike,
    eblc_index_sub_table_1,
)
from PIL import Image

CODES = range(0x1F600, 0x1F608)
PALETTE = [(0.05, 0.05, 0.05, 1), (0.98, 0.86, 0.1, 1), (0.9, 0.2, 0.2, 1)]
DARK, YELLOW, RED = range(3)


def outline(*contours):
    """A glyph out of contours, each a list of points in font units; none for an empty glyph."""
    pen = TTGlyphPen(None)
    for points in contours:
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def disc(x, y, radius, corners=32):
    """The points of a disc."""
    turns = (2 * math.pi * i / corners for i in range(corners))
    return [(round(x + radius * math.cos(t)), round(y - radius * math.sin(t))) for t in turns]


def bar(left, bottom, right, top):
    """The points of a rectangle."""
    return [(left, bottom), (left, top), (right, top), (right, bottom)]


def emoji_font(codes=CODES, kind="COLR", layers=None, palette=PALETTE):
    """The bytes of a font of round faces, 1024 units to the em, each with its own width of mouth.

    A face is a dark disc about (512, 400) of radius 480, a yellow one of 420, a red mouth.
    kind: ``COLR``, ``CBDT`` or None for one without colours.  layers: (glyph, colour) pairs of
    every emoji, out of the glyphs rim, disc, empty and mouth; or such pairs by code point.
    """
    mouths = {code: f"mouth{code:x}" for code in codes}
    glyphs = {".notdef": outline(bar(0, 0, 500, 700)), "empty": outline()}
    glyphs |= {"rim": outline(disc(512, 400, 480)), "disc": outline(disc(512, 400, 420))}
    for number, (code, mouth) in enumerate(mouths.items()):
        glyphs[mouth] = outline(bar(482 - 30 * number, 200, 542 + 30 * number, 300))
        glyphs[f"face{code:x}"] = outline()
    builder = FontBuilder(1024, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({code: f"face{code:x}" for code in codes})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({n: (1024, getattr(g, "xMin", 0)) for n, g in glyphs.items()})
    builder.setupHorizontalHeader(ascent=900, descent=-124)
    builder.setupNameTable({"familyName": "Test Emoji", "version": "Version 1.00"})
    builder.setupOS2()
    builder.setupPost()
    if kind == "COLR":
        stacks = {f"face{code:x}": stack(layers, code, mouth) for code, mouth in mouths.items()}
        builder.setupCOLR(stacks, 0)
        builder.setupCPAL([palette])
    if kind == "CBDT":
        add_bitmaps(builder.font, [f"face{code:x}" for code in codes])
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def stack(layers, code, mouth):
    """The layers of one emoji."""
    if isinstance(layers, dict):
        layers = layers.get(f"{code:x}")
    layers = layers or [("rim", DARK), ("disc", YELLOW), ("mouth", RED)]
    return [(mouth if glyph == "mouth" else glyph, colour) for glyph, colour in layers]


def face_bitmap(number):
    """A 64 x 64 face: a dark frame around yellow with a red mouth, on a clear margin of 8."""
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[8:56, 8:56] = (10, 10, 10, 255)
    picture[16:48, 16:48] = (250, 220, 30, 255)
    picture[36:40, 30 - number : 34 + number] = (230, 50, 50, 255)
    return Image.fromarray(picture)


def add_bitmaps(font, names):
    """Gives a font a CBDT and a CBLC table with one strike of face_bitmap pictures."""
    bitmaps = {}
    for number, name in enumerate(names):
        file = io.BytesIO()
        face_bitmap(number).save(file, "PNG")
        glyph = bitmaps[name] = cbdt_bitmap_format_17(b"", font)
        glyph.metrics = metrics(SmallGlyphMetrics(), height=64, width=64, BearingX=0, BearingY=56)
        glyph.metrics.Advance = 64
        glyph.imageData = file.getvalue()
    font["CBDT"], font["CBLC"] = newTable("CBDT"), newTable("CBLC")
    font["CBDT"].version = font["CBLC"].version = 3.0
    font["CBDT"].strikeData = [bitmaps]
    font["CBLC"].strikes = [strike(font, names)]


def strike(font, names):
    """The index of one size of bitmaps, for consecutive or single glyphs alike."""
    lines = metrics(SbitLineMetrics(), ascender=56, descender=-8, widthMax=64)
    for name in ("caretSlopeNumerator", "caretSlopeDenominator", "caretOffset", "minOriginSB"):
        setattr(lines, name, 0)
    for name in ("minAdvanceSB", "maxBeforeBL", "minAfterBL", "pad1", "pad2"):
        setattr(lines, name, 0)
    size = metrics(BitmapSizeTable(), colorRef=0, ppemX=64, ppemY=64, bitDepth=32, flags=1)
    size.hori = size.vert = lines
    part = Strike()
    part.bitmapSizeTable = size
    part.indexSubTables = []
    for name in names:
        index = eblc_index_sub_table_1(b"", font)
        index.indexFormat, index.imageFormat, index.names = 1, 17, [name]
        index.firstGlyphIndex = index.lastGlyphIndex = font.getGlyphID(name)
        index.imageDataOffset = 0
        part.indexSubTables.append(index)
    return part


def metrics(table, **values):
    """A record of a bitmap table with these fields set."""
    for name, value in values.items():
        setattr(table, name, value)
    return table
