"""What a run left behind, seed by seed, and which pictures are coloured."""

from dataclasses import replace

import numpy as np
import pytest
from paper_run import adversarial_log

from ganca.data.dataset import PictureSet
from ganca.measure.claim_numbers import SIMPLE, improved_bounded
from ganca.measure.claims import CLAIMS
from ganca.measure.evidence import unlike_the_commonest
from ganca.measure.verdicts import find


def test_the_evidence_of_a_seed_holds_nothing_of_another(evidence):
    logs = {1: adversarial_log(0.7, 0.05), 0: adversarial_log(1.5, 0.05)}
    mixed = replace(evidence, histories=evidence.histories | {"two": logs})
    for seed in (0, 1):
        alone = mixed.of([seed])
        assert (alone.scores.seed.dropna() == seed).all() and alone.scores.seed.isna().any()
        assert alone.histories["two"][seed] is logs[seed] and len(alone.histories["two"]) == 1
        assert (alone.regrowth.seed == seed).all() and [*alone.frame_errors] == [seed]
    assert improved_bounded(mixed).value == 0.5


def test_a_claim_rests_on_the_seeds_that_all_its_models_have(evidence):
    """Of two models, one of which was trained once, no seed but that."""
    scores = evidence.scores
    lacking = replace(evidence, scores=scores[~((scores.model == "four") & (scores.seed == 1))])
    assert lacking.seeds(["supervised"]) == [0, 1]
    assert lacking.seeds(["supervised", "adversarial"]) == [0]
    both = find(CLAIMS["drawings_better_with_gan"], lacking)
    assert len(both.by_seed) == 1 and both.value == pytest.approx(both.by_seed[0])
    assert len(find(CLAIMS["drawings_poor_when_supervised"], lacking).by_seed) == 2


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
