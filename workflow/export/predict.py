"""Colours in a drawing, or a sheet with several, with the automaton in the folder of this file.

    python predict.py drawing.png -o out.png

Lines may be dark on a light ground or light on a dark one, scanned, photographed or drawn on a
screen.  Needs numpy, onnxruntime and Pillow, and nothing else.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

MODEL = Path(__file__).with_name("rollout.onnx")
AT_ONCE = 5  # steps between two reports of progress
WORKING_SIDE = 2048  # pixels to which larger pictures are reduced
SMALL_SIDE = 256  # pixels in which ground and drawings are looked for
REACH = 1 / 30  # of a side: half the width of the widest lines that are told from a shadow
CONTRAST = 48  # gray levels, of 255, between ink and paper; less is taken for blank
COVERAGE = 0.42  # share of a cell that ink must cover
FULL = 0.5  # share of a drawing's cells from which it is no line drawing
SMALLEST = 1 / 3  # of the largest drawing's side; what is smaller and lies apart is a speck
MOST_CELLS = 500_000  # of a grid: it takes about 1 GB


class Unusable(Exception):
    """Why a drawing cannot be coloured in."""


def open_picture(path):
    """A picture file as RGBA.  Raises Unusable with the reason if it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as file:
                return file.convert("RGBA")
    except FileNotFoundError:
        raise Unusable("there is no such file") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("too many pixels; reduce it") from None
    except Exception:  # what Pillow raises at damaged files is beyond counting
        raise Unusable("not a readable picture") from None


def read_gray(path):
    """A picture as gray levels, dark lines on a light ground: (height, width) in [0, 255]."""
    image = open_picture(path)
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    alpha = np.asarray(image.getchannel("A"), float)
    if np.median(alpha) < 128:  # strokes alone, of whatever colour
        return 255 - alpha
    white = Image.new("RGBA", image.size, "white")
    gray = np.asarray(Image.alpha_composite(white, image).convert("L"), float)
    return 255 - gray if np.median(border(gray)) < 128 else gray


