"""A training small enough for a test: discs to be filled, on a grid of 12 x 12."""

from pathlib import Path

import numpy as np
import yaml

from ganca.config.settings import with_defaults
from ganca.data.dataset import PictureSet

SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
MODEL = SCHEMA["properties"]["models"]["additionalProperties"]


def pictures(seed=0):
    """Two discs and a third for validation, their outlines as edges: (3, 12, 12)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:12, :12] - 5.5
    discs = np.stack([np.hypot(x, y) < radius for radius in (3, 4, 5)])
    inner = discs & ~np.stack([np.hypot(x, y) < radius - 1 for radius in (3, 4, 5)])
    colour = np.append(rng.integers(100, 255, 3), 255)
    targets = (discs[..., None] * colour).astype(np.uint8)
    return PictureSet(["a", "b", "c"], ["train", "train", "validation"], [""] * 3, inner, targets)


def settings(**changes):
    """A model of so few steps that it trains in seconds, with these settings changed."""
    quick = {
        "steps": 6,
        "batch": 3,
        "rollout": [3, 5],
        "validate_every": 2,
        "precision": "float32",
        "activation_checkpointing": False,
    }
    return with_defaults({"dataset": "faces"} | quick | changes, MODEL)


def truth(count=2, side=12):
    """Discs, (count, 4, side, side)."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    return np.tile((np.hypot(x, y) < side / 3).astype(np.float32), (count, 4, 1, 1))
