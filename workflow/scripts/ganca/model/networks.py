"""The networks that turn edges into pictures: an automaton, or a U-Net to compare it with.

Training and evaluation build, grow, save and load networks here.  A network starts from a state
(`seeds`), which `grow` advances and of which `picture` shows the visible part.  A `recurrent`
network takes any number of steps and can go on from its last state; another takes one.
"""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save

from ganca.errors import InputError
from ganca.model.automaton import CHANNELS, Automaton, seed_state
from ganca.model.rollout.rollout import rollout
from ganca.model.unet import UNet, build_unet

KINDS = {"automaton": Automaton, "unet": UNet}
SCALE = ".scale"  # what follows a weight's name in that of its scale
# The errors that a file raises which holds no weights, or those of another version.
BROKEN = (OSError, SafetensorError, RuntimeError, AttributeError, TypeError, ValueError, KeyError)


def build_network(settings, side, squash):
    """The untrained network of a model's settings, for grids of side x side."""
    if settings["network"] == "automaton":
        own = (settings[name] for name in ("update_noise", "fire_rate"))
        return Automaton(*own, squash, settings["channels"], settings["hidden"])
    return build_unet(settings["network"], side)


def seeds(network, edges, start="edges"):
    """The states that a network starts from, (batch, channels, height, width); see `seed_state`.

    edges: (batch, height, width), 0 or 1.
    """
    return seed_state(edges, start, network.channels if network.recurrent else CHANNELS)


def grow(
    network, state, steps, generator=None, dtype=torch.float32, recompute=False, multiplier=None
):
    """The state after so many steps, of the same shape for an automaton; see `rollout`.

    state: (batch, channels, height, width).  A network that isn't recurrent takes one step,
    however many are asked for, and returns its picture, (batch, 4, height, width) float32.
    """
    if network.recurrent:
        return rollout(network, state, steps, generator, dtype, recompute, multiplier)
    with torch.autocast(state.device.type, dtype=dtype, enabled=dtype != torch.float32):
        return network(state, generator).float() if steps else state


def save_weights(path, network, coarse=False):
    """Writes the weights as safetensors, with the settings that are needed to load them.

    coarse: whether weights are rounded to 8 bits, a quarter of their size.
    """
    (kind,) = (name for name, made in KINDS.items() if isinstance(network, made))
    settings = json.dumps({name: getattr(network, name) for name in network.SETTINGS})
    weights = {name: value.contiguous() for name, value in network.state_dict().items()}
    weights = rounded(weights) if coarse else weights
    Path(path).write_bytes(save(weights, metadata={kind: settings}))


def rounded(weights):
    """Weights as integers of 8 bits, with a scale for each entry of their first dimension.

    Biases stay as they are.
    """
    found = {}
    for name, weight in weights.items():
        if weight.dim() == 1:
            found[name] = weight
            continue
        highest = weight.abs().amax(tuple(range(1, weight.dim())), keepdim=True)
        scale = highest.clamp(min=torch.finfo(torch.float32).tiny) / 127
        found |= {name: (weight / scale).round().to(torch.int8), name + SCALE: scale}
    return found


def restored(weights):
    """The weights, float32, out of a file's, which may be `rounded`."""
    return {
        name: weight * weights[name + SCALE] if weight.dtype == torch.int8 else weight
        for name, weight in weights.items()
        if not name.endswith(SCALE)
    }


def load_weights(path):
    """The network that `save_weights` wrote.  InputError if the file holds none."""
    try:
        with safe_open(path, "pt") as file:
            ((kind, settings),) = file.metadata().items()
        network = KINDS[kind](**json.loads(settings))
        network.load_state_dict(restored(load_file(path)))
    except BROKEN as error:
        line = f"not a trained network ({str(error).splitlines()[0]})"
        raise InputError(f"{path}: {line}; delete it and run again") from error
    return network


def load_automaton(path):
    """The automaton that `save_weights` wrote.  InputError if the file holds none."""
    network = load_weights(path)
    if not isinstance(network, Automaton):
        raise InputError(f"{path}: not an automaton's weights; name a model that is one")
    return network