def border(picture):
    """The outermost pixels of a picture (height, width)."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def find_ink(gray):
    """Where the lines are, (height, width) boolean: what is darker than the paper around it."""
    relief = ground(gray) - gray
    if relief.max() < CONTRAST:
        raise Unusable("no lines found on it")
    return relief > max(otsu(relief), CONTRAST / 2)


def ground(gray):
    """The paper's brightness under light and shadow: the closing of a reduced picture."""
    shrunk = max(1, max(gray.shape) // SMALL_SIDE)
    small = np.asarray(Image.fromarray(gray.astype(np.uint8)).reduce(shrunk))
    reach = max(1, round(REACH * max(small.shape)))
    closed = 255 - widened(255 - widened(np.pad(small, reach, mode="edge"), reach), reach)
    paper = Image.fromarray(closed[reach:-reach, reach:-reach])
    return np.asarray(paper.resize(gray.shape[::-1], Image.Resampling.BILINEAR), float)


def widened(picture, reach):
    """The largest value within `reach` pixels along both axes, for each pixel."""
    for axis in (0, 1):
        margins = [(reach, reach) if axis == along else (0, 0) for along in (0, 1)]
        padded = np.pad(picture, margins)
        shifted = [np.roll(padded, -i, axis) for i in range(2 * reach + 1)]
        picture = np.max(shifted, axis=0).take(range(picture.shape[axis]), axis)
    return picture


def otsu(values):
    """The threshold that parts values in [0, 255] best into two classes (Otsu, 1979)."""
    counts, edges = np.histogram(values, 256, (0, 256))
    below = np.cumsum(counts)
    total = np.cumsum(counts * edges[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (total[-1] * below - total * below[-1]) ** 2 / (below * (below[-1] - below))
    return edges[1 + np.nanargmax(between)]


def find_drawings(ink):
    """The boxes (top, left, bottom, right) of the drawings, without specks, in pixels."""
    shrunk = max(1, max(ink.shape) // SMALL_SIDE)
    rows, columns = (-(-n // shrunk) for n in ink.shape)
    padded = np.pad(ink, [(0, rows * shrunk - len(ink)), (0, columns * shrunk - ink.shape[1])])
    small = padded.reshape(rows, shrunk, columns, shrunk).any((1, 3))
    boxes = merged(connected(widened(small, 1)))
    largest = max(map(side, boxes))
    return [[shrunk * at for at in box] for box in boxes if side(box) >= SMALLEST * largest]


def connected(pixels):
    """The box (top, left, bottom, right) of each connected region of a map."""
    left, boxes = set(zip(*np.nonzero(pixels), strict=True)), []
    while left:
        front, region = [left.pop()], []
        while front:
            y, x = front.pop()
            region.append((y, x))
            around = {(y + j, x + i) for j in (-1, 0, 1) for i in (-1, 0, 1)} & left
            left -= around
            front += around
        ys, xs = zip(*region, strict=True)
        boxes.append([int(min(ys)), int(min(xs)), int(max(ys)) + 1, int(max(xs)) + 1])
    return boxes


def merged(boxes):
    """The boxes, those that overlap made one: eyes belong to the face around them."""
    apart = []
    for box in boxes:
        while touched := [other for other in apart if overlap(box, other)]:
            apart = [other for other in apart if other not in touched]
            tops, lefts, bottoms, rights = zip(box, *touched, strict=True)
            box = [min(tops), min(lefts), max(bottoms), max(rights)]
        apart.append(box)
    return apart


def overlap(a, b):
    """Whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def side(box):
    """The longer side of a box."""
    return max(box[2] - box[0], box[3] - box[1])


def trace(gray, size, padding):
    """A picture's lines on the automaton's grid, (height, width) float32 0 or 1, and their boxes.

    A drawing becomes `size` cells large, half of several are smaller than that; around all of them
    are at least `padding` cells.
    """
    ink = find_ink(gray)
    boxes = find_drawings(ink)
    pixel = np.median([side(box) for box in boxes]) / size  # of a cell
    kept = np.zeros_like(ink)
    for top, left, bottom, right in boxes:
        kept[top:bottom, left:right] = ink[top:bottom, left:right]
    kept = thickened(kept, pixel)
    ys, xs = (np.flatnonzero(kept.any(axis)) for axis in (1, 0))
    cut = kept[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
    shape = [max(size, round(n / pixel)) for n in cut.shape]
    if np.prod(shape) > MOST_CELLS:
        raise Unusable(f"{np.prod(shape):,} cells, more than {MOST_CELLS:,}; cut the sheet")
    lines = fitted(cut, shape, len(boxes) == 1, pixel)
    if lines.mean() > FULL:
        raise Unusable("all ink, where lines on a plain ground are wanted")
    return np.pad(lines, padding).astype(np.float32), boxes


def thickened(ink, pixel):
    """The ink, its lines at least a cell of `pixel` pixels wide: else thin ones would vanish."""
    inner = ink[1:-1, 1:-1] & ink[:-2, 1:-1] & ink[2:, 1:-1] & ink[1:-1, :-2] & ink[1:-1, 2:]
    width = 2 * ink.sum() / max(1, ink.sum() - inner.sum())  # area over half the boundary
    missing = round((pixel - width) / 2)
    return widened(np.pad(ink, missing), missing) if missing > 0 else ink


def fitted(ink, shape, alone, pixel):
    """The ink on a grid of this shape (height, width), centred; one drawing `alone` fills it."""
    if alone:
        pixel = max(ink.shape) / max(shape)
    wanted = [round(n * pixel) for n in shape]
    margins = [max(0, w - n) for w, n in zip(wanted, ink.shape, strict=True)]
    page = np.pad(ink, [(margin // 2, margin - margin // 2) for margin in margins])
    image = Image.fromarray(page.astype(np.uint8) * 255)
    return np.asarray(image.resize(shape[::-1], Image.Resampling.BOX)) > COVERAGE * 255


def grow(session, state, steps, noise, fire_rate):
    """The picture after so many steps, (height, width, 4) uint8 RGBA; reports how far it is."""
    told = {"update_noise": noise, "fire_rate": fire_rate}
    told = {name: np.array(value, np.float32) for name, value in told.items()}
    done = 0
    while done < steps:
        now = min(AT_ONCE, steps - done)
        state, picture = session.run(None, {"state": state, "steps": np.array(now)} | told)
        done += now
        if sys.stderr.isatty():
            print(f"\rstep {done} of {steps}", end="\n"[: done == steps], file=sys.stderr)
    return np.round(255 * picture[0].transpose(1, 2, 0)).astype(np.uint8)


def seed(drawing, told, channels):
    """The state to start from, (1, channels, height, width), and the number of drawings in it."""
    size, padding = int(told["size"]), int(told["padding"])
    if told["start"] == "blank":
        if drawing:
            raise Unusable("this automaton grows its picture from nothing; leave it out")
        state = np.zeros((1, channels, *[size + 2 * padding] * 2), np.float32)
        state[:, 3:, state.shape[2] // 2, state.shape[3] // 2] = 1
        return state, 0
    if not drawing:
        raise Unusable("which drawing? python predict.py drawing.png -o out.png")
    lines, boxes = trace(read_gray(drawing), size, padding)
    state = np.zeros((1, channels, *lines.shape), np.float32)
    state[:, :4] = lines
    return state, len(boxes)


def arguments():
    """What the command line says."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    reader.add_argument("drawing", nargs="?", default="", help="a picture of lines")
    reader.add_argument("-o", "--output", default="out.png", help="the picture to write (out.png)")
    reader.add_argument("--steps", type=int, help="of the automaton (as many as were measured)")
    reader.add_argument("--noise", type=float, help="of each update (that of the training)")
    reader.add_argument("--enlarge", type=int, default=8, help="pixels a side of a cell (8)")
    given = reader.parse_args()
    for name in ("steps", "enlarge"):
        if (value := getattr(given, name)) is not None and value < 1:
            reader.error(f"--{name} {value}: at least 1 is wanted")
    if not Path(given.output).resolve().parent.is_dir():
        reader.error(f"{given.output}: there is no such folder")
    if Path(given.output).suffix.lower() != ".png":
        reader.error(f"{given.output}: a name that ends in .png is wanted, for transparency")
    return given


def load_model():
    """The automaton as an ONNX Runtime session, and what it was told to say of itself."""
    if not MODEL.exists():
        raise Unusable("missing; keep it beside predict.py")
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # of idle threads
    session = onnxruntime.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])
    return session, session.get_modelmeta().custom_metadata_map


def attempt(name, work, *arguments):
    """What a function returns; ends the program in one line that names what is unusable."""
    try:
        return work(*arguments)
    except (Unusable, OSError) as error:
        sys.exit(f"error: {name}: {error}")


def main():
    """Colours in what the command line names."""
    given = arguments()
    session, told = attempt(MODEL, load_model)
    channels = session.get_inputs()[0].shape[1]
    state, count = attempt(given.drawing or "drawing", seed, given.drawing, told, channels)
    settings = json.loads(told["automaton"])
    steps = given.steps or int(told["steps"])
    noise = settings["update_noise"] if given.noise is None else given.noise
    picture = grow(session, state, steps, noise, settings["fire_rate"])
    image = Image.fromarray(picture)
    image = image.resize([given.enlarge * n for n in image.size], Image.Resampling.NEAREST)
    attempt(given.output, image.save, given.output)
    height, width = state.shape[2:]
    drawn = f"{count} drawing{'s' * (count != 1)}" if count else "a picture"
    print(f"{given.output}: {drawn} on {height} x {width} cells, {steps} steps")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("stopped")
