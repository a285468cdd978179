"""What a run ran on, for its record."""

import platform
from pathlib import Path

import torch


def device_name(device):
    """The name of the GPU, ``cuda``, or of the processor, ``cpu``, as far as the system tells."""
    return torch.cuda.get_device_name() if device == "cuda" else processor()


def processor():
    """The processor's name; on Linux with its family and model, for some call themselves alike."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = dict(reversed([map(str.strip, line.split(":", 1)) for line in lines if ":" in line]))
    name = facts.get("model name", platform.machine())
    if "model" not in facts:
        return name
    return f"{name} (family {facts['cpu family']}, model {facts['model']})"
