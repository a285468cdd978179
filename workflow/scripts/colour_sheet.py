"""Colours all drawings of a sheet at once with a trained automaton."""

from jobs.running import running

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ganca.data.compositing import over_white
from ganca.drawings import canvas
from ganca.measure.evaluation import passing
from ganca.model.networks import load_automaton, seeds
from ganca.show.animation import save_animation
from ganca.show.overlay import laid_on
from ganca.show.plots import enlarged
from jobs.counting import counted

FACE = 560  # pixels, to which a drawing is enlarged at least
FILM = 360  # pixels, half of what the longer side of the animation has at most
FRAMES = 60  # of the animation at most
RATE = 12  # frames a second
REST = 2  # seconds for which the finished sheet is held
QUALITY = 92  # of the JPEG


def grow(network, placed, steps, film):
    """The canvas coloured in, (height, width, 4) uint8; adds frames of its growth to `film`."""
    numbers, every = range(steps + 1), -(-steps // FRAMES)
    states = passing(network, seeds(network, placed.edges[None]), numbers)
    for step, (picture,) in zip(counted("colour sheet, steps", numbers), states, strict=True):
        if step == 0:
            picture = picture * [0, 0, 0, 1]  # strokes are shown black
        if (steps - step) % every == 0:
            film.append(frame(picture.astype(np.uint8)))
    return picture


def frame(picture):
    """A picture of the canvas on white as a frame of the animation: uint8 RGB."""
    image = Image.fromarray(over_white(picture))
    image = image.reduce(-(-max(image.size) // (2 * FILM)))
    return enlarged(np.asarray(image), FILM)


with running(snakemake) as log:
    out, name = snakemake.output, snakemake.wildcards.sheet
    torch.set_num_threads(snakemake.threads)
    network = load_automaton(snakemake.input.weights)
    placed, photo = canvas.load(f"{snakemake.input.sheets}/{name}.npz")
    film = []
    picture = grow(network, placed, snakemake.params.steps, film)
    sheet = canvas.lay_back(picture, placed, photo.shape[:2])
    Image.fromarray(sheet).save(out.sheet)
    Image.fromarray(laid_on(photo, sheet)).save(out.photo, quality=QUALITY)
    save_animation(out.animation, film, RATE, REST)
    Path(out.faces).mkdir()
    for number, face in enumerate(canvas.cut(picture, placed), start=1):
        Image.fromarray(face).save(f"{out.faces}/{number}.png")
        Image.fromarray(enlarged(face, FACE)).save(f"{out.faces}/{number}-large.png")
    log.info("%s: %d drawings: %s", name, len(placed.tiles), out.photo)
