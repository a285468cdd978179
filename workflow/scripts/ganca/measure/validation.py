"""Validation of the metrics: a corrupted truth must score worse the more it is corrupted.

A metric is accepted if it ranks pictures whose order is known: under each corruption that it is
meant to see, and on every set, the score must worsen at every step of the severity.
"""

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ganca.measure.corruptions import CORRUPTIONS, corrupt
from ganca.measure.metrics import METRICS, measure
from ganca.measure.statistics import bootstrap_mean

SEVERITIES = np.linspace(0, 1, 5)  # the first changes nothing
RANKED = 0.5  # that the mean rank correlation with the severity must surely exceed: a strong one

EVERYTHING = frozenset(CORRUPTIONS)
# The corruptions that each metric is meant to see; it may be blind to the others.
MEANT = {
    "mse": EVERYTHING,
    "ssim": EVERYTHING,
    "shape": {"speckle", "holes", "leaked ink"},
    "colour": EVERYTHING - {"leaked ink"},
    "edge_precision": {"invented strokes", "speckle", "holes", "leaked ink"},
    "edge_recall": {"erased strokes", "holes"},  # not blur: it widens contours at first
    "palette": {"smear", "hue shift", "washed out"},
    "filled": {"holes"},
    "leaked": {"speckle", "leaked ink"},
    "half_transparent": {"blur"},
    "vivid": {"washed out"},
    "stroke_darkness": {"blur", "erased strokes", "washed out"},
    "quality": EVERYTHING,
}
FALLING = {"mse", "colour", "leaked", "half_transparent"}  # these are the better the smaller


def validate(name, pictures, truths, colours, detect):
    """A row for each corruption and metric of one set.

    pictures: a `PictureSet`.  truths: (n, height, width, 4) uint8, the best pictures known for it.
    colours, detect: as for `metrics.measure`.  Metrics that need targets are left out if the set
    has none.
    """
    rows, untouched = [], measure(truths, pictures, colours, detect)
    for corruption in CORRUPTIONS:
        made = (corrupt(truths, corruption, severity) for severity in SEVERITIES[1:])
        tables = [untouched, *(measure(each, pictures, colours, detect) for each in made)]
        for metric in METRICS:
            scores = np.column_stack([table[metric] for table in tables])
            scores = scores[~np.isnan(scores).any(1)]
            if len(scores):
                faults = scores if metric in FALLING else -scores
                labels = {"set": name, "corruption": corruption, "metric": metric}
                rows.append(labels | {"meant": corruption in MEANT[metric]} | worsening(faults))
    return pd.DataFrame(rows)


def worsening(faults):
    """How surely faults, (pictures, severities), grow with the severity.

    spearman: the rank correlation of the two for each picture, 0 for a metric that doesn't move.
    steps: the share of steps at which a picture's faults grow.  Both are means over pictures with
    their 95 % interval.  every_step: whether the mean over pictures grows at each step.
    """
    steps = np.diff(faults) > 0
    ranked, grown = bootstrap_mean(spearman(faults)), bootstrap_mean(steps.mean(1))
    return {
        "spearman": ranked.value,
        "low": ranked.low,
        "high": ranked.high,
        "steps": grown.value,
        "steps_low": grown.low,
        "steps_high": grown.high,
        "every_step": bool((np.diff(faults.mean(0)) > 0).all()),
        "pictures": len(faults),
    }


def spearman(faults):
    """Rank correlation of each row (pictures, severities) with the severity; 0 if it is flat."""
    ranks = rankdata(faults, axis=1)
    ranks -= ranks.mean(1, keepdims=True)
    order = np.arange(faults.shape[1]) - (faults.shape[1] - 1) / 2
    size = np.sqrt((ranks**2).sum(1) * (order**2).sum())
    return np.divide(ranks @ order, size, out=np.zeros(len(faults)), where=size > 0)


def judged(table):
    """The table with a verdict on each metric: accepted, or left out.

    A metric is accepted if its mean worsens at every step and the interval of its rank correlation
    lies above RANKED, under all corruptions that it is meant to see and on every set.
    """
    passed = (table.every_step & (table.low > RANKED)) | ~table.meant
    accepted = passed.groupby(table.metric).transform("all")
    verdict = np.where(accepted, "accepted", "left out")
    return table.assign(bound=RANKED, passed=passed, verdict=verdict)
