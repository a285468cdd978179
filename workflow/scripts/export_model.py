"""Exports a trained model: weights, ONNX that has been checked against PyTorch, a model card."""

from jobs.running import running

import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from ganca.data import dataset
from ganca.export import modelcard, onnxmodel
from ganca.measure import tables
from ganca.model.networks import load_automaton, seeds
from ganca.results import read_record
from ganca.show.templates import fill_text
from ganca.train.record import read_run

CHECKED = 4  # pictures that ONNX and PyTorch are compared on
MARGINS = ((0, 0), (1, 2), (3, 5))  # added to them: a grid that isn't that of the training

with running(snakemake) as log:
    files, out, params = snakemake.input, snakemake.output, snakemake.params
    torch.set_num_threads(snakemake.threads)
    run = read_run(files.record)
    settings, grid = run["settings"], run["dataset"]["grid"]
    font = read_record(files.font[0]) if files.font else None
    tag, licence = modelcard.rights(font)
    automaton = load_automaton(files.weights)
    notes = {"model": run["model"], "licence": licence}
    step = onnxmodel.step_model(automaton, notes)
    rollout = onnxmodel.rollout_model(automaton, notes)
    edges = np.pad(dataset.load(files.pictures).edges[:CHECKED], MARGINS)
    state = seeds(automaton, edges, settings["start"])
    strays = onnxmodel.agreement(step, rollout, automaton, state, params.steps)
    shutil.copyfile(files.weights, out.weights)
    onnx.save(step, out.step)
    onnx.save(rollout, out.rollout)
    parts = {
        **run,
        **{key: settings[key] for key in ("objective", "update_noise", "fire_rate")},
        **run["versions"],
        "tag": tag,
        "licence": licence,
        "summary": f"{modelcard.summary(settings)} {modelcard.progress(run)}".strip(),
        "start": modelcard.start(settings, grid),
        "steps": params.steps,
        "grid": grid,
        "pictures": run["dataset"]["train"],
        "parameters": f"{run['parameters']:,}",
        "checked": len(edges),
        "checked_shape": "{} × {}".format(*edges.shape[1:]),
        "stray_step": f"{strays[0]:.0e}",
        "stray_rollout": f"{strays[1]:.0e}",
        "allowed_step": f"{onnxmodel.STEP_TOLERANCE:.0e}",
        "allowed_rollout": f"{onnxmodel.ROLLOUT_TOLERANCE:.0e}",
        "onnxruntime": onnxruntime.__version__,
        "data": modelcard.data(run["dataset"], font),
        "settings": modelcard.settings_table(settings),
        "metrics": modelcard.metrics_table(tables.read_scores([files.metrics])),
    }
    Path(out.card).write_text(fill_text(Path(files.template).read_text(), **parts))
    log.info("%s: ONNX is off by %.0e a step, %.0e in all", run["model"], *strays)
