"""Checks that the lists and folders hold the pictures that the configuration asks for.

They are quick enough for each reading of the workflow: a lack is told before any job runs.
"""

import csv
from collections import Counter
from pathlib import Path

from ganca.data.split import random_split
from ganca.errors import InputError
from ganca.folders import picture_files


def check_supply(config, lists):
    """InputError if a data set wants more pictures than there are, or a model an unknown one.

    config: resolved.  lists: the path of resources/emoji.tsv.
    """
    table = read_codes(lists)
    training = {}
    for name, dataset in config["datasets"].items():
        choose = from_folder if dataset["images"] else from_lists
        training[name] = choose(f"datasets.{name}", dataset, table)
    for name, model in config["models"].items():
        wanted, known = model["picture"], training[model["dataset"]]
        if model["start"] == "blank" and wanted and wanted not in known:
            raise InputError(
                f"models.{name}.picture: there is no training picture {wanted!r} in datasets."
                f"{model['dataset']}; there are {', '.join(known[:8])}, ..."
            )


def read_codes(path):
    """The code points of each list and split of emojis in order: {(list, split): [code]}."""
    codes = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        rows = csv.DictReader((line for line in lines if line[:1] != "#"), delimiter="\t")
        for row in rows:
            codes.setdefault((row["list"], row["split"]), []).append(row["code"])
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a list of emojis ({error}); get a whole copy") from error
    return codes


def from_lists(key, dataset, table):
    """The names of the training pictures of a data set that is drawn from the font."""
    for split in ("train", "validation"):
        there = len(table.get((dataset["emoji"], split), []))
        if dataset[split] > there:
            raise InputError(
                f"{key}.{split}: {dataset[split]} wanted, the list {dataset['emoji']!r} of"
                f" resources/emoji.tsv has {there}; ask for fewer or lengthen the list"
            )
    return table[dataset["emoji"], "train"][: dataset["train"]]


def from_folder(key, dataset, table):
    """The names of the training pictures of a data set that comes from a folder."""
    names = [Path(file).stem for file in picture_files(dataset["images"])]
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise InputError(f"{key}.images: two pictures are called {twice[0]!r}; rename one")
    split = random_split(key, names, dataset["train"], dataset["validation"])
    return [name for name, half in split.items() if half == "train"]
