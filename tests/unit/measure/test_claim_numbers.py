"""The arithmetic of the claims, by hand."""

import numpy as np
import pandas as pd

from ganca.measure.claim_numbers import fall, finished_at


def test_finished_is_the_first_frame_with_most_of_the_way_done():
    errors = np.array([[1.0, 0.5, 0.04, 0.0, 0.3]])
    assert finished_at(errors) == [2]


def test_a_training_too_short_to_fall_is_not_called_flat():
    assert np.isnan(fall(pd.Series([np.nan, 3.0, np.nan, 2.0])))
    assert fall(pd.Series([4.0, 3.0, 2.0, 1.0])) == 0.75
