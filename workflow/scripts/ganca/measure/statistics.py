"""Bootstrap intervals (Efron, 1979): how sure a number is that was measured on a few pictures.

`scipy.stats.bootstrap` finds the same interval of a mean, but takes five times as long, for it
draws anew for each of a table's thousands of rows; a ratio of two groups it draws otherwise.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

DRAWS = 1000  # resamples; between seeds the interval's ends then move by a few % of its width
LEVEL = 0.95


class Estimate(NamedTuple):
    """A number and the interval that holds it with 95 % confidence; nan where none is known."""

    value: float
    low: float = np.nan
    high: float = np.nan


def bootstrap(statistic, *groups, seed=0):
    """An estimate of a statistic of one or more groups of pictures.

    groups: each (n, ...), an entry a picture; each group is resampled by itself.
    statistic: maps the resampled groups, each (draws, n, ...), to (draws,), a value a draw.
    The value is nan if a group is empty; the interval is nan if no group has two pictures.
    """
    groups = [np.asarray(group, dtype=float) for group in groups]
    if not all(len(group) for group in groups):
        return Estimate(np.nan)
    value = float(statistic(*(group[None] for group in groups))[0])
    if all(len(group) == 1 for group in groups):
        return Estimate(value)
    drawn = [group[indices(len(group), seed + i)] for i, group in enumerate(groups)]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(statistic(*drawn), [tail, 1 - tail])
    return Estimate(value, float(low), float(high))


@cache
def indices(count, seed):
    """The indices of the pictures in each resample of `count` pictures: (draws, count)."""
    return np.random.default_rng(seed).integers(count, size=(DRAWS, count))


def known(values):
    """The entries without a nan, of (n,) or (n, columns)."""
    values = np.asarray(values, dtype=float)
    return values[~np.isnan(values.reshape(len(values), -1)).any(1)]


def mean(draws):
    """The mean over pictures of (draws, n)."""
    return draws.mean(1)


def bootstrap_mean(values, seed=0):
    """The mean over pictures, (n,); pictures without a value (nan) are left out."""
    return bootstrap(mean, known(values), seed=seed)


def surely_positive(values, seed=0):
    """Whether the mean over pictures and, if known, its whole interval are above 0."""
    value, low, _ = bootstrap_mean(values, seed)
    return value > 0 and not low <= 0


def paired_ratio(ours, theirs, seed=0):
    """mean(ours) / mean(theirs), both (n,) of the same pictures in the same order.

    nan if theirs isn't surely above 0, as in `ratio`.
    """
    pairs = known(np.column_stack([ours, theirs]))
    if not surely_positive(pairs[:, 1], seed):
        return Estimate(np.nan)
    return bootstrap(lambda draws: mean(draws[..., 0]) / mean(draws[..., 1]), pairs, seed=seed)


def ratio(ours, theirs, seed=0):
    """mean(ours) / mean(theirs) of two separate groups of pictures, (n,) and (m,).

    nan if theirs isn't surely above 0: if some resamples were near 0, their quotients would be of
    any size, and no interval would hold the ratio (Fieller's has no end there).
    """
    if not surely_positive(theirs, seed):
        return Estimate(np.nan)
    return bootstrap(lambda a, b: mean(a) / mean(b), known(ours), known(theirs), seed=seed)
