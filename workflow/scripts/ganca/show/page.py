"""The live page's data: trained rules and drawings, as text that a browser reads."""

import base64
import json

import numpy as np
from safetensors import SafetensorError, safe_open

from ganca.errors import InputError


def rule(path):
    """A trained rule: its settings, and its weights as base64 of little-endian float32.

    path: of weights that `networks.save_weights` wrote.  The weights are the matrices of
    `rollout.matrices`, each followed by its bias: (144 + 1, 128), then (128 + 1, 16).
    Raises InputError if the file holds none.
    """
    try:
        with safe_open(path, "np") as file:
            settings = json.loads(file.metadata()["automaton"])
            layers = [layer(file, name) for name in ("perceive", "respond")]
    except (OSError, SafetensorError, TypeError, ValueError, KeyError) as error:
        raise InputError(
            f"{path}: not an automaton's weights ({error}); delete it and run again"
        ) from error
    weights = np.concatenate(layers, axis=None).astype("<f4")
    return settings | {"parameters": weights.size, "weights": text_of(weights)}


def layer(file, name):
    """A convolution as a matrix of row vectors with the bias as its last row."""
    kernel, bias = file.get_tensor(f"{name}.weight"), file.get_tensor(f"{name}.bias")
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
