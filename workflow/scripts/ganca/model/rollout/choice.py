"""Which rollout a training takes on this machine, and in which precision."""

import torch

from ganca.errors import InputError
from ganca.model.automaton import blank_seed
from ganca.model.rollout.rollout import takes_native


def product_type(precision, device):
    """The torch.dtype of the matrix products' factors.

    precision: ``float32``, ``bfloat16``, or ``auto``, which is bfloat16 where the device has units
    for it and float32 elsewhere.  device: ``cpu`` or ``cuda``.
    """
    if precision == "auto":
        native = device == "cuda" or torch.cpu._is_avx512_bf16_supported()
        return torch.bfloat16 if native else torch.float32
    return getattr(torch, precision)


def rollout_used(network, device, dtype, on_gpu):
    """The name of the rollout that a training takes; None for a U-Net, which takes no rollout.

    ``native`` (in C) or ``living`` (by torch) on a CPU; on a GPU `on_gpu`, ``dense`` or ``fused``.
    """
    if network != "automaton":
        return None
    if device == "cuda":
        return on_gpu
    return "native" if takes_native(dtype) else "living"


def tried_fused(network, side, dtype):
    """`fused_rollout`, after one forward and backward pass over a grid of side x side.

    Triton compiles a kernel when it is first called.  That takes a PyTorch that has brought Triton
    along, a C compiler, and a card that Triton knows.  Raises InputError if one is missing.
    """
    device = next(network.parameters()).device
    state = blank_seed(1, side, side).to(device)
    generator = torch.Generator(device)  # leaves the training's random numbers as they are
    try:
        from ganca.model.rollout.fused import fused_rollout

        fused_rollout(network, state, 1, generator, dtype).sum().backward()
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise InputError(f"gpu_rollout: fused doesn't work here ({reason}); dense does") from error
    network.zero_grad()
    return fused_rollout
