"""Pictures with transparency: laid over a ground, and with straight or premultiplied colours.

Straight-alpha RGBA holds a pixel's own colour; premultiplied RGBA holds that colour times alpha.
Only premultiplied pixels may be averaged.
"""

import numpy as np


def over_white(pictures):
    """Straight-alpha uint8 RGBA (..., 4) as it looks on white paper: uint8 RGB (..., 3)."""
    return over(pictures, 255)


def over_black(pictures):
    """Straight-alpha uint8 RGBA (..., 4) laid over black: uint8 RGB (..., 3)."""
    return over(pictures, 0)


def over(pictures, ground):
    """Straight-alpha uint8 RGBA (..., 4) laid over a gray level of 0 to 255: uint8 RGB."""
    alpha = pictures[..., 3:].astype(float) / 255
    return (pictures[..., :3] * alpha + ground * (1 - alpha)).round().astype(np.uint8)


def premultiplied(pictures):
    """Straight-alpha uint8 RGBA (..., 4) as premultiplied uint8 RGBA."""
    return np.concatenate([over_black(pictures), pictures[..., 3:]], -1)


def straight(premultiplied):
    """Premultiplied RGBA (..., 4) in [0, 255] as straight-alpha uint8; colour 0 where alpha is."""
    alpha = premultiplied[..., 3:].round()
    colour = np.divide(
        premultiplied[..., :3] * 255,
        premultiplied[..., 3:],
        out=np.zeros_like(premultiplied[..., :3], dtype=float),
        where=alpha > 0,
    )
    return np.concatenate([colour.clip(0, 255).round(), alpha], axis=-1).astype(np.uint8)
