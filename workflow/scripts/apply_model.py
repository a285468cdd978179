"""Colours one of the user's drawings with a trained model: a picture and an animation of it."""

from jobs.running import running

import torch
from PIL import Image

from figures.common import shown_frames
from ganca.data import dataset
from ganca.measure.evaluation import rollout_frames
from ganca.model.networks import load_weights, seeds
from ganca.show.animation import save_animation
from ganca.show.plots import enlarged

SIDE = 560  # pixels, to which a picture is enlarged at least
RATE = 12  # steps a second
REST = 2  # seconds for which the finished picture is held

with running(snakemake) as log:
    out, steps = snakemake.output, snakemake.params.steps
    torch.set_num_threads(snakemake.threads)
    drawing = dataset.chosen(dataset.load(snakemake.input.drawings), snakemake.wildcards.drawing)
    network = load_weights(snakemake.input.weights)
    grown = rollout_frames(network, seeds(network, drawing.edges), steps)[0]
    Image.fromarray(grown[-1]).save(out.picture)
    Image.fromarray(enlarged(grown[-1], SIDE)).save(out.enlarged)
    frames = enlarged(shown_frames(grown, slice(None)), SIDE)
    save_animation(out.animation, frames, RATE, REST)
    log.info("%s: %s and %s", snakemake.wildcards.drawing, out.enlarged, out.animation)
