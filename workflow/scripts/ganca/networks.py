"""What turns edges into pictures, whichever it is: an automaton, or a U-Net to compare it with.

Training and evaluation go through here.  A network is a module that starts from a state
(`automaton.seed_state`), `grow`s it, and shows a `picture` of it; if it is `recurrent`, it does so
in as many steps as one likes and can go on from where it ended, else in one.
"""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save

from ganca.automaton import Automaton
from ganca.errors import InputError
from ganca.rollout import rollout
from ganca.unet import UNet, build_unet

KINDS = {"automaton": Automaton, "unet": UNet}
# What reading a file of weights may raise that are none, or another version's.
BROKEN = (OSError, SafetensorError, RuntimeError, AttributeError, TypeError, ValueError, KeyError)


def build_network(settings, side, squash):
    """The untrained network of a model's settings, for grids of side x side."""
    if settings["network"] == "automaton":
        return Automaton(settings["update_noise"], settings["fire_rate"], squash)
    return build_unet(settings["network"], side)


def grow(
    network, state, steps, generator=None, dtype=torch.float32, recompute=False, multiplier=None
):
    """What becomes of a state, (batch, channels, height, width), in so many steps; see `rollout`.

    A network that isn't recurrent has done all it does after the first.
    """
    if network.recurrent:
        return rollout(network, state, steps, generator, dtype, recompute, multiplier)
    with torch.autocast(state.device.type, dtype=dtype, enabled=dtype != torch.float32):
        return network(state, generator).float() if steps else state


def save_weights(path, network):
    """Writes the weights as safetensors, with the settings that are needed to load them."""
    (kind,) = (name for name, made in KINDS.items() if isinstance(network, made))
    settings = json.dumps({name: getattr(network, name) for name in network.SETTINGS})
    weights = {name: value.contiguous() for name, value in network.state_dict().items()}
    Path(path).write_bytes(save(weights, metadata={kind: settings}))


def load_weights(path):
    """The network whose weights `save_weights` wrote.  InputError if the file is not such."""
    try:
        with safe_open(path, "pt") as file:
            ((kind, settings),) = file.metadata().items()
        network = KINDS[kind](**json.loads(settings))
        network.load_state_dict(load_file(path))
    except BROKEN as error:
        line = str(error).splitlines()[0]
        raise InputError(f"{path}: not a trained network ({line}); train it again") from error
    return network


def load_automaton(path):
    """`load_weights` where nothing but an automaton will do; InputError for others."""
    network = load_weights(path)
    if not isinstance(network, Automaton):
        raise InputError(f"{path}: not an automaton's weights; name a model that is one")
    return network
