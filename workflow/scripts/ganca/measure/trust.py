"""How far to trust pictures whose truth nobody knows, from how steady they are.

`resilience` measures the steadiness, `reliability.csv` tells how well it ranks pictures.
"""

import numpy as np
import pandas as pd

from ganca.data.pictures import listed

UNSURE = 0.25  # of the pictures of `development`: one that is no steadier than these is unsure


def trust(steady, known):
    """How far to trust pictures that are so `steady` (n,), a row each.

    known: how steady the pictures of the set `development` are, by the same automaton: automata
    differ in it.  steadier_than: which share of those is less steady.  trust: ``unsure`` for the
    pictures as unsteady as the least steady quarter of those, else ``steady``.
    """
    less = (np.asarray(known) < np.reshape(steady, (-1, 1))).mean(1)
    words = np.where(less < UNSURE, "unsure", "steady")
    return pd.DataFrame({"steady": steady, "steadier_than": less, "trust": words})


def in_words(table):
    """A table of `trust` with a column `drawing` in words: which pictures are unsure."""
    unsure = table[table.trust == "unsure"]
    if unsure.empty:
        return "as steady as most pictures of this model"
    named = listed([*map(str, unsure.sort_values("steady").drawing)], ", ")
    return f"unsure of {len(unsure)} of {len(table)}, the least steady first: {named}"
