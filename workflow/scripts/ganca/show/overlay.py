"""Pictures laid onto the photo of the paper that they belong to."""

import cv2
import numpy as np

GLIMPSE = 25  # parts of the photo's side within which paper shows beside the ink


def laid_on(photo, picture):
    """A picture on a photo, in the light that falls there: (height, width, 3) uint8 RGB.

    photo: (height, width, 3) uint8 RGB.  picture: (height, width, 4) straight-alpha uint8 RGBA.
    """
    alpha = picture[..., 3:].astype(np.float32) / 255
    lit = picture[..., :3] * (paper(photo).astype(np.float32) / 255)
    return (photo * (1 - alpha) + lit * alpha).round().astype(np.uint8)


def paper(photo):
    """A photo without what is drawn on it: the paper's own colour and light, of the same shape."""
    side = max(photo.shape) // GLIMPSE | 1
    closed = cv2.morphologyEx(photo, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return cv2.blur(closed, (side, side))
