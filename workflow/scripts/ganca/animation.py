"""Animations of pixel pictures as GIF, which every browser, chat and slide plays."""

import numpy as np
from PIL import Image

COLOURS = 256  # of one palette for all frames: colours chosen frame by frame would flicker


def enlarge(pictures, factor):
    """Pictures (..., height, width, channels) with each pixel repeated to a square."""
    return pictures.repeat(factor, axis=-3).repeat(factor, axis=-2)


def save_gif(path, frames, factor, rate, rest=0.0):
    """Writes frames (n, height, width, 3), uint8 RGB, enlarged, as a GIF that plays for ever.

    factor: whole pixels a pixel becomes.  rate: frames a second; a GIF counts in hundredths of a
    second.  rest: seconds for which the last frame is held longer.
    """
    frames = np.asarray(frames)
    sheet = Image.fromarray(frames.reshape(-1, *frames.shape[2:]))
    indexed = sheet.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    indices = enlarge(np.asarray(indexed).reshape(*frames.shape[:3], 1), factor)[..., 0]
    images = [Image.fromarray(frame) for frame in indices]
    for image in images:
        image.putpalette(indexed.getpalette())
    durations = [round(100 / rate) * 10] * len(images)
    durations[-1] += round(1000 * rest)
    images[0].save(path, save_all=True, append_images=images[1:], duration=durations, loop=0)
