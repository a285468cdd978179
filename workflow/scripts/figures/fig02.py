"""Figure 2: one iteration of the automaton, drawn from the shapes of its trained weights."""

from itertools import pairwise

import numpy as np
from safetensors.numpy import load_file

from figures.common import credit, rollouts, shown_frames
from ganca.errors import InputError
from ganca.results import check_whole, read_record
from ganca.show.diagrams import arrow, card, frame, funnel, gate, write
from ganca.show.plots import GREY, VERMILLION, WIDTH, sheet

# Everything in inches from the upper left corner.
HEIGHT, TOP, MIDDLE, BELOW = 2.4, 0.24, 1.09, 1.92
SIDE = 0.8  # of a state
STATE, NEXT = 0.2, 4.7  # left edges of the two states
SEE, RELU, RESPOND = 1.5, 2.24, 2.65  # left edges of the layers
LAYER = 0.58  # width of a convolution
GATES = (3.5, 3.98, 4.36)  # where noise, mask and state come in
RADIUS = 0.085


def layers(path, parameters):
    """(in, out, kernel, parameters) of each convolution, widest kernel first.

    Raises InputError if the file holds anything but two convolutions with biases.
    """
    check_whole(path)
    shapes = [tensor.shape for tensor in load_file(path).values()]
    kernels = sorted((shape for shape in shapes if len(shape) == 4), key=lambda s: -s[2])
    found = [(s[1], s[0], s[2], int(np.prod(s)) + s[0]) for s in kernels]
    if len(found) != 2 or sum(layer[3] for layer in found) != parameters:
        raise InputError(f"{path}: not an automaton's weights; delete the run and train again")
    return found


def draw_state(axes, picture, x, hidden, *lines):
    """Draws a state as a stack of cards, RGBA before the hidden channels, with text below."""
    y = MIDDLE - SIDE / 2
    for depth in range(hidden, 0, -1):
        shift = 0.016 * depth
        style = {"facecolor": "#eeeeee", "edgecolor": "#aaaaaa", "linewidth": 0.4, "zorder": 1}
        frame(axes, x + shift, y - shift, SIDE, **style)
    card(axes, picture, x, y, SIDE)
    for row, text in enumerate(lines):
        write(axes, x + SIDE / 2, y + SIDE + 0.13 * (row + 1), text, color=GREY if row else "k")


def draw_neighbourhood(axes, cells, layer):
    """Draws the cells that one update reads, and lines from them to the first layer."""
    cell = SIDE / cells
    left, top = STATE + 0.7 * SIDE, MIDDLE - layer[2] * cell / 2
    side, reach = layer[2] * cell, bar(layer[0]) / 2
    frame(axes, left, top, side, edgecolor=VERMILLION, linewidth=1, zorder=4)
    for y, target in ((top, MIDDLE - reach), (top + side, MIDDLE + reach)):
        line = {"color": VERMILLION, "linewidth": 0.6, "zorder": 4}
        axes.plot([left + side, SEE], [y, target], **line)


def bar(channels):
    """The height at which a number of channels is drawn."""
    return 0.4 + channels / 160


def draw_layer(axes, x, layer):
    """Draws one convolution as a funnel between its numbers of channels."""
    channels_in, channels_out, kernel, parameters = layer
    funnel(axes, x, MIDDLE, LAYER, bar(channels_in), bar(channels_out), "blue")
    text = f"{kernel}×{kernel}\nconv\n{channels_in} → {channels_out}"
    write(axes, x + LAYER / 2, MIDDLE, text)
    write(axes, x + LAYER / 2, BELOW, f"{parameters:,}\nparameters", color=GREY)


def draw_relu(axes, channels):
    """Draws the nonlinearity between the layers, as high as the hidden layer."""
    funnel(axes, RELU, MIDDLE, 0.25, bar(channels), bar(channels), "plain")
    write(axes, RELU + 0.125, MIDDLE, "ReLU", rotation=90)
    for end in (RELU, RESPOND):
        arrow(axes, (end - 0.15, MIDDLE), (end - 0.01, MIDDLE))


def draw_gates(axes, noise):
    """Draws what follows the layers: the noise, the living mask and the residual connection."""
    stops = [RESPOND + LAYER - RADIUS, *GATES, NEXT - 0.02 + RADIUS]
    for x, end in pairwise(stops):
        arrow(axes, (x + RADIUS, MIDDLE), (end - RADIUS, MIDDLE))
    for x, sign in zip(GATES, "+×+", strict=True):
        gate(axes, x, MIDDLE, sign, RADIUS)
    for x, text in zip(GATES, (f"noise\nσ = {noise:g}", "living\nmask"), strict=False):
        arrow(axes, (x, BELOW - 0.18), (x, MIDDLE + RADIUS))
        write(axes, x, BELOW, text)
    last, corner = GATES[-1], STATE + SIDE / 2
    arrow(axes, (corner, MIDDLE - 0.63), (corner, TOP), (last, TOP), (last, MIDDLE - RADIUS))
    write(axes, (SEE + last) / 2, TOP - 0.1, "residual: the state itself", color=GREY)


def draw(paths, params):
    run = read_record(paths.run)
    see, respond = layers(paths.weights, run["parameters"])
    frames = rollouts(paths.nca, f"frames/{run['dataset']['name']}")[
        -1
    ]  # of the faces filmed, a plain one
    before, after = shown_frames(frames, [12, 13])
    hidden, grid = see[0] - 4, run["dataset"]["grid"]
    shape = f"{grid} × {grid} × {see[0]}"

    figure, axes = sheet(WIDTH, HEIGHT)
    draw_state(axes, before, STATE, hidden, "state", shape, f"4 RGBA + {hidden} hidden")
    draw_state(axes, after, NEXT, hidden, "next state", shape)
    draw_neighbourhood(axes, grid, see)
    draw_layer(axes, SEE, see)
    draw_relu(axes, see[1])
    draw_layer(axes, RESPOND, respond)
    draw_gates(axes, run["settings"]["update_noise"])
    total = f"{run['parameters']:,} parameters in all, the same for every cell and every step"
    write(axes, (SEE + NEXT) / 2, HEIGHT - 0.1, total)
    return figure, credit(paths.font)
