"""Fitting a picture into a square frame: where its ink is, boxes, averaging down."""

OVERSAMPLING = 8  # pixels painted for each pixel of a picture, in each direction
INK = 8  # alpha, of 255, from which a pixel counts as ink


def bounding_box(boxes):
    """The smallest box (left, bottom, right, top) around several."""
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def square(box):
    """The smallest square (left, bottom, side) that shares a box's centre and holds it."""
    left, bottom, right, top = box
    side = max(right - left, top - bottom)
    return (left + right - side) / 2, (bottom + top - side) / 2, side


def average_down(picture, size):
    """A premultiplied picture (n size, n size, 4) averaged over blocks of n x n pixels.

    Returns (size, size, 4) float, premultiplied.
    """
    block = picture.shape[0] // size
    return picture.reshape(size, block, size, block, 4).mean((1, 3))
