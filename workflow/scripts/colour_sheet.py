"""Colours all drawings of a sheet at once with a trained automaton."""

from jobs.running import running

from pathlib import Path

import numpy as np
import pandas as pd
import torch
from PIL import Image

from ganca.data.compositing import over_white
from ganca.drawings import canvas
from ganca.measure.evaluation import show, states
from ganca.measure.resilience import left_alone, steadiness
from ganca.measure.tables import DIGITS
from ganca.measure.trust import in_words, trust
from ganca.model.networks import load_automaton, seeds
from ganca.results import read_table, write_table
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


def grow(network, placed, steps):
    """The state of the canvas when it is coloured in, and a film of its growth, uint8 RGB.

    The film's memory is taken first: frames kept one by one would lie between the states' memory
    and hold it.
    """
    every = -(-steps // FRAMES)
    blank = frame(np.zeros((*placed.edges.shape, 4), np.uint8))
    film = np.repeat(blank[None], steps // every + 1, axis=0)
    numbers, left = range(steps + 1), iter(film)
    passed = states(network, seeds(network, placed.edges[None]), numbers)
    for step, state in zip(counted("colour sheet, steps", numbers), passed, strict=True):
        if (steps - step) % every == 0:
            (picture,) = show(network, state)
            strokes = np.uint8([0, 0, 0, 1])  # the start is shown black
            next(left)[...] = frame(picture * strokes if step == 0 else picture)
    return state, film


def frame(picture):
    """A picture of the canvas on white as a frame of the animation: uint8 RGB."""
    image = Image.fromarray(over_white(picture))
    image = image.reduce(-(-max(image.size) // (2 * FILM)))
    return enlarged(np.asarray(image), FILM)


def trusted(network, state, placed, steps, known):
    """A row a drawing: its number, its tile on the photo in pixels, how far to trust its picture.

    known: the file of `measure_steadiness`.
    """
    pairs = show(network, state)[0], left_alone(network, state, steps)[0]
    made, later, edges = (canvas.cut(each, placed) for each in (*pairs, placed.edges))
    table = trust(steadiness(made, later, edges), pd.read_csv(read_table(known)).steady)
    corners = pd.DataFrame(placed.boxes, columns=["left", "top", "right", "bottom"])
    return pd.concat([pd.Series(range(1, len(table) + 1), name="drawing"), corners, table], axis=1)


with running(snakemake) as log:
    out, name = snakemake.output, snakemake.wildcards.sheet
    steps = snakemake.params.steps
    torch.set_num_threads(snakemake.threads)
    network = load_automaton(snakemake.input.weights)
    placed, photo = canvas.load(f"{snakemake.input.sheets}/{name}.npz")
    state, film = grow(network, placed, steps)
    (picture,) = show(network, state)
    sheet = canvas.lay_back(picture, placed, photo.shape[:2])
    Image.fromarray(sheet).save(out.sheet)
    Image.fromarray(laid_on(photo, sheet)).save(out.photo, quality=QUALITY)
    save_animation(out.animation, film, RATE, REST)
    Path(out.faces).mkdir()
    for number, face in enumerate(canvas.cut(picture, placed), start=1):
        Image.fromarray(face).save(f"{out.faces}/{number}.png")
        Image.fromarray(enlarged(face, FACE)).save(f"{out.faces}/{number}-large.png")
    table = trusted(network, state, placed, steps, *snakemake.input.known)
    write_table(out.table, table, DIGITS)
    log.info("%s: %d drawings: %s", name, len(table), out.photo)
    log.info("%s: %s", name, in_words(table))
