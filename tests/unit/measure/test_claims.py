"""Every verdict must be able to come out either way, for the right reason."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from paper_run import (
    PARTS,
    adversarial_log,
    changed,
    each_seed,
    logged,
    only_one_seed,
    supervised_log,
)

from ganca.measure import validation
from ganca.measure.claims import CLAIMS
from ganca.measure.evidence import Evidence
from ganca.measure.verdicts import find, judge


def judged(evidence):
    """The table claims.csv, by the claims' names."""
    return judge(CLAIMS, evidence).set_index("name")


def test_a_run_as_the_paper_describes_it_reproduces_every_claim(evidence):
    table = judge(CLAIMS, evidence)
    numbers = ["value", "low", "high", "seeds", "least", "most"]
    assert [*table] == ["name", "claim", "measure", *numbers, "verdict", "reason", "models"]
    assert table.verdict.tolist() == ["reproduced"] * len(CLAIMS), table
    assert table.claim.is_unique and table.value.notna().all() and (table.reason == "").all()


def test_a_claim_names_the_models_that_it_rests_on(evidence):
    models = judged(evidence).models
    assert models["drawings_better_with_gan"] == "nca four"
    assert models["wasserstein_calmer"] == "three one"
    one = replace(evidence, parts=PARTS | {"wasserstein": "one"})
    assert judged(one).models["wasserstein_calmer"] == "one"


def test_a_claim_of_a_part_that_no_model_plays_is_left_out(evidence):
    parts = {part: model for part, model in PARTS.items() if part != "nature_longer"}
    table = judged(replace(evidence, parts=parts))
    assert {*CLAIMS} - {*table.index} == {"nature_close_when_trained_longer"}


def test_the_paper_tells_each_claim_once_beside_what_it_is_about():
    text = Path("workflow/paper/paper.typ").read_text()
    told = re.findall(r'"(\w+)"', "".join(re.findall(r"#claimed\((.*?)\)", text, re.DOTALL)))
    assert sorted(told) == sorted(CLAIMS)


FAULTS = {
    "reproduces_training_pictures": lambda e: changed(e, 0.2, "mse", model="average"),
    "stable_beyond_training": lambda e: changed(e, 5, "mse", model="nca", steps=200.0),
    "regrows_what_is_erased": lambda e: replace(
        e, regrowth=e.regrowth.assign(after=5 * e.regrowth.after)
    ),
    "simple_validation_good": lambda e: changed(e, 3, "mse", model="nca", split="validation"),
    "coloured_validation_poor": lambda e: changed(e, 0.2, "mse", model="nca", split="validation"),
    "drawings_poor_when_supervised": lambda e: changed(e, 3.5, "quality", set="drawings"),
    "drawings_better_with_gan": lambda e: changed(
        changed(changed(e, 0.36, "quality", model="four"), 0.25, "quality", model="five"),
        *(0.25, "quality"),
        model="six",
    ),
    "critic_makes_the_difference": lambda e: changed(e, 2.2, "quality", model="five", steps=28.0),
    "critic_improves_drawings": lambda e: changed(e, 2.2, "quality", model="five", steps=28.0),
    "critic_improves_drawings_for_long": lambda e: changed(
        e, 2.2, "quality", model="five", steps=200.0
    ),
    "critic_keeps_strokes_dark": lambda e: changed(e, 1.3, "stroke_darkness", model="five"),
    "pen_improves_drawings": lambda e: changed(e, 2.2, "quality", model="six", steps=28.0),
    "pen_improves_drawings_for_long": lambda e: changed(
        e, 2.2, "quality", model="six", steps=200.0
    ),
    "drawings_keep_details": lambda e: changed(e, 0.9, "edge_recall", model="four"),
    "drawings_without_artifacts": lambda e: changed(e, 0.9, "edge_precision", model="four"),
    "validation_flat": lambda e: logged(e, nca=supervised_log((100, 50), (120, 60))),
    "improved_losses_bounded": lambda e: logged(e, two=adversarial_log(1.5, 0.05)),
    "simple_losses_diverge": lambda e: logged(e, one=adversarial_log(0.7, 0.05)),
    "wasserstein_calmer": lambda e: logged(e, three=adversarial_log(5.0, 4.5, growth=1.0)),
    "wasserstein_unlearns_less": lambda e: logged(e, three=adversarial_log(5.0, 0.1, 4.0)),
    "nature_training_close": lambda e: changed(
        changed(e, 3, "colour", model="plants", split="train"), 3, "colour", split="validation"
    ),
    "nature_close_when_trained_longer": lambda e: changed(e, 3, "colour", model="trees"),
    "nature_keeps_shape": lambda e: changed(e, 0.5, "shape", split="validation"),
    "nature_loses_colour": lambda e: changed(e, 0.3, "colour", split="validation"),
    "finished_by_frame": lambda e: replace(
        e,
        frame_errors={
            s: np.repeat(films, 3, axis=1)[:, :61] for s, films in e.frame_errors.items()
        },
    ),
}


