"""Rollouts of one model on pictures of every kind, as an animation."""

import numpy as np

from figures import film
from ganca.animation import board, enlarge, save_animation
from job import running

SIDE = 84  # pixels, to which a picture is enlarged at least
EVERY = 2  # steps a frame
RATE = 8  # frames a second
REST = 2  # seconds for which the last frame is held

with running(snakemake) as log:
    rows = {}
    with np.load(snakemake.input.rollouts, allow_pickle=False) as rollouts:
        for label, key in snakemake.params.films.items():
            films = rollouts[f"frames/{key}"]
            factor = -(-SIDE // films.shape[-2])
            steps = np.arange(0, films.shape[1], EVERY)
            rows[label] = enlarge(np.stack([film(frames, steps) for frames in films]), factor)
    frames = board(rows, counter="step", every=EVERY)
    save_animation(snakemake.output[0], frames, RATE, REST)
