"""Exports a trained model: weights, ONNX that has been checked, a program to apply it, a card."""

from jobs.running import running

import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import torch

from ganca.data import dataset
from ganca.export import modelcard, onnxmodel, scores
from ganca.model.networks import load_automaton, seeds
from ganca.results import read_record
from ganca.show.templates import fill_text
from ganca.train.record import read_run

CHECKED = 2  # pictures that ONNX and PyTorch are compared on
MARGINS = ((0, 0), (1, 2), (3, 5))  # added to them: a grid that isn't that of the training


def told_scores(files):
    """The scores of the weights: those of their evaluation, or else published ones; maybe none."""
    if files.measured:
        return scores.means(files.measured[0])
    if files.published:
        return scores.kept(files.published[0], files.weights)
    return pd.DataFrame(columns=scores.COLUMNS)


with running(snakemake) as log:
    files, out, params = snakemake.input, snakemake.output, snakemake.params
    torch.set_num_threads(snakemake.threads)
    run = read_run(files.record)
    settings, grid = run["settings"], run["dataset"]["grid"]
    font = read_record(files.font[0]) if files.font else None
    licence_name, licence = modelcard.rights(font)
    automaton = load_automaton(files.weights)
    # what predict.py has to know
    notes = {"model": run["model"], "licence": licence, "start": settings["start"]}
    notes |= {key: str(getattr(params, key)) for key in ("steps", "size", "padding")}
    step = onnxmodel.step_model(automaton, notes)
    rollout = onnxmodel.rollout_model(automaton, notes)
    edges = np.pad(dataset.load(files.pictures).edges[:CHECKED], MARGINS)
    state = seeds(automaton, edges, settings["start"])
    strays = onnxmodel.agreement(step, rollout, automaton, state, params.steps)
    shutil.copyfile(files.weights, out.weights)
    shutil.copyfile(files.program, out.program)
    onnx.save(step, out.step)
    onnx.save(rollout, out.rollout)
    found = told_scores(files)
    parts = {
        **run,
        **{key: settings[key] for key in ("objective", "start", "init_from")},
        **{key: settings[key] for key in ("update_noise", "fire_rate")},
        **run["versions"],
        "front_matter": modelcard.front_matter(run, font, found, params.steps),
        "licence": licence,
        "licence_name": licence_name,
        "summary": f"{modelcard.summary(settings)} {modelcard.progress(run)}".strip(),
        "start_lines": modelcard.start(settings, grid, automaton.channels),
        "steps": params.steps,
        "size": params.size,
        "grid": grid,
        "dataset": settings["dataset"],
        "pictures": run["dataset"]["train"],
        "channels": automaton.channels,
        "hidden": automaton.hidden,
        "parameters": f"{run['parameters']:,}",
        "hours": f"{run['seconds'] / 3600:.2g}",
        "checked": len(edges),
        "checked_shape": "{} × {}".format(*edges.shape[1:]),
        "stray_step": f"{strays[0]:.0e}",
        "stray_rollout": f"{strays[1]:.0e}",
        "allowed_step": f"{onnxmodel.STEP_TOLERANCE:.0e}",
        "allowed_rollout": f"{onnxmodel.ROLLOUT_TOLERANCE:.0e}",
        "onnxruntime": onnxruntime.__version__,
        "data": modelcard.data(run["dataset"], font),
        "settings": modelcard.settings_table(settings),
        "results": modelcard.results(found, run["model"], run["seed"]),
    }
    Path(out.card).write_text(fill_text(Path(files.template).read_text(), **parts))
    log.info("%s: ONNX is off by %.0e a step, %.0e in all", run["model"], *strays)
