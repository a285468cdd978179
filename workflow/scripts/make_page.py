"""Makes the live page, one file in which one draws and trained automata colour the drawing."""

from jobs.running import running

import shutil
from pathlib import Path

import pandas as pd

from ganca.data import dataset
from ganca.measure.trust import UNSURE
from ganca.results import read_record, read_table
from ganca.show import page
from ganca.show.templates import fill_html

SPLITS = {"train": "seen in training", "validation": "never seen"}


def read_models(paths, models, counts, steady):
    """The rules to choose from.

    models: name -> settings.  counts: training pictures by set.  steady: from
    `measure_steadiness`.
    """
    return [
        {
            "name": name,
            "objective": settings["objective"],
            "dataset": settings["dataset"],
            "pictures": counts[settings["dataset"]],
            "pen": any(settings["pen"].values()),
            "steady": steady.steady[steady.model == name].tolist(),
            **page.rule(path),
        }
        for path, (name, settings) in zip(paths, models.items(), strict=True)
    ]


def shelves(sets, credited, credit):
    """The drawings to choose from: the sets of drawings, and the two splits of each data set."""
    found = []
    for name, pictures in sets.items():
        halves = {f"{name}, {label}": pictures.where(half) for half, label in SPLITS.items()}
        for label, part in {name: pictures.where("ood"), **halves}.items():
            if len(part):
                found.append(page.shelf(label, part, credit if name in credited else ""))
    return found


with running(snakemake) as log:
    files, params = snakemake.input, snakemake.params
    sets = {
        name: dataset.load(path) for name, path in zip(params.sets, files.pictures, strict=True)
    }
    counts = {name: len(pictures.where("train")) for name, pictures in sets.items()}
    steady = pd.read_csv(read_table(files.steadiness))
    font = "".join(read_record(path)["credit"] for path in files.font)
    data = {
        "grid": next(iter(sets.values())).edges.shape[1:],
        "face": params.face,
        "rest": params.rest,
        "first": params.first,
        "models": read_models(files.weights, params.models, counts, steady),
        "unsure": UNSURE,
        "chosen": [list(params.models).index(name) for name in params.chosen],
        "sets": shelves(sets, params.credited, font and f"Edges of {font}"),
    }
    text = fill_html(
        Path(files.template).read_text(),
        parameters=f"{data['models'][0]['parameters']:,}",
        credit=font and f"Emojis: {font}.",
        style=Path(files.style).read_text(),
        script=Path(files.program).read_text(),
        data=data,
    )
    Path(snakemake.output.page).write_text(text)
    shutil.copyfile(files.licences, snakemake.output.licences)
    log.info("%s: %d models, %.1f MB", snakemake.output.page, len(data["models"]), len(text) / 1e6)
