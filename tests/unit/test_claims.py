"""Every verdict must be able to come out either way, for the right reason."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ganca import claims, validation
from ganca.claims import Bounds, Claim, Evidence
from ganca.statistics import Estimate

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


def pictures(model, where, split, steps=28.0, **metrics):
    """Scores of one model on one split, all pictures alike but for a ripple of 1 %."""
    ripple = 1 + 0.01 * np.cos(np.arange(PICTURES))
    labels = {"model": model, "seed": 0, "set": where, "split": split, "steps": steps}
    names = [f"{split}-{i}" for i in range(PICTURES)]
    values = {name: value * ripple for name, value in metrics.items()}
    return pd.DataFrame({**labels, "name": names, **values})


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
        "nca": [supervised_log((100, 50), (120, 119))],
        "one": [adversarial_log(3.0, 2.0)],
        "two": [adversarial_log(0.7, 0.05)],
        "three": [adversarial_log(5.0, 0.1, growth=1.0)],
    }
    film = np.vstack([np.maximum(1 - np.arange(61) / n, 0) for n in (18, 20, 21, 22)])
    unlike = pd.Series([0.5 * (int(n.split("-")[1]) < 6) for n in names], index=names)
    return Evidence(table, histories, records, PARTS, 28, film, unlike)


def changed(evidence, factor, metric, **where):
    """The evidence with one metric of some rows of its scores multiplied."""
    scores = evidence.scores.copy()
    rows = np.logical_and.reduce([scores[key] == value for key, value in where.items()])
    assert rows.any()
    scores.loc[rows, metric] *= factor
    return replace(evidence, scores=scores)


def logged(evidence, **histories):
    """The evidence with other losses of some models, one seed each."""
    new = {model: [history] for model, history in histories.items()}
    return replace(evidence, histories=evidence.histories | new)


def test_a_run_as_the_paper_describes_it_reproduces_every_claim(evidence):
    table = claims.judge(evidence)
    estimate = ["value", "low", "high"]
    assert [*table] == ["name", "claim", "measure", *estimate, "verdict", "models"]
    assert table.verdict.tolist() == ["reproduced"] * len(claims.CLAIMS), table
    assert table.claim.is_unique and table.value.notna().all()


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
    claims.finished_by_frame: lambda e: replace(e, film=np.repeat(e.film, 3, axis=1)[:, :61]),
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
        (Estimate(0.8), Bounds(0.75, 0.5), "reproduced"),  # no interval known
        (Estimate(np.nan), Bounds(0.75, 0.5), "not reproduced"),
    ],
)
def test_the_verdict_looks_at_the_worse_end_of_the_interval(estimate, bounds, verdict):
    assert Claim("", "", estimate, bounds, ()).verdict == verdict


def test_stability_is_not_claimed_of_horizons_that_training_reached(evidence):
    scores = evidence.scores.replace({"steps": {200.0: 50.0}})
    claim = claims.stable_beyond_training(replace(evidence, scores=scores))
    assert claim.verdict == "not reproduced" and np.isnan(claim.estimate.value)


def test_a_gan_worse_than_an_nca_above_the_ceiling_is_no_improvement(evidence):
    above = changed(evidence, 6, "quality", model="nca", split="ood")
    assert claims.drawings_better_with_gan(above).verdict == "not reproduced"


def test_several_seeds_give_a_mean_between_the_least_and_the_greatest(evidence):
    logs = [adversarial_log(0.7, 0.05), adversarial_log(1.5, 0.05)]
    claim = claims.improved_losses_bounded(
        replace(evidence, histories=evidence.histories | {"two": logs})
    )
    assert claim.estimate == (0.5, 0, 1)
    assert claim.verdict == "partly"


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
