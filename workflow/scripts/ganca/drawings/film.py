"""Reading films: folders of pictures, GIFs and videos."""

import warnings
from pathlib import Path

import cv2
from PIL import Image, ImageSequence

from ganca.data.dataset import drawing_set
from ganca.data.pictures import open_picture
from ganca.drawings.recording import drawn_lines, find_hands, shows_drawing, tint
from ganca.drawings.trace import gray_page, trace_inks, trace_pages
from ganca.errors import InputError, InputWarning
from ganca.folders import picture_files

MOST = 500  # frames
LARGEST = 40  # megapixels of a frame; 8K video has 33
FASTEST = 30  # frames a second that are read of a film
DRAWN_RATE = 15  # frames a second that are kept of one in which a hand draws
FOLDER_RATE = 12  # frames a second of a folder of pictures, which doesn't say
COUNTED = (".mp4", ".mov", ".avi")  # which know their frames; others' number is a guess
LACKING = 0.1  # share of the frames; some that an edited film still counts are never shown
TAIL = 64  # bytes at a file's end; some programs write a little behind a GIF's last one


def read_film(path, size, padding, watch=iter):
    """The frames of a film as edge maps, a `PictureSet`, and the frames a second.

    path: a folder of pictures, in the order of their names, or a GIF or video file.  All frames
    are scaled alike, so that the ink of all fits.  Of a film in which a hand draws, what it draws
    is taken (`recording`), and a warning says so.  watch: wraps the iterable of frames, to show
    progress as tqdm does.  Raises InputError if the film cannot be used.
    """
    frames, rate = read_frames(Path(path))
    pages, tints = zip(*frames, strict=True)
    hands = find_hands(tints)
    try:
        if not shows_drawing(hands):
            edges = trace_pages(pages, size, padding, watch)
        else:
            told = f"{path}: a hand draws in it; what stays on the paper to the end is taken"
            warnings.warn(told, InputWarning, stacklevel=2)
            every = max(1, round(rate / DRAWN_RATE))
            inks = drawn_lines(pages, hands, rate, watch)[::-every][::-1]  # the last among them
            edges, rate = trace_inks(inks, size, padding), rate / every
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    names = [f"frame-{i + 1:03d}" for i in range(len(edges))]
    return drawing_set(names, edges), rate


def read_frames(path):
    """The frames of a film, (gray page, tint) each, and the frames a second.

    The pages are of one size, as `gray_page` returns them; `tint` is for finding hands.  Each
    frame is reduced as soon as it is read, for a minute of video would fill the memory.
    """
    if path.is_dir():
        frames, rate = from_folder(path), FOLDER_RATE
    elif path.suffix.lower() == ".gif":
        frames, rate = from_gif(path)
    else:
        frames, rate = from_video(path)
    if len(frames) > MOST:
        raise InputError(f"{path}: more than {MOST} frames, at {rate:.0f} a second; cut it")
    if len(frames) < 2:
        raise InputError(f"{path}: not a film ({len(frames)} frames)")
    return frames, rate


def reduced(image):
    """A frame (RGBA) as it is kept: its gray page and its tint."""
    return gray_page(image), tint(image)


def from_folder(path):
    """The frames in a folder.  Raises InputError if one cannot be read or differs in size."""
    frames, first = [], None
    for file in picture_files(path)[: MOST + 1]:
        try:
            image = open_picture(file)
        except InputError as error:
            raise InputError(f"{file}: {error}") from error
        first = first or image.size
        if image.size != first:
            raise InputError(f"{file}: of another size than the frames before it")
        frames.append(reduced(image))
    return frames


def from_gif(path):
    """The frames of a GIF, and the frames a second.

    Raises InputError if it cannot be read or is cut short.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=["GIF"]) as film:
                if film.n_frames > MOST or film.width * film.height > LARGEST * 1_000_000:
                    raise InputError(f"{path}: more than {MOST} frames or {LARGEST} megapixels")
                shown = film.info.get("duration", 0) or 100  # milliseconds, of the first frame
                frames = [reduced(f.convert("RGBA")) for f in ImageSequence.Iterator(film)]
        if b"\0;" not in path.read_bytes()[-TAIL:]:
            raise InputError(f"{path}: cut short after {len(frames)} frames; copy or save it anew")
        return frames, 1000 / shown
    except InputError:
        raise
    except Exception:  # what Pillow raises at damaged files is beyond counting
        raise InputError(f"{path}: not a readable GIF") from None


def from_video(path):
    """The frames of a video file, and the frames a second, about FASTEST at most.

    Raises InputError if FFmpeg cannot read it.
    """
    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        width, height = film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if not film.isOpened() or width * height > LARGEST * 1_000_000:
            raise InputError(f"{path}: not a readable video of at most {LARGEST} megapixels")
        rate = film.get(cv2.CAP_PROP_FPS) or FOLDER_RATE
        every = max(1, round(rate / FASTEST))
        frames, found = [], 0
        while len(frames) <= MOST and film.grab():
            if found % every == 0 and (shot := film.retrieve())[0]:
                rgba = cv2.cvtColor(shot[1], cv2.COLOR_BGR2RGBA)
                frames.append(reduced(Image.fromarray(rgba)))
            found += 1
        check_end(path, found, film.get(cv2.CAP_PROP_FRAME_COUNT), len(frames) > MOST)
        return frames, rate / every
    finally:
        film.release()


def check_end(path, found, told, stopped):
    """Warns if fewer frames were read than a video's header says; raises InputError if far fewer.

    found: the frames that were read.  told: the header's number.  stopped: whether there are more
    frames than are read.
    """
    if stopped or found >= told:
        return
    line = f"{path}: {found} of {told:.0f} frames can be read, as of a film that was cut short"
    if path.suffix.lower() in COUNTED and told - found > LACKING * told:
        raise InputError(f"{line}; copy or save it anew")
    warnings.warn(f"{line}; only they are taken", InputWarning, stacklevel=2)
