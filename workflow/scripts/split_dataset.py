"""Divides a data set into training and validation and lays it on the automaton's grid."""

from jobs.running import running

from ganca.data.dataset import PictureSet, pad, save_with_manifest
from ganca.data.emoji import read_lists
from ganca.data.split import by_list, check_split, random_split
from ganca.results import read_arrays

with running(snakemake) as log:
    name, settings = snakemake.wildcards.dataset, snakemake.params.dataset
    glyphs, edges = (read_arrays(snakemake.input[name]) for name in ("glyphs", "edges"))
    names, targets = glyphs["names"].tolist(), glyphs["pictures"]
    if settings["images"]:
        split = random_split(f"datasets.{name}", names, settings["train"], settings["validation"])
    else:
        split = by_list(names, read_lists(snakemake.input.lists), settings["emoji"])
    order = [names.index(chosen) for chosen in split]
    pictures = PictureSet(
        names=list(split),
        split=list(split.values()),
        group=[""] * len(split),
        edges=edges["edges"][order],
        targets=pad(targets[order], snakemake.params.padding),
    )
    check_split(f"datasets.{name}", pictures)
    save_with_manifest(snakemake.output, pictures)
    log.info("%s: %d for training", name, pictures.split.count("train"))
