"""Reading films: folders of pictures, GIFs and videos."""

import warnings
from pathlib import Path

import cv2
from PIL import Image, ImageSequence

from ganca.data.dataset import drawing_set
from ganca.data.pictures import open_picture
from ganca.drawings.trace import gray_page, trace_pages
from ganca.errors import InputError, InputWarning
from ganca.folders import picture_files

MOST = 500  # frames
LARGEST = 40  # megapixels of a frame; 8K video has 33
FOLDER_RATE = 12  # frames a second of a folder of pictures, which doesn't say
COUNTED = (".mp4", ".mov", ".avi")  # which know their frames; others' number is a guess
LACKING = 0.1  # share of the frames; some that an edited film still counts are never shown
TAIL = 64  # bytes at a file's end; some programs write a little behind a GIF's last one


def read_film(path, size, padding):
    """The frames of a film as edge maps, a `PictureSet`, and the frames a second.

    path: a folder of pictures, in the order of their names, or a GIF or video file.  All frames
    are scaled alike, so that the ink of all fits.  Raises InputError if it cannot be used.
    """
    pages, rate = read_pages(Path(path))
    try:
        edges = trace_pages(pages, size, padding)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    names = [f"frame-{i + 1:03d}" for i in range(len(edges))]
    return drawing_set(names, edges), rate


def read_pages(path):
    """The frames as gray pages of one size, as `gray_page` returns them, and the frames a second.

    Each frame is reduced as soon as it is read, for a minute of video would fill the memory.
    """
    if path.is_dir():
        pages, rate = from_folder(path), FOLDER_RATE
    elif path.suffix.lower() == ".gif":
        pages, rate = from_gif(path)
    else:
        pages, rate = from_video(path)
    if len(pages) > MOST:
        raise InputError(f"{path}: more than {MOST} frames; cut it")
    if len(pages) < 2:
        raise InputError(f"{path}: not a film ({len(pages)} frames)")
    return pages, rate


def from_folder(path):
    """The frames in a folder.  Raises InputError if one cannot be read or differs in size."""
    pages, first = [], None
    for file in picture_files(path)[: MOST + 1]:
        try:
            image = open_picture(file)
        except InputError as error:
            raise InputError(f"{file}: {error}") from error
        first = first or image.size
        if image.size != first:
            raise InputError(f"{file}: of another size than the frames before it")
        pages.append(gray_page(image))
    return pages


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
                frames = ImageSequence.Iterator(film)
                pages = [gray_page(frame.convert("RGBA")) for frame in frames]
        if b"\0;" not in path.read_bytes()[-TAIL:]:
            raise InputError(f"{path}: cut short after {len(pages)} frames; copy or save it anew")
        return pages, 1000 / shown
    except InputError:
        raise
    except Exception:  # what Pillow raises at damaged files is beyond counting
        raise InputError(f"{path}: not a readable GIF") from None


def from_video(path):
    """The frames of a video file, and the frames a second.

    Raises InputError if FFmpeg cannot read it.
    """
    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        width, height = film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if not film.isOpened() or width * height > LARGEST * 1_000_000:
            raise InputError(f"{path}: not a readable video of at most {LARGEST} megapixels")
        pages = []
        while len(pages) <= MOST and (read := film.read())[0]:
            frame = Image.fromarray(cv2.cvtColor(read[1], cv2.COLOR_BGR2RGBA))
            pages.append(gray_page(frame))
        check_end(path, len(pages), film.get(cv2.CAP_PROP_FRAME_COUNT))
        return pages, film.get(cv2.CAP_PROP_FPS) or FOLDER_RATE
    finally:
        film.release()


def check_end(path, found, told):
    """Warns if fewer frames were read than a video's header says; raises InputError if far fewer.

    found: the frames that were read, at most one more than MOST.  told: the header's number.
    """
    if found > MOST or found >= told:
        return
    line = f"{path}: {found} of {told:.0f} frames can be read, as of a film that was cut short"
    if path.suffix.lower() in COUNTED and told - found > LACKING * told:
        raise InputError(f"{line}; copy or save it anew")
    warnings.warn(f"{line}; only they are taken", InputWarning, stacklevel=2)
