"""From a font's glyphs to small RGBA pictures.

Glyphs are painted by HarfBuzz at a multiple of the wanted size, placed in font units rather than
by cropping pixels, and averaged down with premultiplied colours.  (Pillow is no alternative: it
clips COLRv0 glyphs to the outline of their base glyph and leaves COLRv1 ones blank.)
"""

import io

import numpy as np
import uharfbuzz as hb
from PIL import Image

from ganca.data.compositing import straight
from ganca.data.frame import INK, OVERSAMPLING, average_down, bounding_box, square

PREVIEW = 512  # pixels across the canvas on which the ink is measured
NAMED = 8  # emojis that one line names


def rasterize(font, codes, size, fit="glyph"):
    """Draws emojis so that they fill a square.

    font: a `fonts.Font`.  codes: n code points in hexadecimal.  size: side in pixels.
    fit: ``glyph`` fits each glyph's ink to the frame, ``set`` gives all one common frame.
    Returns {code: (size, size, 4) uint8, straight-alpha RGBA} of those that the font can draw,
    and {code: reason} of the others.
    """
    boxes, failures = frames(font, codes, fit)
    pictures = {
        code: straight(average_down(paint_finely(font, code, frame, size), size))
        for code, frame in boxes.items()
    }
    return pictures, failures


def frames(font, codes, fit="glyph"):
    """The squares (left, bottom, side) that emojis are to fill, in font units; see `rasterize`.

    Single emojis may be of one colour, as spiders' webs are.  If most are, the font's colours are
    damaged, and these emojis count as failures.
    Returns {code: square} of those that the font can draw, and {code: reason} of the others.
    """
    boxes, failures, plain = {}, {}, []
    for code in codes:
        try:
            boxes[code], coloured = measure_ink(font, code)
            plain += [] if coloured else [code]
        except LookupError as error:
            failures[code] = str(error)
    if 2 * len(plain) > len(boxes):
        failures |= dict.fromkeys(plain, "of one colour only")
        boxes = {code: box for code, box in boxes.items() if code not in plain}
    if fit == "set" and boxes:
        boxes = dict.fromkeys(boxes, bounding_box(list(boxes.values())))
    return {code: square(box) for code, box in boxes.items()}, failures


def paint_finely(font, code, frame, size):
    """An emoji's frame as `paint` returns it, with `OVERSAMPLING` pixels for each of a picture."""
    return paint(font, glyph_of(font, code), frame, size * OVERSAMPLING)


def glyph_of(font, code):
    """The index of a code point's glyph.  Raises LookupError if the font has none."""
    glyph = font.font.get_nominal_glyph(int(code, 16))
    if not glyph:
        raise LookupError("not in the font")
    return glyph


def ink_box(font, code):
    """The box (left, bottom, right, top) around a glyph's ink, in font units."""
    return measure_ink(font, code)[0]


def measure_ink(font, code):
    """The `ink_box` of a glyph, and whether its ink has more than one colour.

    Raises LookupError, with the reason, if the glyph is missing or blank.
    """
    glyph = glyph_of(font, code)
    left, bottom, side = canvas(font, glyph)
    picture = paint(font, glyph, (left, bottom, side), PREVIEW)
    if not (ink := picture[..., 3] >= INK).any():
        raise LookupError("blank")
    unit = side / PREVIEW
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    top = bottom + side
    box = (
        left + columns[0] * unit,
        top - (rows[-1] + 1) * unit,
        left + (columns[-1] + 1) * unit,
        top - rows[0] * unit,
    )
    return box, colourful(picture)


def colourful(picture):
    """Whether the opaque pixels of a premultiplied picture have more than one colour."""
    colours = picture[picture[..., 3] == 255]
    return len(colours) > 0 and bool((np.ptp(colours[:, :3], axis=0) > 8).any())


def canvas(font, glyph):
    """A square (left, bottom, side) in font units that no glyph of a sane font leaves.

    A bitmap's unit is its pixel, its origin the lower left corner.
    """
    if font.kind == "CBDT":
        width, height = bitmap(font, glyph).size
        return square((0, 0, width, height))
    return -font.face.upem / 2, -font.face.upem / 2, 2 * font.face.upem


def paint(font, glyph, frame, pixels):
    """A square (left, bottom, side) of the font's plane, painted.

    Returns (pixels, pixels, 4) uint8, premultiplied RGBA, the top row first.
    LookupError if the glyph has no colours.
    """
    if font.kind == "CBDT":
        return paint_bitmap(bitmap(font, glyph), frame, pixels)
    left, bottom, side = frame
    scale = pixels / side
    brush = hb.RasterPaint()
    brush.transform = (scale, 0, 0, scale, -left * scale, -bottom * scale)
    brush.extents = hb.RasterExtents(x_origin=0, y_origin=0, width=pixels, height=pixels, stride=0)
    if not brush.paint_glyph_or_fail(font.font, glyph):
        raise LookupError("without colour layers")
    image = brush.render()
    bgra = np.frombuffer(image.buffer, np.uint8).reshape(pixels, image.extents.stride)
    bgra = bgra[::-1, : 4 * pixels].reshape(pixels, pixels, 4)
    return bgra[..., [2, 1, 0, 3]]


def bitmap(font, glyph):
    """The picture that a CBDT font stores for a glyph.  Raises LookupError if there is none."""
    blob = font.font.get_glyph_color_png(glyph)
    if not blob.data:
        raise LookupError("without a picture")
    try:
        return Image.open(io.BytesIO(blob.data), formats=["PNG"]).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LookupError("stored as a damaged picture") from error


def paint_bitmap(image, frame, pixels):
    """A square (left, bottom, side) of a bitmap, in its pixels, resampled; see `paint`."""
    left, bottom, side = frame
    top = image.height - bottom - side
    window = Image.new("RGBa", (pixels, pixels))
    scale = pixels / side
    whole = (round(image.width * scale), round(image.height * scale))
    scaled = image.convert("RGBa").resize(whole, Image.Resampling.BOX)
    window.paste(scaled, (round(-left * scale), round(-top * scale)))
    return np.asarray(window)


def describe(failures):
    """One line that names, for each reason, the first few emojis that cannot be drawn."""
    reasons = {}
    for code, reason in failures.items():
        reasons.setdefault(reason, []).append(f"U+{code.upper()}")
    return ", ".join(f"{listed(codes)} ({reason})" for reason, codes in reasons.items())


def listed(codes):
    """The first few codes as text, and how many more there are."""
    more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
    return " ".join(codes[:NAMED]) + more
