"""A verdict looks at the worse end: of the interval over pictures, and of the seeds."""

import numpy as np
import pytest

from ganca.measure.statistics import Estimate
from ganca.measure.verdicts import Bounds, Claim, Finding


def finding(estimate, bounds, of_training=False, by_seed=()):
    """A finding of a claim without words."""
    return Finding(Claim("", "", None, bounds, (), of_training), estimate, by_seed)


@pytest.mark.parametrize(
    ("estimate", "bounds", "verdict"),
    [
        (Estimate(0.8, 0.76, 0.9), Bounds(0.75, 0.5), "reproduced"),
        (Estimate(0.8, 0.7, 0.9), Bounds(0.75, 0.5), "partly"),  # not surely enough
        (Estimate(0.6, 0.4, 0.8), Bounds(0.75, 0.5), "partly"),
        (Estimate(0.4, 0.3, 0.6), Bounds(0.75, 0.5), "not reproduced"),
        (Estimate(1.4, 1.2, 1.5), Bounds(1.5, 4), "reproduced"),  # smaller is better
        (Estimate(1.4, 1.2, 1.6), Bounds(1.5, 4), "partly"),
        (Estimate(4.1, 3.0, 5.0), Bounds(1.5, 4), "not reproduced"),
        (Estimate(0.8), Bounds(0.75, 0.5), "partly"),  # no interval known: nothing is sure
        (Estimate(0.4), Bounds(0.75, 0.5), "not reproduced"),
        (Estimate(np.nan), Bounds(0.75, 0.5), "not measured"),
        ("no such picture", Bounds(0.75, 0.5), "not measured"),
    ],
)
def test_the_verdict_looks_at_the_worse_end_of_the_interval(estimate, bounds, verdict):
    assert finding(estimate, bounds).verdict == verdict


@pytest.mark.parametrize(
    ("by_seed", "verdict"),
    [
        ((0.8,), "partly"),  # one seed
        ((0.76, 0.84), "reproduced"),
        ((0.7, 0.9), "partly"),
        ((0.76, np.nan), "partly"),
    ],
)
def test_of_training_the_verdict_looks_at_the_worst_seed(by_seed, verdict):
    found = finding(Estimate(0.8), Bounds(0.75, 0.5), True, by_seed)
    assert found.verdict == verdict
    assert bool(found.doubt) == (len(by_seed) < 2 or np.isnan(by_seed).any())


def test_both_the_pictures_and_the_seeds_must_be_sure_where_both_are_asked():
    def verdict(low, by_seed):
        bounds = Bounds(0.75, 0.5)
        return finding(Estimate(0.8, low, 0.9), bounds, True, by_seed).verdict

    assert verdict(0.76, (0.78, 0.82)) == "reproduced"
    assert verdict(0.7, (0.78, 0.82)) == verdict(0.76, (0.7, 0.9)) == "partly"
