"""Scores truths at rising corruption, and accepts the metrics that see it."""

from jobs.running import running

from functools import partial

import pandas as pd

from ganca.data import dataset, edges
from ganca.measure import metrics, tables
from ganca.measure.references import references
from ganca.measure.validation import judged, validate
from ganca.results import write_table

with running(snakemake) as log:
    files, params = snakemake.input, snakemake.params
    faces = dataset.load(files.faces)
    trained = faces.where("train")
    colours = metrics.training_palette(trained.targets)
    detect = partial(edges.find, **params.edges)
    found = []
    for name, pictures in {
        "validation": faces.where("validation"),
        "wobbled": dataset.load(files.wobbled),
        "procedural": dataset.load(files.procedural),
    }.items():
        best = references(pictures, trained)
        truths = best.get("truth", best["bucket"])
        found.append(validate(name, pictures, truths, colours, detect))
        log.info("%s: %d pictures", name, len(pictures))
    table = judged(pd.concat(found, ignore_index=True))
    for metric, verdict in table.groupby("metric", sort=False).verdict.first().items():
        log.info("%s: %s", metric, verdict)
    table = table.replace({True: "yes", False: "no"})
    write_table(snakemake.output[0], table, tables.DIGITS)
