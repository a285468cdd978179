"""What a run left behind, seed by seed, and which pictures are coloured."""

from dataclasses import replace

import numpy as np
from paper_run import adversarial_log

from ganca.data.dataset import PictureSet
from ganca.measure.claim_numbers import SIMPLE, improved_bounded
from ganca.measure.evidence import unlike_the_commonest


def test_seeds_may_come_in_any_order(evidence):
    logs = [adversarial_log(0.7, 0.05), adversarial_log(1.5, 0.05)]
    turned = replace(
        evidence,
        scores=evidence.scores.assign(seed=1 - evidence.scores.seed),
        histories=evidence.histories | {"two": logs},
    )
    first, second = turned.each_seed()
    assert (first.scores.seed.dropna() == 1).all() and (second.scores.seed.dropna() == 0).all()
    assert first.histories["two"][0] is logs[0] and second.histories["two"][0] is logs[1]
    assert len(first.scores) == len(second.scores) < len(turned.scores)
    assert improved_bounded(turned).value == 0.5


def test_photographs_are_coloured():
    random = np.random.default_rng(0)
    targets = random.integers(0, 256, (4, 12, 12, 4), dtype=np.uint8)
    targets[..., 3] = 255
    names = ["a", "b", "c", "d"]
    edges = np.zeros((4, 12, 12), np.uint8)
    photographs = PictureSet(names, ["train"] * 3 + ["validation"], [""] * 4, edges, targets)
    shares = unlike_the_commonest(photographs)
    assert [*shares.index] == names and (shares > SIMPLE).all()
    targets[:3, :6, :, :3] = (255, 220, 0)  # a flat half, the commonest colour
    targets[1, 6:, :, :3] = (0, 0, 0)
    shares = unlike_the_commonest(photographs)
    assert shares["a"] == 0 and 0.3 < shares["b"] < 0.7 and shares["d"] > 0.9