# Both ask for the same difference, the first as a share of the whole gain.
ALIKE = ("critic_makes_the_difference", "critic_improves_drawings")


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_that_fails_says_so_and_no_other_verdict_moves(name, evidence):
    verdicts = judged(FAULTS[name](evidence)).verdict
    assert verdicts[name] == "not reproduced"
    others = verdicts.drop([*ALIKE] if name in ALIKE else name)
    assert (others == "reproduced").all(), others


def test_from_one_seed_nothing_that_is_said_of_training_is_reproduced(evidence):
    table = judged(only_one_seed(evidence))
    of_training = [name for name, claim in CLAIMS.items() if claim.of_training]
    assert len(of_training) == 11 and "critic_makes_the_difference" in of_training
    assert (table.verdict[of_training] == "partly").all()
    assert table.reason[of_training].str.contains("seed").all()
    assert (table.verdict.drop(of_training) == "reproduced").all()
    assert table[["least", "most"]].isna().all(axis=None) and (table.seeds == 1).all()


def test_low_and_high_are_over_pictures_and_least_and_most_over_seeds(evidence):
    scores = evidence.scores.copy()
    second = (scores.model == "nca") & (scores.seed == 1) & (scores.steps == 200)
    scores.loc[second, "mse"] *= 1.1
    logs = {0: adversarial_log(0.7, 0.05), 1: adversarial_log(0.97, 0.1)}
    table = judged(replace(evidence, scores=scores, histories=evidence.histories | {"two": logs}))
    stable, bounded = table.loc["stable_beyond_training"], table.loc["improved_losses_bounded"]
    assert stable.least == pytest.approx(1.2) and stable.most == pytest.approx(1.32)
    assert stable.value == pytest.approx(1.26) and 1.2 < stable.low <= stable.high < 1.32
    assert (bounded.least, bounded.value, bounded.most) == (0.5, 0.75, 1)
    assert np.isnan(bounded.low) and np.isnan(bounded.high)
    losses = [name for name in table.index if re.search("loss|wasserstein|flat", name)]
    assert table.low[losses].isna().all() and table.low.drop(losses).notna().all()


@pytest.mark.parametrize("missing", ["simple", "coloured"])
def test_a_claim_on_pictures_that_a_split_has_none_of_says_so(evidence, missing):
    none = evidence.unlike.index.str.startswith("train")
    unlike = evidence.unlike.where(~none, 0.5 if missing == "simple" else 0.0)
    table = judged(replace(evidence, unlike=unlike))
    name = {"simple": "simple_validation_good", "coloured": "coloured_validation_poor"}[missing]
    assert table.verdict[name] == "not measured" and np.isnan(table.value[name])
    assert table.reason[name] == f"no {missing} picture in the train set"
    assert (table.verdict.drop(name) == "reproduced").all()


def test_pictures_without_a_common_colour_are_neither_simple_nor_coloured(evidence):
    table = judged(replace(evidence, unlike=evidence.unlike * np.nan))
    two = ["simple_validation_good", "coloured_validation_poor"]
    assert (table.verdict[two] == "not measured").all()
    assert (table.verdict.drop(two) == "reproduced").all()


def test_of_a_gain_that_may_be_none_no_share_is_taken(evidence):
    """Half of the drawings gain and half lose: whose share of it were gone?"""
    scores = evidence.scores.copy()
    rows = scores.model == "four"
    scores.loc[rows, "quality"] = 0.16 + 0.1 * (-1.0) ** np.arange(rows.sum())
    found = find(CLAIMS["critic_makes_the_difference"], replace(evidence, scores=scores))
    assert found.verdict == "not measured" and "gain" in found.doubt


def test_films_that_get_no_better_are_finished_at_no_frame(evidence):
    still = replace(evidence, frame_errors=each_seed(np.ones((4, 61))))
    found = find(CLAIMS["finished_by_frame"], still)
    assert found.verdict == "not measured" and "film" in found.doubt


def test_stability_is_not_claimed_of_horizons_that_training_reached(evidence):
    scores = evidence.scores.replace({"steps": {200.0: 50.0}})
    found = find(CLAIMS["stable_beyond_training"], replace(evidence, scores=scores))
    assert found.verdict == "not measured" and "horizon" in found.doubt


def test_what_an_nca_above_the_ceiling_lacks_cannot_be_made_up(evidence):
    above = changed(evidence, 6, "quality", model="nca", split="ood")
    assert find(CLAIMS["drawings_better_with_gan"], above).verdict == "not measured"


def test_claims_ask_only_metrics_that_are_validated(evidence, monkeypatch):
    asked, score = set(), Evidence.score

    def noted(self, part, where, split, metric, steps=None):
        asked.add(metric)
        return score(self, part, where, split, metric, steps)

    monkeypatch.setattr(Evidence, "score", noted)
    judge(CLAIMS, evidence)
    assert asked and asked <= set(validation.MEANT)
