"""The files and folders that the configuration names: are they there, and what is in them.

Light enough to be asked whenever the workflow is read.  Snakemake itself would wait for a pipe,
take braces for a wildcard, and pass over what cannot be read if what is made of it is there.
"""

import os
import re
import stat
from pathlib import Path

from ganca.errors import InputError

ENDINGS = (".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg")
SHEETS = (*ENDINGS, ".pdf")
LONGEST = 40  # letters, each of up to four bytes, of 255 that a file's name may have
FILMS = (".gif", ".mp4", ".webm", ".mov", ".avi", ".mkv")


def picture_files(folder, endings=ENDINGS):
    """The paths of a folder's pictures, sorted; other files and hidden ones are left out."""
    return sorted(
        str(path)
        for path in Path(folder).iterdir()
        if path.suffix.lower() in endings and not path.name.startswith(".")
    )


def pictures_at(path, endings=ENDINGS):
    """The picture that a path names, or those of the folder that it names, or none for no path."""
    if not path:
        return []
    return picture_files(path, endings) if Path(path).is_dir() else [path]


def plain_name(path):
    """A file's name without ending, fit to name a folder of results."""
    return re.sub(r"[^\w.-]+", "-", Path(path).stem).strip("-")[:LONGEST].strip(".") or "drawing"


def located(path, home):
    """A path as it is, or below the folder `home` if it leads nowhere but there.

    So a run in another working directory finds the files that come with the project.
    """
    below = Path(home, path)
    there = os.path.exists  # unlike Path.exists, it says of a name too long that it isn't there
    return str(below) if not there(path) and there(below) else path


def check_paths(config):
    """InputError if a file or folder of the resolved configuration is not there, or is empty."""
    check_font("font", config["font"])
    check_weights("weights", config["weights"])
    check_folder("drawings", config["drawings"])
    check_file_or_folder("apply", config["apply"], SHEETS, SHEETS)
    check_file_or_folder("video", config["video"], FILMS)
    names = [plain_name(path) for path in pictures_at(config["apply"], SHEETS)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"apply: two drawings are called {twice[0]!r}; rename one")
    for name, dataset in config["datasets"].items():
        check_folder(f"datasets.{name}.images", dataset["images"])


def check_font(key, path):
    """InputError if a path is named that is no file which can be read."""
    if path and kind(key, path) != "file":
        raise InputError(f"{key}: there is no file {path!r}; leave it empty for OpenMoji")
    if path:
        check_readable(key, path)


def check_weights(key, folder):
    """InputError if a folder is named that `release` hasn't written."""
    if folder and kind(key, folder) != "folder":
        raise InputError(f"{key}: there is no folder {folder!r}; leave it empty to train")
    if folder and not Path(folder, "SHA256SUMS").is_file():
        raise InputError(
            f"{key}: no SHA256SUMS in {folder!r}; name a folder of weights, or none to train"
        )


def check_folder(key, folder, endings=ENDINGS):
    """InputError if a folder is named that is not there or that holds no pictures.

    Nor may one of them be what cannot be read.
    """
    if not folder:
        return
    if kind(key, folder) != "folder":
        raise InputError(f"{key}: there is no folder {folder!r}; give the folder of your pictures")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise InputError(f"{key}: {folder!r} may not be read; change its permissions")
    if not (files := picture_files(folder, endings)):
        raise InputError(f"{key}: no pictures in {folder!r}; it takes {', '.join(endings)}")
    for file in files:
        check_file(key, file)


def check_file_or_folder(key, path, endings, inside=ENDINGS):
    """InputError if a path is named that is neither a folder of pictures nor such a file.

    endings: of the file.  inside: of the folder's.
    """
    if not path or (found := kind(key, path)) == "folder":
        return check_folder(key, path, inside)
    if not found:
        raise InputError(f"{key}: there is no file or folder {path!r}")
    if Path(path).suffix.lower() not in endings:
        raise InputError(f"{key}: cannot read {path!r}; it takes {', '.join(endings)}")
    check_readable(key, path)


def check_file(key, path):
    """InputError if a path, found in a folder, is no file that can be read."""
    if kind(key, path) != "file":
        raise InputError(f"{key}: {path!r} is no file, or a link to none; remove it")
    check_readable(key, path)


def check_readable(key, path):
    """InputError if a file may not be read."""
    if not os.access(path, os.R_OK):
        raise InputError(f"{key}: {path!r} may not be read; change its permissions")


def kind(key, path):
    """Whether a path leads to a ``file``, a ``folder`` or nowhere (None).

    InputError for what is neither, such as a pipe or a device, which may never end; for what lies
    in a closed folder; and for names that Snakemake would take for something else.
    """
    check_name(key, path)
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{key}: cannot read {path!r} ({error.strerror})") from error
    if stat.S_ISDIR(mode):
        return "folder"
    if not stat.S_ISREG(mode):
        raise InputError(f"{key}: {path!r} is neither a file nor a folder; save it as a file")
    return "file"


def check_name(key, path):
    """InputError for a name with letters that have another meaning in a workflow, or with none."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise InputError(f"{key}: the name {path!a} is not UTF-8; rename it") from None
    if any(letter in "{}" or ord(letter) < 32 for letter in path):
        raise InputError(f"{key}: {path!r} has braces or a control character in it; rename it")
