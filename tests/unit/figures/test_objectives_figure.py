"""Figure B fits on a page of the paper, however many models there are."""

import numpy as np
import pytest

from figures import objectives
from ganca.show.gallery import Gallery


@pytest.mark.parametrize("models", [1, 7, 11, 20])
def test_lines_of_any_number_of_models_fit_on_a_page(models):
    count = objectives.columns(models)
    gallery = Gallery(count, objectives.GUTTER)
    picture = np.zeros((count, 4, 4, 3), np.uint8)
    for name in objectives.SETS:
        gallery.add(name, {f"model {k}": picture for k in range(models + 1)})
    width, height = gallery.finished().get_size_inches()
    assert count >= objectives.COLUMNS and height <= objectives.TALLEST
    smaller = (width - objectives.GUTTER) / (count - 1) * len(objectives.SETS) * (models + 1)
    assert count == objectives.COLUMNS or smaller > 0.9 * objectives.TALLEST
