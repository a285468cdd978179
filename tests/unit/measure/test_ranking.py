"""Rank correlations of known pairs."""

import numpy as np
import pytest
import scipy.stats

from ganca.measure.ranking import rank_correlation


def test_ranks_that_agree_correlate_with_one_whatever_the_numbers():
    numbers = np.random.default_rng(0).normal(size=40)
    assert rank_correlation(numbers, np.exp(numbers)) == pytest.approx((1, 1, 1))
    assert rank_correlation(numbers, -numbers).value == pytest.approx(-1)
    other = np.random.default_rng(1).normal(size=40)
    found = rank_correlation(numbers, other)
    assert found.value == pytest.approx(scipy.stats.spearmanr(numbers, other).statistic)
    assert found.low < 0 < found.high


def test_numbers_that_are_alike_for_all_rank_nothing():
    assert np.isnan(rank_correlation(np.ones(9), np.arange(9)).value)
    assert np.isnan(rank_correlation([1, 2, np.nan], [1, 2, 3]).value)
