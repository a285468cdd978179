"""The files and folders that the configuration names: are they there, which pictures do they hold.

Light enough to be asked whenever the workflow is read.
"""

from pathlib import Path

from ganca.errors import InputError

ENDINGS = (".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg")


def picture_files(folder):
    """The paths of a folder's pictures, sorted; other files and hidden ones are left out."""
    return sorted(
        str(path)
        for path in Path(folder).iterdir()
        if path.suffix.lower() in ENDINGS and not path.name.startswith(".")
    )


def check_paths(config):
    """InputError if a file or folder of the resolved configuration is not there, or is empty."""
    font = config["font"]
    if font and not Path(font).exists():
        raise InputError(f"font: there is no file {font!r}; leave it empty for OpenMoji")
    check_folder("drawings", config["drawings"])
    for name, dataset in config["datasets"].items():
        check_folder(f"datasets.{name}.images", dataset["images"])


def check_folder(key, folder):
    """InputError if a folder is named that is not there or that holds no pictures."""
    if folder and not Path(folder).is_dir():
        raise InputError(f"{key}: there is no folder {folder!r}; give the folder of your pictures")
    if folder and not picture_files(folder):
        raise InputError(f"{key}: no pictures in {folder!r}; it takes {', '.join(ENDINGS)}")
