"""The intervals must hold what they say they hold."""

import numpy as np
import pytest
import scipy.stats

from ganca.measure import statistics


def test_the_interval_holds_the_true_mean_about_as_often_as_it_says():
    random = np.random.default_rng(1)
    samples = random.exponential(1.0, (200, 40))  # skewed, as errors are; its mean is 1
    found = [statistics.bootstrap_mean(sample) for sample in samples]
    held = np.mean([each.low <= 1 <= each.high for each in found])
    # 0.95 at best; percentile intervals of 40 skewed values hold a little less, and 200 trials
    # scatter by 0.02.
    assert 0.87 <= held <= 0.99


def test_the_interval_of_a_mean_is_four_standard_errors_wide():
    values = np.random.default_rng(0).normal(5, 2, 400)
    value, low, high = statistics.bootstrap_mean(values)
    assert value == pytest.approx(values.mean())
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)


def test_the_same_values_give_the_same_interval():
    values = np.arange(10.0)
    assert statistics.bootstrap_mean(values) == statistics.bootstrap_mean(values)


def test_the_interval_of_a_mean_is_that_of_scipy():
    values = np.random.default_rng(1).normal(size=30)
    found = scipy.stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=statistics.DRAWS,
        confidence_level=statistics.LEVEL,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    _, *interval = statistics.bootstrap_mean(values)
    assert interval == pytest.approx(found.confidence_interval)


def test_pairing_takes_out_what_pictures_share():
    random = np.random.default_rng(0)
    difficulty = random.normal(0, 10, 50)
    ours, theirs = difficulty + 1 + random.normal(0, 0.1, 50), difficulty
    value, low, high = statistics.bootstrap_mean(ours - theirs)
    assert 0.9 < low < value < high < 1.1
    ratio = statistics.ratio(ours + 100, theirs + 100)
    pairs = statistics.paired_ratio(ours + 100, theirs + 100)
    assert pairs.value == pytest.approx(ratio.value)
    assert pairs.high - pairs.low < 0.1 * (ratio.high - ratio.low)


def test_pictures_without_a_value_are_left_out_as_pairs():
    assert statistics.bootstrap_mean([1, np.nan, 3]).value == 2
    assert statistics.paired_ratio([3, np.nan, 3], [1, 1, np.nan]).value == 3


def test_of_nothing_no_number_and_of_one_picture_no_interval():
    assert np.isnan(statistics.bootstrap_mean([np.nan]).value)
    value, low, high = statistics.bootstrap_mean([2.5])
    assert value == 2.5 and np.isnan([low, high]).all()


def test_a_ratio_to_what_may_be_nothing_has_no_value():
    around_zero, above = np.array([-1.0, 2, -1, 1]), np.array([1.0, 2, 1, 1])
    for quotient in (statistics.ratio, statistics.paired_ratio):
        assert np.isnan(quotient(above, around_zero)).all()
        assert np.isnan(quotient(above, 0 * above)).all()
        assert np.isnan(quotient(above, -above)).all()
        assert np.isfinite(quotient(around_zero, above)).all()
