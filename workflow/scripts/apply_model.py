"""Colours one of the user's drawings with a trained model: a picture and an animation of it."""

from jobs.running import running

import numpy as np
import pandas as pd
import torch
from PIL import Image

from figures.common import shown_frames
from ganca.data import dataset
from ganca.measure.evaluation import show, states
from ganca.measure.resilience import left_alone, steadiness
from ganca.measure.tables import DIGITS
from ganca.measure.trust import in_words, trust
from ganca.model.networks import load_weights, seeds
from ganca.results import read_table, write_table
from ganca.show.animation import save_animation
from ganca.show.plots import enlarged

SIDE = 560  # pixels, to which a picture is enlarged at least
RATE = 12  # steps a second
REST = 2  # seconds for which the finished picture is held


def grow(network, drawing, steps):
    """The states (1, channels, height, width) that its picture passes through, a list.

    The last one of a network of one step, which has two, is the picture itself: 4 channels.
    """
    stops = range(steps + 1 if network.recurrent else 2)
    return list(states(network, seeds(network, drawing.edges), stops))


def trusted(network, passed, drawing, known):
    """How far to trust the last of these states' pictures, a row as from `trust`.

    known: the file of `measure_steadiness`, or none for a network without a state to leave alone.
    """
    if not network.recurrent:
        return pd.DataFrame({"steady": [np.nan], "steadier_than": np.nan, "trust": "unknown"})
    later = left_alone(network, passed[-1], len(passed) - 1)
    steady = steadiness(show(network, passed[-1]), later, drawing.edges)
    return trust(steady, pd.read_csv(read_table(known[0])).steady)


with running(snakemake) as log:
    out, name = snakemake.output, snakemake.wildcards.drawing
    torch.set_num_threads(snakemake.threads)
    drawing = dataset.chosen(dataset.load(snakemake.input.drawings), name)
    network = load_weights(snakemake.input.weights)
    passed = grow(network, drawing, snakemake.params.steps)
    grown = np.concatenate([show(network, state) for state in passed])
    Image.fromarray(grown[-1]).save(out.picture)
    Image.fromarray(enlarged(grown[-1], SIDE)).save(out.enlarged)
    frames = enlarged(shown_frames(grown, slice(None)), SIDE)
    save_animation(out.animation, frames, RATE, REST)
    log.info("%s: %s and %s", name, out.enlarged, out.animation)
    table = trusted(network, passed, drawing, snakemake.input.known)
    table.insert(0, "drawing", name)
    write_table(out.table, table, DIGITS)
    if network.recurrent:
        log.info("%s: %s", name, in_words(table))
