"""The live page's data: trained rules and drawings, as text that a browser reads."""

import base64
import json

import numpy as np
from safetensors import SafetensorError, safe_open

from ganca.errors import InputError

TENSORS = [f"{layer}.{part}" for layer in ("perceive", "respond") for part in ("weight", "bias")]


def rule(path):
    """A trained rule: its settings and shape, and its weights as base64 of little-endian float32.

    path: of weights that `networks.save_weights` wrote.  The weights are the matrices of
    `Automaton.matrices`, each followed by its bias: (9 * channels + 1, hidden), then
    (hidden + 1, channels), both numbers made multiples of four.
    Raises InputError if the file holds none.
    """
    try:
        with safe_open(path, "np") as file:
            settings = json.loads(file.metadata()["automaton"])
            tensors = {name: file.get_tensor(name) for name in TENSORS}
    except (OSError, SafetensorError, TypeError, ValueError, KeyError) as error:
        raise InputError(
            f"{path}: not an automaton's weights ({error}); delete it and run again"
        ) from error
    layers = [layer(tensors, name) for name in ("perceive", "respond")]
    hidden, channels = (layer.shape[1] for layer in layers)
    return settings | {
        "channels": channels,
        "hidden": hidden,
        "parameters": sum(tensor.size for tensor in tensors.values()),
        "weights": text_of(np.concatenate(layers, axis=None).astype("<f4")),
    }


def layer(tensors, name):
    """A convolution as a matrix of row vectors with the bias as its last row.

    Its channels, in and out, are filled up with noughts to a multiple of four, as the page's
    program takes them; what it computes stays the same.
    """
    kernel, bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
    missing = [(0, -side % 4) for side in kernel.shape[:2]]
    kernel, bias = np.pad(kernel, [*missing, (0, 0), (0, 0)]), np.pad(bias, missing[0])
    return np.vstack([kernel.transpose(2, 3, 1, 0).reshape(-1, len(bias)), bias])


def bits(edges):
    """An edge map, (height, width) of 0 and 1, as base64 of its bits, row by row."""
    return text_of(np.packbits(edges.astype(bool)))


def text_of(array):
    """Base64 of an array's bytes."""
    return base64.b64encode(array.tobytes()).decode()


def shelf(name, pictures, credit):
    """A set of drawings to choose from, with its name and the credit for its pictures."""
    drawings = [list(pair) for pair in zip(pictures.names, map(bits, pictures.edges), strict=True)]
    return {"name": name, "credit": credit, "drawings": drawings}
