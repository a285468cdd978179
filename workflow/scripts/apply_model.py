"""Colours the user's drawings with one trained model: a picture and an animation of each."""

from jobs.running import running

import torch
from PIL import Image

from figures.common import shown_frames
from ganca.data import dataset
from ganca.measure.evaluation import rollout_frames
from ganca.model.automaton import edge_seed
from ganca.model.networks import load_weights
from ganca.show.animation import save_animation
from ganca.show.plots import enlarged

SIDE = 560  # pixels, to which a picture is enlarged at least
RATE = 12  # steps a second
REST = 2  # seconds for which the finished picture is held

with running(snakemake) as log:
    out, steps = snakemake.output, snakemake.params.steps
    torch.set_num_threads(snakemake.threads)
    drawings = dataset.load(snakemake.input.drawings)
    grown = rollout_frames(load_weights(snakemake.input.weights), edge_seed(drawings.edges), steps)
    for i, name in enumerate(drawings.names):
        finished, frames = grown[i, -1], shown_frames(grown[i], slice(None))
        Image.fromarray(finished).save(out.pictures[i])
        Image.fromarray(enlarged(finished, SIDE)).save(out.enlarged[i])
        save_animation(out.animations[i], enlarged(frames, SIDE), RATE, REST)
        log.info("%s: %s and %s", name, out.enlarged[i], out.animations[i])
