"""Every verdict must be able to come out either way, for the right reason."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ganca.data.dataset import PictureSet
from ganca.measure import claims, validation
from ganca.measure.claims import Bounds, Claim, Evidence
from ganca.measure.statistics import Estimate

PARTS = {
    "supervised": "nca",
    "nature": "plants",
    "simple": "one",
    "improved": "two",
    "wasserstein": "three",
    "adversarial": "four",
    "without_critic": "five",
}
PICTURES = 12  # of each split
STEPS = 400
SEEDS = 2


def pictures(model, where, split, steps=28.0, **metrics):
    """Scores of one model on one split, all pictures and both seeds alike but for a ripple of 1 %.

    References, which have no steps, have no seed either.
    """
    ripple = 1 + 0.01 * np.cos(np.arange(PICTURES))
    labels = {"model": model, "set": where, "split": split, "steps": steps}
    names = [f"{split}-{i}" for i in range(PICTURES)]
    seeds = [np.nan] if np.isnan(steps) else range(SEEDS)
    return pd.concat(
        pd.DataFrame({**labels, "seed": seed, "name": names}).assign(
            **{name: value * ripple for name, value in metrics.items()}
        )
        for seed in seeds
    )


def supervised_log(training, validation):
    """Losses that go straight from the first to the second of each pair in the second half."""
    step = np.arange(1, STEPS + 1)
    way = (step / STEPS * 2 - 1).clip(0)
    measured = validation[0] + way * (validation[1] - validation[0])
    return pd.DataFrame(
        {
            "step": step,
            "loss": training[0] + way * (training[1] - training[0]),
            "validation": np.where(step % 20 == 0, measured, np.nan),
        }
    )


def adversarial_log(level, leap, growth=3.0):
    """Losses that leap up and down around a level; the validation loss falls, then grows again."""
    step = np.arange(1, STEPS + 1)
    loss = level + leap * (-1.0) ** step
    measured = np.interp(
        step, [0, STEPS / 2, 0.8 * STEPS, STEPS], [200, 50, 50 * growth, 50 * growth]
    )
    validation = np.where(step % 20 == 0, measured, np.nan)
    return pd.DataFrame(
        {"step": step, "generator": level, "critic": loss, "validation": validation}
    )


@pytest.fixture
def evidence():
    """A run in which every claim comes out as the paper says."""
    scores = [
        pictures("nca", "faces", "train", mse=0.005),
        pictures("nca", "faces", "train", steps=200.0, mse=0.006),
        pictures("nca", "faces", "validation", mse=0.006),
        pictures("average", "faces", "train", steps=np.nan, mse=0.034),
        pictures("nca", "drawings", "ood", quality=0.15),
        pictures("four", "drawings", "ood", quality=0.45),
        pictures("five", "drawings", "ood", quality=0.2),
        pictures("truth", "wobbled", "ood", steps=np.nan, quality=0.57),
        pictures("plants", "flora", "train", shape=0.95, colour=8.0),
        pictures("plants", "flora", "validation", shape=0.93, colour=25.0),
    ]
    table = pd.concat(scores, ignore_index=True)
    coloured = table.name.isin([f"validation-{i}" for i in range(6)])
    table.loc[(table["set"] == "faces") & coloured, "mse"] *= 4
    names = [f"{split}-{i}" for split in ("train", "validation") for i in range(PICTURES)]
    settings = {"rollout": [24, 32]}
    records = {
        model: {"parameters": 20624, "settings": settings, "dataset": {"name": home}}
        for model, home in [("nca", "faces"), ("plants", "flora")]
    }
    histories = {
        "nca": SEEDS * [supervised_log((100, 50), (120, 119))],
        "one": SEEDS * [adversarial_log(3.0, 2.0)],
        "two": SEEDS * [adversarial_log(0.7, 0.05)],
        "three": SEEDS * [adversarial_log(5.0, 0.1, growth=1.0)],
    }
    film = np.vstack([np.maximum(1 - np.arange(61) / n, 0) for n in (18, 20, 21, 22)])
    unlike = pd.Series([0.5 * (int(n.split("-")[1]) < 6) for n in names], index=names)
    return Evidence(table, histories, records, PARTS, 28, SEEDS * [film], unlike)


def changed(evidence, factor, metric, **where):
    """The evidence with one metric of some rows of its scores multiplied."""
    scores = evidence.scores.copy()
    rows = np.logical_and.reduce([scores[key] == value for key, value in where.items()])
    assert rows.any()
    scores.loc[rows, metric] *= factor
    return replace(evidence, scores=scores)


def logged(evidence, **histories):
    """The evidence with other losses of some models."""
    new = {model: SEEDS * [history] for model, history in histories.items()}
    return replace(evidence, histories=evidence.histories | new)


def test_a_run_as_the_paper_describes_it_reproduces_every_claim(evidence):
    table = claims.judge(evidence)
    numbers = ["value", "low", "high", "seeds", "least", "most"]
    assert [*table] == ["name", "claim", "measure", *numbers, "verdict", "reason", "models"]
    assert table.verdict.tolist() == ["reproduced"] * len(claims.CLAIMS), table
    assert table.claim.is_unique and table.value.notna().all() and (table.reason == "").all()


def test_a_claim_names_the_models_that_it_rests_on(evidence):
    models = claims.judge(evidence).set_index("name").models
    assert models["drawings_better_with_gan"] == "nca four"
    assert models["wasserstein_calmer"] == "three one"
    one = replace(evidence, parts=PARTS | {"wasserstein": "one"})
    assert claims.judge(one).set_index("name").models["wasserstein_calmer"] == "one"


def test_the_paper_tells_each_claim_once_beside_what_it_is_about():
    text = Path("workflow/paper/paper.typ").read_text()
    told = re.findall(r'"(\w+)"', "".join(re.findall(r"#claimed\((.*?)\)", text, re.DOTALL)))
    assert sorted(told) == sorted(claim.__name__ for claim in claims.CLAIMS)


FAULTS = {
    claims.reproduces_training_pictures: lambda e: changed(e, 0.2, "mse", model="average"),
    claims.stable_beyond_training: lambda e: changed(e, 5, "mse", model="nca", steps=200.0),
    claims.simple_validation_good: lambda e: changed(e, 3, "mse", model="nca", split="validation"),
    claims.coloured_validation_poor: lambda e: changed(
        e, 0.2, "mse", model="nca", split="validation"
    ),
    claims.drawings_poor_when_supervised: lambda e: changed(e, 3.5, "quality", set="drawings"),
    claims.drawings_better_with_gan: lambda e: changed(
        changed(e, 0.36, "quality", model="four"), 0.5, "quality", model="five"
    ),
    claims.critic_makes_the_difference: lambda e: changed(e, 2.2, "quality", model="five"),
    claims.validation_flat: lambda e: logged(e, nca=supervised_log((100, 50), (120, 60))),
    claims.improved_losses_bounded: lambda e: logged(e, two=adversarial_log(1.5, 0.05)),
    claims.simple_losses_diverge: lambda e: logged(e, one=adversarial_log(0.7, 0.05)),
    claims.wasserstein_calmer: lambda e: logged(e, three=adversarial_log(5.0, 4.5, growth=1.0)),
    claims.wasserstein_unlearns_less: lambda e: logged(e, three=adversarial_log(5.0, 0.1, 4.0)),
    claims.nature_keeps_shape: lambda e: changed(e, 0.5, "shape", split="validation"),
    claims.nature_loses_colour: lambda e: changed(e, 0.3, "colour", split="validation"),
    claims.finished_by_frame: lambda e: replace(
        e, films=[np.repeat(film, 3, axis=1)[:, :61] for film in e.films]
    ),
}


@pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda claim: claim.__name__)
def test_a_claim_that_fails_says_so_and_no_other_verdict_moves(claim, evidence):
    table = claims.judge(FAULTS[claim](evidence)).set_index("claim").verdict
    failed = claim(evidence).claim
    assert table[failed] == "not reproduced"
    others = table.drop(failed)
    assert (others == "reproduced").all(), others


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
    assert Claim("", "", estimate, bounds, ()).verdict == verdict


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
    claim = Claim("", "", Estimate(0.8), Bounds(0.75, 0.5), (), True, by_seed)
    assert claim.verdict == verdict
    assert bool(claim.doubt) == (len(by_seed) < 2 or np.isnan(by_seed).any())


def test_both_the_pictures_and_the_seeds_must_be_sure_where_both_are_asked():
    def verdict(low, by_seed):
        bounds = Bounds(0.75, 0.5)
        return Claim("", "", Estimate(0.8, low, 0.9), bounds, (), True, by_seed).verdict

    assert verdict(0.76, (0.78, 0.82)) == "reproduced"
    assert verdict(0.7, (0.78, 0.82)) == verdict(0.76, (0.7, 0.9)) == "partly"


def only_one_seed(evidence):
    """The evidence of the first seed."""
    return next(evidence.each_seed())


def test_from_one_seed_nothing_that_is_said_of_training_is_reproduced(evidence):
    table = claims.judge(only_one_seed(evidence)).set_index("name")
    of_training = [claim.__name__ for claim in claims.CLAIMS if claim(evidence).of_training]
    assert len(of_training) == 6 and "critic_makes_the_difference" in of_training
    assert (table.verdict[of_training] == "partly").all()
    assert table.reason[of_training].str.contains("seed").all()
    assert (table.verdict.drop(of_training) == "reproduced").all()
    assert table[["least", "most"]].isna().all(axis=None) and (table.seeds == 1).all()


def test_low_and_high_are_over_pictures_and_least_and_most_over_seeds(evidence):
    scores = evidence.scores.copy()
    second = (scores.model == "nca") & (scores.seed == 1) & (scores.steps == 200)
    scores.loc[second, "mse"] *= 1.1
    logs = [adversarial_log(0.7, 0.05), adversarial_log(0.97, 0.1)]
    table = claims.judge(
        replace(evidence, scores=scores, histories=evidence.histories | {"two": logs})
    ).set_index("name")
    stable, bounded = table.loc["stable_beyond_training"], table.loc["improved_losses_bounded"]
    assert stable.least == pytest.approx(1.2) and stable.most == pytest.approx(1.32)
    assert stable.value == pytest.approx(1.26) and 1.2 < stable.low <= stable.high < 1.32
    assert (bounded.least, bounded.value, bounded.most) == (0.5, 0.75, 1)
    assert np.isnan(bounded.low) and np.isnan(bounded.high)
    losses = [name for name in table.index if re.search("loss|wasserstein|flat", name)]
    assert table.low[losses].isna().all() and table.low.drop(losses).notna().all()


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
    assert claims.improved_losses_bounded(turned).value == 0.5


@pytest.mark.parametrize("missing", ["simple", "coloured"])
def test_a_claim_on_pictures_that_a_split_has_none_of_says_so(evidence, missing):
    none = evidence.unlike.index.str.startswith("train")
    unlike = evidence.unlike.where(~none, 0.5 if missing == "simple" else 0.0)
    table = claims.judge(replace(evidence, unlike=unlike)).set_index("name")
    name = {"simple": "simple_validation_good", "coloured": "coloured_validation_poor"}[missing]
    assert table.verdict[name] == "not measured" and np.isnan(table.value[name])
    assert table.reason[name] == f"no {missing} picture in the train set"
    assert (table.verdict.drop(name) == "reproduced").all()


def test_pictures_without_a_common_colour_are_neither_simple_nor_coloured(evidence):
    table = claims.judge(replace(evidence, unlike=evidence.unlike * np.nan)).set_index("name")
    two = ["simple_validation_good", "coloured_validation_poor"]
    assert (table.verdict[two] == "not measured").all()
    assert (table.verdict.drop(two) == "reproduced").all()


def test_photographs_are_coloured():
    random = np.random.default_rng(0)
    targets = random.integers(0, 256, (4, 12, 12, 4), dtype=np.uint8)
    targets[..., 3] = 255
    names = ["a", "b", "c", "d"]
    edges = np.zeros((4, 12, 12), np.uint8)
    photographs = PictureSet(names, ["train"] * 3 + ["validation"], [""] * 4, edges, targets)
    shares = claims.unlike_the_commonest(photographs)
    assert [*shares.index] == names and (shares > claims.SIMPLE).all()
    targets[:3, :6, :, :3] = (255, 220, 0)  # a flat half, the commonest colour
    targets[1, 6:, :, :3] = (0, 0, 0)
    shares = claims.unlike_the_commonest(photographs)
    assert shares["a"] == 0 and 0.3 < shares["b"] < 0.7 and shares["d"] > 0.9


def test_of_a_gain_that_may_be_none_no_share_is_taken(evidence):
    """Half of the drawings gain and half lose: whose share of it were gone?"""
    scores = evidence.scores.copy()
    rows = scores.model == "four"
    scores.loc[rows, "quality"] = 0.16 + 0.1 * (-1.0) ** np.arange(rows.sum())
    claim = claims.critic_makes_the_difference(replace(evidence, scores=scores))
    assert claim.verdict == "not measured" and "gain" in claim.doubt


def test_films_that_get_no_better_are_finished_at_no_frame(evidence):
    claim = claims.finished_by_frame(replace(evidence, films=[np.ones((4, 61))]))
    assert claim.verdict == "not measured" and "film" in claim.doubt


def test_stability_is_not_claimed_of_horizons_that_training_reached(evidence):
    scores = evidence.scores.replace({"steps": {200.0: 50.0}})
    claim = claims.stable_beyond_training(replace(evidence, scores=scores))
    assert claim.verdict == "not measured" and "horizon" in claim.doubt


def test_what_an_nca_above_the_ceiling_lacks_cannot_be_made_up(evidence):
    above = changed(evidence, 6, "quality", model="nca", split="ood")
    assert claims.drawings_better_with_gan(above).verdict == "not measured"


def test_finished_is_the_first_frame_with_most_of_the_way_done():
    errors = np.array([[1.0, 0.5, 0.04, 0.0, 0.3]])
    assert claims.finished_at(errors) == [2]


def test_a_training_too_short_to_fall_is_not_called_flat():
    assert np.isnan(claims.fall(pd.Series([np.nan, 3.0, np.nan, 2.0])))
    assert claims.fall(pd.Series([4.0, 3.0, 2.0, 1.0])) == 0.75


def test_claims_ask_only_metrics_that_are_validated(evidence, monkeypatch):
    asked, score = set(), Evidence.score

    def noted(self, part, where, split, metric, steps=None):
        asked.add(metric)
        return score(self, part, where, split, metric, steps)

    monkeypatch.setattr(Evidence, "score", noted)
    claims.judge(evidence)
    assert asked and asked <= set(validation.MEANT)
