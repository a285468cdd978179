"""The tables of measures: a row a picture, and a row a mean over pictures."""

import pandas as pd

from ganca.metrics import METRICS
from ganca.statistics import bootstrap_mean

LABELS = ["model", "seed", "set", "split", "group", "name", "steps"]
KEYS = ["model", "set", "split", "group", "steps"]
COLUMNS = [*KEYS, "metric", "mean", "low", "high", "pictures", "seeds"]
DIGITS = "%.6g"  # what float32 pictures of 8 bits are worth


def write_scores(path, table):
    """Writes the metrics of pictures, (LABELS and METRICS), a row each; undefined ones empty."""
    table.to_csv(path, index=False, columns=[*LABELS, *METRICS], float_format=DIGITS)


def read_scores(paths):
    """The rows of one or more files that `write_scores` wrote.

    References, which no seed and no steps brought about, have nan there.
    """
    text = dict.fromkeys(["model", "set", "split", "group", "name"], str)
    empty = {key: [""] for key in ["seed", "steps", *METRICS]}  # a picture may be called "NA"
    read = (pd.read_csv(p, dtype=text, keep_default_na=False, na_values=empty) for p in paths)
    return pd.concat(read, ignore_index=True)


def aggregate(scores):
    """Means over pictures with their 95 % intervals, COLUMNS.

    Each picture counts once: its value is the mean over the seeds.  A split's rows of all its
    pictures have an empty group; those of each of its groups follow.
    """
    scores = pd.concat([scores.assign(group=""), scores[scores.group != ""]])
    parts = scores.groupby(KEYS, sort=False, dropna=False)
    rows = [row for key, part in parts for row in summaries(key, part)]
    return pd.DataFrame(rows, columns=COLUMNS)


def summaries(key, part):
    """The rows of COLUMNS out of the scores of one model, set, split, group and horizon."""
    seeds = max(part.seed.nunique(), 1)
    per_picture = part.groupby("name", sort=False)[list(METRICS)].mean()
    for metric, values in per_picture.items():
        if count := values.count():
            yield [*key, metric, *bootstrap_mean(values), count, seeds]


def training_row(record, history):
    """One row about a training: its record (run.json), flat, and how its losses (log.csv) ended.

    A loss is the mean over the last tenth of the steps, for a batch's loss leaps; `validation`,
    which is measured on all pictures but only now and then, is the last one.
    """
    settings = record["settings"]
    tenth = history.tail(max(1, len(history) // 10))
    losses = tenth.drop(columns=["step", "validation"]).mean()
    measured = history.validation.dropna()
    return {
        "model": record["model"],
        "seed": record["seed"],
        **{key: settings[key] for key in ("dataset", "objective", "start", "init_from")},
        "training_pictures": record["dataset"]["train"],
        "grid": record["dataset"]["grid"],
        "rollout": "{}-{}".format(*settings["rollout"]),
        **{key: settings[key] for key in ("steps", "batch")},
        **{key: record[key] for key in ("parameters", "critic_parameters", "seconds")},
        **{key: record[key] for key in ("device", "precision", "threads")},
        **losses,
        "validation": measured.iloc[-1] if len(measured) else None,
    }
