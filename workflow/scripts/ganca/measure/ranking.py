"""Spearman's rank correlation, with its bootstrap interval.

A module of its own: loading `scipy.stats` takes half a second of each job that needs no ranks.
"""

import numpy as np
from scipy.stats import rankdata

from ganca.measure.statistics import Estimate, bootstrap, known


def rank_correlation(ours, theirs, seed=0):
    """Spearman's rank correlation of two numbers of the same pictures, (n,) each, in [-1, 1].

    nan if fewer than three pictures have both, or if one number is the same for all.
    """
    pairs = known(np.column_stack([ours, theirs]))
    if len(pairs) < 3 or (np.ptp(pairs, axis=0) == 0).any():
        return Estimate(np.nan)
    return bootstrap(correlation_of_ranks, pairs, seed=seed)


def correlation_of_ranks(draws):
    """The rank correlation of both columns of (draws, n, 2): (draws,), 0 if one is flat."""
    ranks = rankdata(draws, axis=1)
    ranks -= ranks.mean(1, keepdims=True)
    size = np.sqrt((ranks**2).sum(1).prod(1))
    shared = ranks.prod(2).sum(1)
    return np.divide(shared, size, out=np.zeros(len(draws)), where=size > 0)
