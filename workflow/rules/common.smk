"""The configuration, checked, and the names that the stages hand on to each other."""

import sys
from pathlib import Path

import yaml

sys.path[:0] = ["workflow", "workflow/scripts"]

from dag import sources
from ganca.errors import InputError
from ganca.settings import resolve

try:
    config = resolve(config, yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text()))
except InputError as error:
    sys.exit(f"error: config: {error}")

DATASETS = list(config["datasets"])
OOD = ["drawings", "procedural", "wobbled"] + ["own"] * bool(config["drawings"])
MODELS = list(config["models"])
SEEDS = config["seeds"]
FIGURES = [f"fig{n:02d}" for n in range(1, 14)] + ["objectives"]


wildcard_constraints:
    dataset="|".join(DATASETS),
    set="|".join(DATASETS + OOD),
    model="|".join(MODELS),
    seed=r"\d+",


def training_pictures(wildcards):
    """The pictures that a model learns from."""
    return f"results/data/{config['models'][wildcards.model]['dataset']}/pictures.npz"


def initial_weights(wildcards):
    """The weights that a model starts from; none where it starts from scratch."""
    parent = config["models"][wildcards.model]["init_from"]
    return f"results/models/{parent}/seed{wildcards.seed}/weights.safetensors" if parent else []


def training_settings(wildcards):
    """What one training is told: its model's settings and those that all trainings share."""
    shared = {key: config[key] for key in ("precision", "validate_every")}
    return config["models"][wildcards.model] | shared
