"""A folder of RGBA pictures, taken in place of a font's glyphs."""

import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ganca.errors import InputError, InputWarning
from ganca.glyphs import INK, square, straight

FORMATS = ["PNG", "WEBP", "GIF", "TIFF", "BMP", "JPEG"]
LARGEST = 16_000_000  # pixels; checked before a picture is decoded
NAMED = 5  # files that one line names


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
    """What `make` makes of each file's picture.  InputError names all files it failed for."""
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
    """An RGBA picture, upright.  InputError, with the reason alone, if it cannot be used."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as image:
                if image.width * image.height > LARGEST:
                    raise Image.DecompressionBombError
                return ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise InputError(f"more than {LARGEST // 1_000_000} megapixels") from None
    except Exception:  # what Pillow raises at damaged files is beyond counting
        raise InputError("not a readable picture") from None


def fitted(image, size, fit):
    """A picture scaled to (size, size, 4) uint8; InputError, the reason alone, if it is blank."""
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
    """InputError if two files differ only in their ending, and so would bear one name."""
    twice = [name for name, count in Counter(file.stem for file in files).items() if count > 1]
    if twice:
        raise InputError(f"{files[0].parent}: two pictures are called {twice[0]}; rename one")


def warn_of_opaque(files, pictures):
    """Warns of pictures without any transparency, whose ground would be learnt as part of them."""
    opaque = [f.name for f, p in zip(files, pictures, strict=True) if p[..., 3].min() == 255]
    if opaque:
        warnings.warn(
            f"{files[0].parent}: no transparency in {listed(opaque, ', ')}; the automaton will"
            " learn the ground with the picture",
            InputWarning,
            stacklevel=3,
        )


def listed(items, separator):
    """The first few items, and how many more there are."""
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    return separator.join(items[:NAMED]) + more
