"""Animates the rollouts of one model on pictures of every set."""

from jobs.running import running

import numpy as np

from figures.common import shown_frames
from ganca.results import read_arrays
from ganca.show.animation import board, save_animation
from ganca.show.plots import enlarged

SIDE = 84  # pixels, to which a picture is enlarged at least
EVERY = 2  # steps a frame
RATE = 8  # frames a second
REST = 2  # seconds for which the last frame is held

with running(snakemake) as log:
    rows, shown = {}, {label: f"frames/{key}" for label, key in snakemake.params.films.items()}
    rollouts = read_arrays(snakemake.input.rollouts, *shown.values())
    for label, key in shown.items():
        films = rollouts[key]
        steps = np.arange(0, films.shape[1], EVERY)
        rows[label] = enlarged(np.stack([shown_frames(frames, steps) for frames in films]), SIDE)
    frames = board(rows, counter="step", every=EVERY)
    save_animation(snakemake.output[0], frames, RATE, REST)
