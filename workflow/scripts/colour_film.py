"""Colours a moving drawing with a trained model: with its state carried on, and frame by frame."""

from jobs.running import running

from functools import partial

import numpy as np
import pandas as pd
import torch

from figures.common import spread
from ganca.data import dataset, edges
from ganca.data.compositing import over_white
from ganca.measure import metrics, tables
from ganca.measure.carrying import colour_film
from ganca.measure.flicker import flicker
from ganca.measure.statistics import bootstrap_mean
from ganca.model.networks import load_automaton
from ganca.results import read_record, write_table
from ganca.show.animation import board, save_animation
from ganca.show.gallery import Gallery
from ganca.show.plots import DPI, black_on_white, enlarged
from jobs.counting import counted

SIDE = 280  # pixels, to which a frame is enlarged at least
WAYS = {"carried": "state carried on", "anew": "each begun anew"}
COLUMNS = 12  # frames of a line of the strip


def row(way, made, pictures, colours, detect):
    """A row of the table: how much a coloured film flickers, and the scores of its frames."""
    changes = flicker(over_white(made), pictures.edges)
    changes = changes[np.isfinite(changes)]
    scores = metrics.measure(made, pictures, colours, detect)
    names = ["edge_precision", "edge_recall", "filled", "quality"]
    means = {name: scores[name].mean() for name in names}
    mean, low, high = bootstrap_mean(changes)
    flickers = {"flicker": mean, "low": low, "high": high, "pairs": len(changes)}
    return {"way": way} | flickers | means


def strip(pictures, films):
    """A figure of successive frames, and of frames from the whole film."""
    count = len(pictures)
    gallery = Gallery(COLUMNS, gutter=0.75)
    blocks = {
        "successive frames": np.arange(min(count, COLUMNS)),
        "the whole film": spread(count, COLUMNS),
    }
    for heading, chosen in blocks.items():
        rows = {"drawing": black_on_white(pictures.edges[chosen])}
        rows |= {way: over_white(made[chosen]) for way, made in films.items()}
        gallery.add(heading, rows, [str(i + 1) for i in chosen])
    return gallery.finished()


with running(snakemake) as log:
    files, params, out = snakemake.input, snakemake.params, snakemake.output
    torch.set_num_threads(snakemake.threads)
    automaton = load_automaton(files.weights)
    pictures = dataset.load(files.frames)
    rate = read_record(files.rate)["rate"]
    films = {
        way: colour_film(
            automaton,
            pictures.edges,
            params.steps,
            way == "carried",
            partial(counted, f"colour film, {title}, frames"),
        )
        for way, title in WAYS.items()
    }
    colours = metrics.training_palette(dataset.load(files.pictures).where("train").targets)
    detect = partial(edges.find, **params.edges)
    rows = [row(way, made, pictures, colours, detect) for way, made in films.items()]
    write_table(out.table, pd.DataFrame(rows), tables.DIGITS)
    shown = {way: enlarged(over_white(made), SIDE) for way, made in films.items()}
    drawn = enlarged(black_on_white(pictures.edges), SIDE)
    save_animation(out.carried, shown["carried"], rate)
    save_animation(out.anew, shown["anew"], rate)
    beside = np.stack([drawn, *shown.values()])
    both = board({"": beside}, ["drawing", *WAYS.values()])
    save_animation(out.both, both, rate)
    save_animation(out.shown, both, rate)
    strip(pictures, films).savefig(out.strip, dpi=DPI, metadata={"Software": None})
    for found in rows:
        log.info("{way}: flicker {flicker:.4f}, quality {quality:.2f}".format(**found))
