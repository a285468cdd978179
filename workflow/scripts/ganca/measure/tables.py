"""The tables of metrics: by picture, means over pictures, paired differences, trainings."""

import numpy as np
import pandas as pd

from ganca.measure.metrics import METRICS
from ganca.measure.statistics import bootstrap_mean
from ganca.results import read_table, write_table

LABELS = ["model", "seed", "set", "split", "group", "name", "steps"]
KEYS = ["model", "set", "split", "group", "steps"]
COLUMNS = [*KEYS, "metric", "mean", "low", "high", "sd", "pictures", "seeds"]
PAIRED = ["set", "split", "group", "steps"]  # what both pictures of a pair have in common
DIFFERENCES = ["model", "against", "seed", *PAIRED, "metric"]
DIFFERENCES += ["difference", "low", "high", "pictures"]
# Families of the shipped drawings that no setting was chosen by, nor are any in `development`.
HELD_OUT = ("border", "felt", "hat", "scribble")
AS_THEY_COME = {"sort": False, "dropna": False}  # groups in the order of their first rows
DIGITS = "%.6g"  # what float32 pictures of 8 bits are worth


def write_scores(path, table):
    """Writes scores, a row a picture: LABELS and METRICS; a metric without a value is empty."""
    write_table(path, table[[*LABELS, *METRICS]], DIGITS)


def read_scores(paths):
    """The rows of one or more files that `write_scores` wrote.

    References have no seed and no steps: nan.
    """
    text = dict.fromkeys(["model", "set", "split", "group", "name"], str)
    empty = {key: [""] for key in ["seed", "steps", *METRICS]}  # a picture may be called "NA"
    options = {"dtype": text, "keep_default_na": False, "na_values": empty}
    return pd.concat([pd.read_csv(read_table(p), **options) for p in paths], ignore_index=True)


def grouped(scores):
    """The scores once for whole splits and once for their groups.

    The group of a whole split is empty.  The shipped drawings of the families HELD_OUT stand in a
    third time, as the group ``held out``.
    """
    held_out = scores[(scores["set"] == "drawings") & scores.group.isin(HELD_OUT)]
    return pd.concat(
        [scores.assign(group=""), scores[scores.group != ""], held_out.assign(group="held out")]
    )


def subject(scores):
    """What each picture shows: its name; of a redrawn emoji, the emoji whatever the severity.

    Pictures of one subject are alike, and count as one: intervals would else be too narrow.
    """
    redrawn = scores["set"] == "wobbled"
    return scores.name.where(~redrawn, scores.name.str.rsplit("-", n=1).str[0])


def aggregate(scores):
    """Means over pictures with their 95 % intervals, COLUMNS.

    Each subject counts once: its value is the mean over the seeds, and over its pictures.  sd: the
    standard deviation over seeds of the mean over pictures; nan for one seed.
    """
    scores = grouped(scores.assign(subject=subject(scores)))
    values, by_seed = (means(scores, [*KEYS, of]) for of in ("subject", "seed"))
    parts, seeds = (each.groupby(level=KEYS, **AS_THEY_COME) for each in (values, by_seed))
    told = zip(parts, seeds.std().to_dict("records"), seeds.size(), strict=True)
    rows = [
        [*key, metric, *estimate, spread[metric], count, trained]
        for (key, part), spread, trained in told
        for metric, estimate, count in estimates(part)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def means(scores, keys):
    """The means of METRICS, indexed by keys, of which some may be nan."""
    return scores.groupby(keys, **AS_THEY_COME)[list(METRICS)].mean()


def estimates(values):
    """Of each column, one of METRICS: (its name, its mean as an Estimate, of how many entries).

    Columns without an entry are left out.
    """
    for metric, numbers in zip(METRICS, values.to_numpy().T, strict=True):
        if count := np.count_nonzero(~np.isnan(numbers)):
            yield metric, bootstrap_mean(numbers), count


def model_differences(scores, pairs):
    """Paired differences of two models' scores on the same pictures, DIFFERENCES.

    scores: of trained models, from `read_scores`.  pairs: names (model, against).  Each seed that
    both have has a row, and these together have one, whose seed is empty.  The difference is
    model - against; its interval is over subjects.
    """
    scores = grouped(scores.assign(subject=subject(scores)))
    by_picture = scores.set_index(["model", "seed", *PAIRED, "subject", "name"])[list(METRICS)]
    rows = []
    for model, against in pairs:
        gap = by_picture.loc[model] - by_picture.loc[against]
        for seed in (None, *gap.index.unique("seed")):
            ours = gap if seed is None else gap.xs(seed, level="seed", drop_level=False)
            values = means(ours, [*PAIRED, "subject"])
            label = "" if seed is None else seed
            rows += [
                [model, against, label, *key, metric, *estimate, count]
                for key, part in values.groupby(level=PAIRED, **AS_THEY_COME)
                for metric, estimate, count in estimates(part)
            ]
    return pd.DataFrame(rows, columns=DIFFERENCES)


def training_row(record, history):
    """One row about a training: its record (run.json), flat, and how its losses (log.csv) ended.

    A loss is the mean over the last tenth of the steps, for single batches vary; `validation`,
    which is measured on all pictures but only now and then, is the last one.  steps: those after
    which the weights were taken.  trained: those that the training has taken, of those planned.
    changed_since: the modules of a published run's code that have changed since its training.
    """
    settings = record["settings"]
    tenth = history.tail(max(1, len(history) // 10))
    losses = tenth.drop(columns=["step", "validation"]).mean()
    measured = history.validation.dropna()
    network = settings.get("network", "automaton")  # which older records don't name
    many_steps = "{}-{}".format(*settings["rollout"])
    return {
        "model": record["model"],
        "seed": record["seed"],
        "state": "trained" if record["steps"] >= settings["steps"] else "unfinished",
        **{key: settings[key] for key in ("dataset", "objective", "start", "init_from")},
        "network": network,
        "training_pictures": record["dataset"]["train"],
        "grid": record["dataset"]["grid"],
        "rollout": many_steps if network == "automaton" else "1",
        "steps": record.get("stopped_at", record["steps"]),
        "trained": record["steps"],
        "planned": settings["steps"],
        "batch": settings["batch"],
        **{key: record[key] for key in ("parameters", "critic_parameters", "seconds")},
        **{key: record[key] for key in ("device", "precision", "threads")},
        "changed_since": told_changes(record),
        **losses,
        "validation": measured.iloc[-1] if len(measured) else None,
    }


def told_changes(record):
    """The modules that have changed since a published run's training; empty for other runs."""
    names = record.get("changed_since", [])
    return "not known" if names is None else " ".join(names)


def missing_row(model, seed):
    """The row of a training that was asked for and isn't there."""
    return {"model": model, "seed": seed, "state": "missing"}
