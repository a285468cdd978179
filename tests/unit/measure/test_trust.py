"""Pictures less steady than a model's others are unsure, and named."""

import numpy as np

from ganca.measure.trust import in_words, trust


def test_a_picture_less_steady_than_the_lowest_quarter_is_unsure():
    table = trust([0.1, 0.95, 0.35, 0.2], known=[0.2, 0.4, 0.6, 0.8])
    assert table.steadier_than.tolist() == [0, 1, 0.25, 0]
    assert table.trust.tolist() == ["unsure", "steady", "steady", "unsure"]
    table["drawing"] = [1, 2, 3, 4]
    assert in_words(table) == "unsure of 2 of 4, the least steady first: 1, 4"
    assert "unsure" not in in_words(table[table.trust == "steady"])


def test_of_many_unsure_pictures_a_few_are_named():
    table = trust(np.linspace(0, 0.1, 30), known=[0.2, 0.4, 0.6, 0.8])
    told = in_words(table.assign(drawing=range(30)))
    assert told == "unsure of 30 of 30, the least steady first: 0, 1, 2, 3, 4 and 25 more"
