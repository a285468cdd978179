"""Compares precisions: the final losses of one supervised training in each, with several seeds."""

from jobs.running import running, whole

import pandas as pd
import torch

from ganca.bench.workloads import equipment
from ganca.data import dataset
from ganca.machine import device_name
from ganca.results import write_table
from ganca.train.trainer import Training
from jobs.progress import Progress

SEEDS = range(3)
LAST = 50  # steps whose loss is averaged, for single batches vary


def trained(settings, pictures, seed):
    """The final losses of a training: on its batches, and on the validation pictures."""
    training = Training(settings, pictures, seed)
    with Progress(f"{settings['precision']}, seed {seed}", settings["steps"]) as progress:
        while training.step < settings["steps"]:
            losses = training.advance()
            progress.show(training.step, losses, 0)
    table = pd.DataFrame(training.log, columns=training.columns)
    return {
        "loss": table.loss.tail(LAST).mean(),
        "validation": table.validation.dropna().iloc[-1],
    }


with running(snakemake) as log:
    torch.set_num_threads(snakemake.threads)
    device, precisions = equipment()
    if "bfloat16" not in precisions:
        log.warning("this processor has no units for bfloat16; only float32 is trained")
    pictures = dataset.load(snakemake.input.pictures)
    settings = snakemake.params.settings | {"steps": snakemake.params.steps}
    rows = [
        {
            "precision": precision,
            "seed": seed,
            "steps": settings["steps"],
            **trained(settings | {"precision": precision}, pictures, seed),
        }
        for seed in SEEDS
        for precision in precisions
    ]
    with whole(snakemake.output.table) as path:
        table = pd.DataFrame(rows).assign(model=snakemake.params.model, device=device_name(device))
        write_table(path, table, "%.5g")
