"""The files and folders that the configuration names: are they there, which pictures do they hold.

Light enough to be asked whenever the workflow is read.
"""

import re
from pathlib import Path

from ganca.errors import InputError

ENDINGS = (".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg")
FILMS = (".gif", ".mp4", ".webm", ".mov", ".avi", ".mkv")


def picture_files(folder):
    """The paths of a folder's pictures, sorted; other files and hidden ones are left out."""
    return sorted(
        str(path)
        for path in Path(folder).iterdir()
        if path.suffix.lower() in ENDINGS and not path.name.startswith(".")
    )


def pictures_at(path):
    """The picture that a path names, or those of the folder that it names, or none for no path."""
    if not path:
        return []
    return picture_files(path) if Path(path).is_dir() else [path]


def plain_name(path):
    """A file's name without ending, fit to name a folder of results."""
    return re.sub(r"[^\w.-]+", "-", Path(path).stem).strip("-") or "drawing"


def check_paths(config):
    """InputError if a file or folder of the resolved configuration is not there, or is empty."""
    font = config["font"]
    if font and not Path(font).exists():
        raise InputError(f"font: there is no file {font!r}; leave it empty for OpenMoji")
    if config["weights"] and not Path(config["weights"]).is_dir():
        raise InputError(
            f"weights: there is no folder {config['weights']!r}; leave it empty to train"
        )
    check_folder("drawings", config["drawings"])
    check_file_or_folder("apply", config["apply"], ENDINGS)
    check_file_or_folder("video", config["video"], FILMS)
    names = [plain_name(path) for path in pictures_at(config["apply"])]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"apply: two drawings are called {twice[0]!r}; rename one")
    for name, dataset in config["datasets"].items():
        check_folder(f"datasets.{name}.images", dataset["images"])


def check_folder(key, folder):
    """InputError if a folder is named that is not there or that holds no pictures."""
    if folder and not Path(folder).is_dir():
        raise InputError(f"{key}: there is no folder {folder!r}; give the folder of your pictures")
    if folder and not picture_files(folder):
        raise InputError(f"{key}: no pictures in {folder!r}; it takes {', '.join(ENDINGS)}")


def check_file_or_folder(key, path, endings):
    """InputError if a path is named that is neither a folder of pictures nor such a file."""
    if not path or Path(path).is_dir():
        return check_folder(key, path)
    if not Path(path).exists():
        raise InputError(f"{key}: there is no file or folder {path!r}")
    if Path(path).suffix.lower() not in endings:
        raise InputError(f"{key}: cannot read {path!r}; it takes {', '.join(endings)}")
