"""The script of rule train_model in a process of its own, to be disturbed, and what it left."""

import logging
import multiprocessing
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas  # noqa: F401 (loaded here once, not in each forked process)
import yaml
from safetensors.torch import load_file

from ganca.config.settings import with_defaults
from ganca.data.dataset import PictureSet, save

SCRIPT = str(Path("workflow/scripts/train_model.py").resolve())
SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
MODEL = SCHEMA["properties"]["models"]["additionalProperties"]
OUTPUTS = {
    "weights": "weights.safetensors",
    "best": "best.safetensors",
    "history": "log.csv",
    "record": "run.json",
}
# A forked process needn't load torch again, which takes longer than such a training.
FORK = multiprocessing.get_context("fork")


class Inputs(SimpleNamespace):
    """The inputs of a rule, by name."""

    def get(self, name, otherwise=None):
        return getattr(self, name, otherwise)


def settings(**changes):
    """A training with every kind of state: critic, running mean, sample pool, optimisers."""
    quick = {
        "dataset": "faces",
        "objective": "bce",
        "instance_noise": 0.1,
        "ema": 0.9,
        "steps": 20,
        "batch": 2,
        "rollout": [2, 3],
        "persistence": 0.5,
        "validate_every": 4,
        "precision": "float32",
        "activation_checkpointing": False,
    }
    return with_defaults(quick | changes, MODEL)


def pictures():
    """Three random pictures and their random edges: (3, 12, 12)."""
    rng = np.random.default_rng(0)
    targets = rng.integers(0, 256, (3, 12, 12, 4), dtype=np.uint8)
    targets[targets[..., 3] == 0] = 0
    edges = rng.integers(0, 2, (3, 12, 12)).astype(bool)
    return PictureSet(["a", "b", "c"], ["train", "train", "validation"], [""] * 3, edges, targets)


class TrainingRun:
    """A training in a folder, started as often as it takes.

    every: seconds between two checkpoints; 0 writes one after each step.
    """

    def __init__(self, folder, every=0.0):
        self.folder, self.every = folder, every
        self.results, self.checkpoints = folder / "results", folder / "checkpoints"
        self.log = folder.with_name(f"{folder.name}.log")  # of the terminal, all runs in a row
        self.results.mkdir(parents=True, exist_ok=True)
        save(folder / "pictures.npz", pictures())

    def snakemake(self):
        """What Snakemake would hand to the script."""
        return SimpleNamespace(
            rule="train_model",
            threads=1,
            log=[],
            config={"accept_changed_code": False},
            input=Inputs(pictures=str(self.folder / "pictures.npz")),
            output=SimpleNamespace(**{k: str(self.results / v) for k, v in OUTPUTS.items()}),
            wildcards=SimpleNamespace(model="nca", seed="3"),
            params=SimpleNamespace(
                settings=settings(),
                assumed={},
                gpu_rollout="dense",
                checkpoints=str(self.checkpoints),
                released=str(self.folder / "released"),
                every=self.every,
            ),
        )

    def start(self, disturb=None):
        """The process; `disturb` is called in it before the script begins."""

        def body():
            sys.stderr = open(self.log, "a", buffering=1)  # noqa: SIM115 (closed at its end)
            logging.getLogger().handlers.clear()  # pytest's own
            if disturb:
                disturb()
            runpy.run_path(SCRIPT, {"snakemake": self.snakemake()})

        process = FORK.Process(target=body)
        process.start()
        return process

    def finish(self, disturb=None):
        """Runs the script to its end; returns its exit status, negative if a signal ended it."""
        process = self.start(disturb)
        process.join()
        return process.exitcode

    def content(self, name):
        """The bytes of an output, or None where there is none; of the weights, tensor by tensor.

        (In the file, the order of the settings beside them differs from one process to the next.)
        """
        path = self.results / OUTPUTS[name]
        if not path.exists():
            return None
        if path.suffix != ".safetensors":
            return path.read_bytes()
        return {key: value.numpy().tobytes() for key, value in load_file(path).items()}

    def told(self):
        """What the script has told in all of its runs."""
        return self.log.read_text() if self.log.exists() else ""

    def errors(self):
        """The lines that tell of an error, in all of its runs."""
        return [line for line in self.told().splitlines() if line.startswith("error: ")]
