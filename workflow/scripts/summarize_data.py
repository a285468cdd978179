"""Sums up every set in a row.  All trainings wait for it, so that bad input shows first."""

from jobs.running import running

import pandas as pd

from ganca.data.dataset import load
from ganca.data.emoji import choose, read_lists
from ganca.results import write_table


def summary(pictures):
    """One set's row: numbers of pictures, the grid, and the share of pixels that are edge."""
    height, width = pictures.edges.shape[1:]
    return {
        "pictures": len(pictures),
        "train": pictures.split.count("train"),
        "validation": pictures.split.count("validation"),
        "truth": "no" if pictures.targets is None else "yes",
        "grid": f"{height}x{width}",
        "edge_share": round(float(pictures.edges.mean()), 4),
        "distinct": len({edges.tobytes() for edges in pictures.edges}),
    }


def missing(name, pictures, settings, lists):
    """The code points that a data set wants and the font could not draw, with spaces between."""
    if settings is None or settings["images"]:
        return ""
    wanted = choose(lists, f"datasets.{name}", settings)["code"]
    return " ".join(code for code in wanted if code not in pictures.names)


with running(snakemake):
    lists = read_lists(snakemake.input.lists)
    rows = []
    for name, path in zip(snakemake.params.sets, snakemake.input.pictures, strict=True):
        pictures = load(path)
        gone = missing(name, pictures, snakemake.params.datasets.get(name), lists)
        rows.append({"set": name, **summary(pictures), "missing": gone})
    write_table(snakemake.output[0], pd.DataFrame(rows))
