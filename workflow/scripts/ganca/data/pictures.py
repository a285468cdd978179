"""A folder of RGBA pictures, taken in place of a font's glyphs."""

import math
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ganca.data.compositing import straight
from ganca.data.frame import INK, square
from ganca.errors import InputError, InputWarning

FORMATS = ["PNG", "WEBP", "GIF", "TIFF", "BMP", "JPEG"]
LARGEST = 200_000_000  # pixels, as phones have them; checked before a picture is decoded
ENOUGH = 16_000_000  # pixels; larger pictures are reduced to fewer
WHITES = 1, 255, 4095, 65535, 2**32 - 1  # of floats and masks, and of 8, 12, 16 and 32 bits
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0  # a tag of TIFF files; Pillow heeds it up to 8 bits
# What some modes of Pillow's have to become before a picture can be reduced.
REDUCIBLE = {"1": "RGBA", "P": "RGBA", "PA": "RGBA", "I;16": "I", "I;16B": "I", "I;16L": "I"}
NAMED = 5  # files that one line names

Image.MAX_IMAGE_PIXELS = LARGEST


def load_pictures(files, size, fit="glyph"):
    """Pictures scaled to fill a square.

    size: side in pixels; a picture that has it already is taken as it is.
    fit: ``glyph`` fits each picture's ink to the frame, ``set`` its whole canvas.
    Returns (names, pictures): the files' names without ending, and (n, size, size, 4) uint8
    straight-alpha RGBA.  InputError names the files that cannot be used, and why.
    """
    files = [Path(file) for file in files]
    pictures = from_each(files, lambda image: fitted(image, size, fit))
    require_unique(files)
    warn_of_opaque(files, pictures)
    return [file.stem for file in files], np.stack(pictures)


def from_each(files, make):
    """A list of what the function `make` returns for each file's picture.

    Raises InputError that names every file for which it failed, and why.
    """
    made, problems = [], []
    for file in files:
        try:
            made.append(make(open_picture(file)))
        except InputError as error:
            problems.append(f"{file}: {error}")
    if problems:
        raise InputError(f"{listed(problems, '; ')}; replace or remove what cannot be used")
    return made


def open_picture(file):
    """The RGBA picture in a file, upright, reduced to at most ENOUGH pixels.

    Raises InputError, with the reason alone, if it cannot be used.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as image:
                return handy(image).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise InputError(f"more than {LARGEST // 1_000_000} megapixels") from None
    except Exception:  # what Pillow raises at damaged files is beyond counting
        raise InputError("not a readable picture") from None


def handy(image):
    """An opened picture as an upright one of 8 bits a channel and at most ENOUGH pixels.

    A JPEG file is reduced while it is decoded, all others afterwards.  The largest one takes
    800 MB while it is decoded, and twice as much if it has transparency.
    """
    factor = reduction(image)
    image.draft(None, (image.width // factor, image.height // factor))
    ImageOps.exif_transpose(image, in_place=True)
    negative = getattr(image, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO
    if image.mode in REDUCIBLE:
        image = image.convert(REDUCIBLE[image.mode])
    image = image.reduce(reduction(image))
    return eight_bit(image, negative) if image.mode in ("I", "F") else image


def reduction(image):
    """The least whole divisor of both sides that leaves at most ENOUGH pixels."""
    return math.ceil(math.sqrt(image.width * image.height / ENOUGH))


def eight_bit(image, negative):
    """A picture of mode I or F, which scanners write, in 256 gray levels.

    Such a file doesn't say which value is white; the least of WHITES that no pixel exceeds is.
    negative: whether 0 is white instead of black.
    """
    low, high = image.getextrema()
    low = min(low, 0)
    scale = 255 / next(white for white in WHITES if high - low <= white)
    gray = image.point(lambda value: value * scale + (0.5 - low * scale)).convert("L")
    return ImageOps.invert(gray) if negative else gray


def fitted(image, size, fit):
    """A picture scaled to (size, size, 4) uint8 straight-alpha RGBA.

    fit: as for `load_pictures`.  Raises InputError, with the reason alone, if it is blank.
    """
    ink = image.getchannel("A").point(lambda alpha: 255 * (alpha >= INK)).getbbox()
    if ink is None:
        raise InputError("blank")
    if image.size != (size, size):
        image = scaled(image, ink if fit == "glyph" else (0, 0, *image.size), size)
    return straight(np.asarray(image.convert("RGBa"), dtype=float))


def scaled(image, box, size):
    """A box (left, top, right, bottom) of a picture, scaled and centred in a size x size frame."""
    left, top, side = square(box)
    scale = size / side
    part = image.crop(box).convert("RGBa")  # premultiplied, or a hidden colour bleeds in
    shape = [max(1, round(length * scale)) for length in part.size]
    frame = Image.new("RGBa", (size, size))
    place = (round((box[0] - left) * scale), round((box[1] - top) * scale))
    frame.paste(part.resize(shape, Image.Resampling.BOX), place)
    return frame.convert("RGBA")


def require_unique(files):
    """Raises InputError if two files differ only in their ending: their names would be equal."""
    twice = [name for name, count in Counter(file.stem for file in files).items() if count > 1]
    if twice:
        raise InputError(f"{files[0].parent}: two pictures are called {twice[0]}; rename one")


def warn_of_opaque(files, pictures):
    """Warns of pictures without transparency: an automaton learns their ground as part of them."""
    opaque = [f.name for f, p in zip(files, pictures, strict=True) if p[..., 3].min() == 255]
    if opaque:
        warnings.warn(
            f"{files[0].parent}: no transparency in {listed(opaque, ', ')}; the automaton will"
            " learn the ground with the picture",
            InputWarning,
            stacklevel=3,
        )


def listed(items, separator):
    """The first few items as text, and how many more there are."""
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    return separator.join(items[:NAMED]) + more
