"""Grows every picture of every set with one trained model, and measures the results."""

from jobs.running import running

from functools import partial

import numpy as np
import pandas as pd
import torch

from ganca.data import dataset, edges
from ganca.data.dataset import chosen
from ganca.measure import metrics, tables
from ganca.measure.evaluation import by_horizons, filmed_at, pictures_at, together
from ganca.model.networks import load_weights, seeds
from jobs.counting import counted

FILMED = 4  # pictures of each set


def sets_to_grow(files, settings, names):
    """The picture sets by name: the model's own and the out-of-distribution ones.

    A model that starts from a blank knows one picture and no edges: its set is that picture.
    """
    own = dataset.load(files.pictures)
    if settings["start"] == "blank":
        return {"blank": chosen(own.where("train"), settings["picture"])}
    others = {name: dataset.load(path) for name, path in zip(names, files.ood, strict=True)}
    return {settings["dataset"]: own} | others


def to_film(name, pictures):
    """The pictures to film, as key -> indices: the first of each half, or of all if undivided.

    What the model was trained on has the set's name alone.
    """
    keys = {"train": name, "validation": f"{name}/validation", "ood": name}
    split = np.array(pictures.split)
    return {keys[part]: np.flatnonzero(split == part)[:FILMED] for part in dict.fromkeys(split)}


def named_parts(name, pictures):
    """The part of the data that each picture belongs to: half of the model's own set, or a set."""
    return [name if half == "ood" else half for half in pictures.split]


def grown(network, state, films, parts, horizons):
    """Grows every picture once: the films, key -> frames, and [(indices, {steps: pictures})].

    films: key -> the indices of pictures to film.  parts: of the data, one a picture.
    """
    frames, pieces = {}, []
    for key, indices in films.items():
        frames[key], made = filmed_at(network, state[indices], horizons[parts[indices[0]]])
        pieces.append((indices, made))
    others = np.setdiff1d(np.arange(len(parts)), np.concatenate([*films.values()]))
    for among, stops in by_horizons([parts[i] for i in others], horizons):
        indices = others[among]
        pieces.append((indices, pictures_at(network, state[indices], stops)))
    return frames, pieces


with running(snakemake):
    params = snakemake.params
    torch.set_num_threads(snakemake.threads)
    network = load_weights(snakemake.input.weights)
    trained_on = dataset.load(snakemake.input.pictures).where("train")
    colours = metrics.training_palette(trained_on.targets)
    detect = partial(edges.find, **params.edges)
    arrays, scores = {}, []
    sets = sets_to_grow(snakemake.input, params.settings, params.ood)
    told = f"evaluate {snakemake.wildcards.model}, pictures"
    for name, pictures in counted(told, sets.items(), lambda pair: len(pair[1])):
        state = seeds(network, pictures.edges, params.settings["start"])
        films, parts = to_film(name, pictures), named_parts(name, pictures)
        frames, pieces = grown(network, state, films, parts, params.horizons)
        arrays |= {f"frames/{key}": film for key, film in frames.items()}
        for steps, (indices, shown) in together(pieces).items():
            score = metrics.measure(shown, pictures.take(indices), colours, detect)
            scores.append(score.assign(set=name, steps=steps))
            if len(indices) == len(pictures):  # what only some have reached isn't shown
                arrays[f"{name}/{steps}"] = shown
    labels = {"model": snakemake.wildcards.model, "seed": snakemake.wildcards.seed}
    tables.write_scores(snakemake.output.metrics, pd.concat(scores).assign(**labels))
    np.savez_compressed(snakemake.output.rollouts, **arrays)
