"""Colours the user's drawings in with one trained model: a picture and an animation of each."""

import numpy as np
import torch
from PIL import Image

from ganca import dataset
from ganca.animation import enlarge, save_animation
from ganca.automaton import edge_seed, load_weights
from ganca.evaluation import film
from ganca.plots import over_white, strokes
from job import running

SIDE = 560  # pixels, to which a picture is enlarged at least
RATE = 12  # steps a second
REST = 2  # seconds for which the finished picture is held

with running(snakemake) as log:
    out, steps = snakemake.output, snakemake.params.steps
    torch.set_num_threads(snakemake.threads)
    drawings = dataset.load(snakemake.input.drawings)
    films = film(load_weights(snakemake.input.weights), edge_seed(drawings.edges), steps)
    factor = -(-SIDE // drawings.edges.shape[-1])
    for i, name in enumerate(drawings.names):
        finished = films[i, -1]
        Image.fromarray(finished).save(out.pictures[i])
        Image.fromarray(enlarge(finished, factor)).save(out.enlarged[i])
        begin = strokes(drawings.edges[i : i + 1])
        frames = np.concatenate([begin, over_white(films[i, 1:])])
        save_animation(out.animations[i], enlarge(frames, factor), RATE, REST)
        log.info("%s: %s and %s", name, out.enlarged[i], out.animations[i])
