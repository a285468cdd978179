"""Animations of pixel pictures: GIF, which chats and slides play, or PNG, a quarter as large."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

COLOURS = 256  # of one palette for all frames; a palette for each frame would flicker
GAP = 8  # pixels between two pictures of a board
LETTERS = 16  # pixels, the size of a board's type
LINE = 24  # pixels that a line of it takes
INK = "#222222"


def save_animation(path, frames, rate, rest=0.0):
    """Writes frames (n, height, width, 3), uint8 RGB, that play in an endless loop.

    path: ends in .gif or .png.  rate: frames a second; a GIF counts in hundredths of a second.
    rest: seconds for which the last frame is held longer.
    """
    frames = np.asarray(frames)
    sheet = Image.fromarray(frames.reshape(-1, *frames.shape[2:]))
    indexed = sheet.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    images = [Image.fromarray(part) for part in np.asarray(indexed).reshape(frames.shape[:3])]
    for image in images:
        image.putpalette(indexed.getpalette())
    durations = [round(100 / rate) * 10] * len(images)
    durations[-1] += round(1000 * rest)
    images[0].save(path, save_all=True, append_images=images[1:], duration=durations, loop=0)


def board(rows, columns=(), counter="", every=1):
    """Films side by side on white, with labels: (frames, height, width, 3) uint8 RGB.

    rows: label -> (pictures, frames, height, width, 3) uint8 RGB; all of one size and length.
    columns: titles above them.  counter: a word, written above with the frame's number times
    `every`; nothing is written if it is empty.
    """
    films = list(rows.values())
    page, places = lay_out(films, list(rows), columns, LINE * bool(counter))
    frames = []
    for number in range(films[0].shape[1]):
        shown = page.copy()
        if counter:
            write(shown, (places[0][0][0], LINE // 2), f"{counter} {number * every}", "lm")
        for film, line in zip(films, places, strict=True):
            for picture, place in zip(film[:, number], line, strict=False):
                shown.paste(Image.fromarray(picture), place)
        frames.append(np.asarray(shown))
    return np.stack(frames)


def lay_out(films, labels, columns, top):
    """A page (Image) with its labels, and the corners (x, y) of the pictures by row and column."""
    height, width = films[0].shape[2:4]
    left = max([GAP] + [round(type_face().getlength(text)) + 2 * GAP for text in labels if text])
    top += LINE * bool(columns) + GAP
    across = range(left, left + max(map(len, films)) * (width + GAP), width + GAP)
    down = range(top, top + len(films) * (height + GAP), height + GAP)
    page = Image.new("RGB", (across.stop, down.stop), "white")
    for x, title in zip(across, columns, strict=True) if columns else ():
        write(page, (x + width // 2, top - LINE // 2), title, "mm")
    for y, label in zip(down, labels, strict=True):
        write(page, (GAP, y + height // 2), label, "lm")
    return page, [[(x, y) for x in across] for y in down]


def write(page, place, text, anchor):
    """Writes on a page (Image), in place.  anchor: of the text, such as ``lm`` (see Pillow)."""
    ImageDraw.Draw(page).text(place, text, INK, type_face(), anchor)


@cache
def type_face():
    """The font of a board."""
    return ImageFont.load_default(LETTERS)
