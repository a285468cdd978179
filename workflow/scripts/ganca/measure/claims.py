"""What the paper says, and what a run found: a number for each claim, and a verdict.

The paper judges by eye; every number here could have come out the other way.  A claim is
``reproduced`` if it is sure that its number reaches a first bound: at the worse end of the 95 %
interval over pictures and, where the claim is about training, with the worst of several seeds.  A
number without that interval, or such a claim from one seed, isn't sure.  A claim is ``partly``
reproduced if the number itself reaches a second, weaker bound, else ``not reproduced``.  It is
``not measured`` where the run has no such pictures, or a share would be one of nothing.

Bounds were set before any result was seen and carry their reason; the `quality` that the two
claims on drawings compare was mended twice afterwards, for it had passed the bare strokes, and
faces whose strokes had been erased.  `wasserstein_unlearns_less` was added when a full training of
the simple GANCA had been seen to unlearn, which leaps don't show.  Only metrics that `validation`
accepts are asked.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ganca.measure.metrics import training_palette, unlike
from ganca.measure.statistics import Estimate, bootstrap_mean, paired_ratio, ratio

PUBLISHED_STEPS = 60  # no training rollout in the paper is longer
FLAT_AFTER = 1000  # training steps after which the paper sees it; in a short run, half of them
SIMPLE = 0.1  # a picture with less of its area in other colours than the set's commonest is simple


class Bounds(NamedTuple):
    """What must be reached for ``reproduced`` and for ``partly``; the first is the stricter."""

    whole: float
    part: float


# Share of the average picture's error that is gone: 3/4 halves the typical error of a pixel.
EXPLAINED = Bounds(0.75, 0.5)
# Growth of the squared error: 1.5 is a fifth more on a typical pixel, which the eye forgives; 4
# is twice as much, which it doesn't.
STEADY = Bounds(1.5, 4)
# Error against that on training pictures: up to 1.5 times is as good, from 1.5 times on worse.
AS_GOOD = Bounds(1.5, 2.5)
WORSE = Bounds(1.5, 1.1)
# Quality on drawings against what the truth scores on line art: half of it is poor.
POOR = Bounds(0.5, 0.8)
# Share of the NCA's shortfall on drawings that is made up: half of it is drastic, any is better.
DRASTIC = Bounds(0.5, 0.1)
# Share of that gain that is gone without a critic: half makes the critic its cause.
CAUSE = Bounds(0.5, 0.1)
# Fall of the validation loss, for each unit that the training loss falls.
FLAT = Bounds(0.25, 0.5)
# Share of the training steps.
MOSTLY_INSIDE = Bounds(0.95, 0.5)
MOSTLY_OUTSIDE = Bounds(0.5, 0.1)
# Leaps of a loss against those of another: half as large is calmer, not larger is partly so.
CALMER = Bounds(0.5, 1)
# Growth of a loss against another's; where neither grows, at 1, neither is better.
GROWS_LESS = Bounds(0.5, 0.9)
# Overlap with the true silhouette, against that on training pictures.
KEPT = Bounds(0.9, 0.75)
# Frames; 36 is the last that the paper's Figure 8 shows.
FINISHED = Bounds(24, 36)
PROGRESS = 0.95  # share of the way from the edges to the best frame that counts as finished


@dataclass(frozen=True)
class Evidence:
    """What a run left behind.

    scores: `tables.read_scores` of the models and the references.  histories: log.csv of each
    seed, and records: run.json of one, both by model.  parts: which model plays which part.
    report_at: the horizon to judge at.  films: (pictures, frames) squared error of the supervised
    NCA's films, one a seed.  unlike: share of each picture in other colours than the commonest, by
    name; nan where that cannot be said.  Histories and films are in the order of the seeds.
    """

    scores: pd.DataFrame
    histories: dict[str, list[pd.DataFrame]]
    records: dict[str, dict]
    parts: dict[str, str]
    report_at: int
    films: list[np.ndarray]
    unlike: pd.Series

    @property
    def seeds(self):
        """The models' seeds, in the order of their scores; references have none."""
        return list(self.scores.seed.dropna().unique())

    def each_seed(self):
        """The evidence of one seed after the other."""
        for i, seed in enumerate(self.seeds):
            table = self.scores[self.scores.seed.isna() | (self.scores.seed == seed)]
            histories = {model: [logs[i]] for model, logs in self.histories.items()}
            yield replace(self, scores=table, histories=histories, films=[self.films[i]])

    def dataset(self, part):
        """The name of the data set that a part's model was trained on."""
        return self.records[self.parts[part]]["dataset"]["name"]

    def score(self, part, where, split, metric, steps=None):
        """A metric of the pictures of one set and split, by name, the mean over seeds.

        part: of a model, judged at `report_at` or after `steps`; or a reference's name.
        """
        table = self.scores
        rows = (table["set"] == where) & (table.split == split)
        rows &= table.model == self.parts.get(part, part)
        if part in self.parts:
            rows &= table.steps == (steps or self.report_at)
        else:
            rows &= table.steps.isna()
        return table[rows].groupby("name", sort=False)[metric].mean()

    def history(self, part):
        """The logs of a part's model, one a seed."""
        return self.histories[self.parts[part]]


@dataclass(frozen=True)
class Claim:
    """One row of claims.csv.

    estimate: with the interval over pictures; or, as a text, why there is none.  parts: those that
    the models play whose work is judged.  of_training: whether the claim is about how models train
    rather than about the models, so that the interval is the spread over seeds.  by_seed: the
    number of each seed alone, nan where it has none.
    """

    claim: str
    measure: str
    estimate: Estimate | str
    bounds: Bounds
    parts: tuple[str, ...]
    of_training: bool = False
    by_seed: tuple[float, ...] = ()

    @property
    def value(self):
        """The number, nan where there is none."""
        return np.nan if isinstance(self.estimate, str) else self.estimate.value

    @property
    def spread(self):
        """The least and the most of the seeds' numbers, nan for one seed."""
        if len(self.by_seed) < 2:
            return np.nan, np.nan
        return float(np.min(self.by_seed)), float(np.max(self.by_seed))

    @property
    def verdict(self):
        if np.isnan(self.value):
            return "not measured"
        sign = 1 if self.bounds.whole > self.bounds.part else -1
        if not self.doubt and min(sign * end for end in self.ends) >= sign * self.bounds.whole:
            return "reproduced"
        return "partly" if sign * self.value >= sign * self.bounds.part else "not reproduced"

    @property
    def ends(self):
        """Between which the number may lie."""
        known = [number for number in self.estimate if not np.isnan(number)]
        return [*known, *self.spread] if self.of_training else known

    @property
    def doubt(self):
        """Why there is no number, or none that could be sure; empty if there is."""
        if isinstance(self.estimate, str):
            return self.estimate
        if np.isnan(self.value):
            return "no picture to measure, or a ratio to nothing"
        if self.of_training:
            return "too few seeds to tell of training" if np.isnan(self.spread).any() else ""
        return "too few pictures for an interval" if np.isnan(self.estimate.low) else ""

    def row(self, name, players):
        """The claim as a mapping by the columns of claims.csv.

        name: to find it by.  players: the model that plays each part.
        """
        unknown = isinstance(self.estimate, str) or np.isnan(self.value)
        estimate, spread = Estimate(np.nan) if unknown else self.estimate, self.spread
        return {
            "name": name,
            "claim": self.claim,
            "measure": self.measure,
            **estimate._asdict(),
            "seeds": len(self.by_seed),
            **dict(zip(("least", "most"), spread, strict=True)),
            "verdict": self.verdict,
            "reason": self.doubt,
            "models": " ".join(dict.fromkeys(players[part] for part in self.parts)),
        }


def complement(estimate):
    """1 - estimate."""
    return Estimate(1 - estimate.value, 1 - estimate.high, 1 - estimate.low)


def over_seeds(values, otherwise):
    """The mean over seeds; no pictures are drawn.  otherwise: why there is none, if it isn't."""
    value = float(np.mean(values))
    return known(Estimate(value if np.isfinite(value) else np.nan), otherwise)


def known(estimate, otherwise):
    """The estimate, or why there is none."""
    return otherwise if np.isnan(estimate.value) else estimate


def reproduces_training_pictures(evidence):
    home, steps = evidence.dataset("supervised"), evidence.report_at
    record = evidence.records[evidence.parts["supervised"]]
    ours = evidence.score("supervised", home, "train", "mse")
    average = evidence.score("average", home, "train", "mse")
    return Claim(
        f"One NCA of {record['parameters']} parameters reproduces {len(ours)} training images.",
        f"share of the average picture's squared error that is gone after {steps} steps",
        complement(paired_ratio(ours, average[ours.index])),
        EXPLAINED,
        ("supervised",),
    )


def stable_beyond_training(evidence):
    home, steps = evidence.dataset("supervised"), evidence.report_at
    longest = max(evidence.scores.steps.dropna())
    most = evidence.records[evidence.parts["supervised"]]["settings"]["rollout"][1]
    early = evidence.score("supervised", home, "train", "mse")
    late = evidence.score("supervised", home, "train", "mse", longest)
    tested = longest > max(PUBLISHED_STEPS, most)
    return Claim(
        f"The NCA is stable far beyond {PUBLISHED_STEPS} steps.",
        f"squared error on training pictures after {longest:.0f} steps over that after {steps} "
        f"(trained for at most {most})",
        paired_ratio(late, early) if tested else "no horizon is longer than training rollouts",
        STEADY,
        ("supervised",),
    )


def against_training(evidence, simple):
    """The error on simple, or coloured, validation pictures over that on such training ones."""
    home = evidence.dataset("supervised")
    wanted = evidence.unlike < SIMPLE if simple else evidence.unlike >= SIMPLE
    errors = {}
    for split in ("validation", "train"):
        scores = evidence.score("supervised", home, split, "mse")
        errors[split] = scores[wanted[scores.index].to_numpy()]
        if not len(errors[split]):
            kind = "simple" if simple else "coloured"
            return f"no {kind} picture in the {split} set"
    return ratio(*errors.values())


def simple_validation_good(evidence):
    return Claim(
        "Simple validation images come out well.",
        "squared error over that of such training pictures, less than "
        f"{SIMPLE:.0%} of whose flat area isn't of the commonest colour",
        against_training(evidence, simple=True),
        AS_GOOD,
        ("supervised",),
    )


def coloured_validation_poor(evidence):
    return Claim(
        "Coloured validation images do not.",
        "squared error over that of such training pictures, at least "
        f"{SIMPLE:.0%} of whose flat area isn't of the commonest colour",
        against_training(evidence, simple=False),
        WORSE,
        ("supervised",),
    )


def drawings_poor_when_supervised(evidence):
    ours = evidence.score("supervised", "drawings", "ood", "quality")
    truth = evidence.score("truth", "wobbled", "ood", "quality")
    return Claim(
        "The supervised NCA colours drawings poorly.",
        f"quality on drawings after {evidence.report_at} steps over the truth's on line art",
        ratio(ours, truth),
        POOR,
        ("supervised",),
    )


def drawings_better_with_gan(evidence):
    nca, ganca = (
        evidence.score(part, "drawings", "ood", "quality")
        for part in ("supervised", "adversarial")
    )
    lacking = evidence.score("truth", "wobbled", "ood", "quality").mean() - nca
    return Claim(
        "The GANCA colours drawings drastically better.",
        "share made up of what the NCA's quality on drawings lacks to the truth's on line art, "
        f"after {evidence.report_at} steps",
        known(paired_ratio(ganca - nca, lacking), "it isn't sure that the NCA lacks anything"),
        DRASTIC,
        ("supervised", "adversarial"),
    )


def critic_makes_the_difference(evidence):
    parts = ("supervised", "adversarial", "without_critic")
    nca, ganca, rival = (evidence.score(p, "drawings", "ood", "quality") for p in parts)
    return Claim(
        "It is the critic that makes drawings better.",
        "share of the GANCA's gain over the NCA in quality on drawings that is gone in the same "
        f"training without a critic, after {evidence.report_at} steps",
        known(
            paired_ratio(ganca - rival, ganca - nca), "it isn't sure that the GANCA gains anything"
        ),
        CAUSE,
        parts,
        of_training=True,
    )


def fall(losses):
    """By which share a loss falls from the first to the last quarter of what was logged.

    Four values at least must have been; nan if fewer were.
    """
    losses = losses.dropna()
    quarter = len(losses) // 4
    return 1 - losses.tail(quarter).mean() / losses.head(quarter).mean()


def validation_flat(evidence):
    def falls(history):
        late = history[history.step > min(FLAT_AFTER, len(history) // 2)]
        training = fall(late.loss)
        return fall(late.validation) / training if training > 0 else np.nan

    histories = evidence.history("supervised")
    start = min(FLAT_AFTER, len(histories[0]) // 2)
    return Claim(
        "The validation loss goes flat while the training loss still falls.",
        f"fall of the validation loss over that of the training loss, steps {start} to "
        f"{len(histories[0])}",
        over_seeds(
            [falls(history) for history in histories],
            "the training loss didn't fall, or too few losses were logged",
        ),
        FLAT,
        ("supervised",),
        of_training=True,
    )


def share_inside(history):
    """Share of the steps, in the second half, with generator and critic loss both in [0, 1]."""
    late = history.tail(len(history) // 2)[["generator", "critic"]]
    return float(late.map(lambda loss: 0 <= loss <= 1).all(axis=1).mean())


def inside(evidence, part):
    """`share_inside` of the training of a part's model, the mean over seeds."""
    shares = [share_inside(history) for history in evidence.history(part)]
    return over_seeds(shares, "too few losses were logged")


def improved_losses_bounded(evidence):
    return Claim(
        "Noise and smoothed labels bring both losses between 0 and 1.",
        "share of the steps with both losses there, second half of the training",
        inside(evidence, "improved"),
        MOSTLY_INSIDE,
        ("improved",),
        of_training=True,
    )


def simple_losses_diverge(evidence):
    outside = inside(evidence, "simple")
    return Claim(
        "Without them the losses diverge.",
        "share of the steps with a loss outside 0 to 1, second half of the training",
        outside if isinstance(outside, str) else complement(outside),
        MOSTLY_OUTSIDE,
        ("simple",),
        of_training=True,
    )


def leaps(history):
    """Mean change of the critic's loss from step to step, in units of its mean size."""
    late = history.critic.tail(len(history) // 2)
    return late.diff().abs().mean() / late.abs().mean()


def wasserstein_against_simple(evidence, measure):
    """A measure of the Wasserstein GANCA's log over that of the simple one's, seed by seed."""
    pairs = zip(evidence.history("wasserstein"), evidence.history("simple"), strict=True)
    measured = np.array([(measure(ours), measure(theirs)) for ours, theirs in pairs])
    if not (measured[:, 1] > 0).all():
        return "the simple GANCA's has no such measure, or 0"
    return over_seeds(
        measured[:, 0] / measured[:, 1], "the Wasserstein GANCA's has no such measure"
    )


def wasserstein_calmer(evidence):
    return Claim(
        "The Wasserstein GANCA trains more stably.",
        "leaps of its critic's loss from step to step, each in units of its own size, over those "
        "of the simple GANCA's, second half of the training",
        wasserstein_against_simple(evidence, leaps),
        CALMER,
        ("wasserstein", "simple"),
        of_training=True,
    )


def relapse(history):
    """The validation loss at the end over its least, both means of a tenth of what was logged."""
    losses = history.validation.dropna()
    means = losses.rolling(max(len(losses) // 10, 1)).mean().dropna()
    return means.iloc[-1] / means.min() if len(means) else np.nan


def wasserstein_unlearns_less(evidence):
    return Claim(
        "The Wasserstein GANCA trains more stably: it unlearns less.",
        "growth of the validation loss from its least to the training's end, over that of the "
        "simple GANCA's",
        wasserstein_against_simple(evidence, relapse),
        GROWS_LESS,
        ("wasserstein", "simple"),
        of_training=True,
    )


def nature(evidence, metric):
    """A metric of the nature NCA on validation pictures over that on training pictures."""
    home = evidence.dataset("nature")
    return ratio(*(evidence.score("nature", home, s, metric) for s in ("validation", "train")))


def nature_keeps_shape(evidence):
    return Claim(
        "On unseen nature emojis the shape is kept.",
        f"overlap with the true silhouette after {evidence.report_at} steps, validation over "
        "training pictures",
        nature(evidence, "shape"),
        KEPT,
        ("nature",),
    )


def nature_loses_colour(evidence):
    return Claim(
        "On unseen nature emojis the colour is lost.",
        f"colour difference from the truth after {evidence.report_at} steps, validation over "
        "training pictures",
        nature(evidence, "colour"),
        WORSE,
        ("nature",),
    )


def finished_at(errors):
    """The first frame at which the error, (pictures, frames), has fallen most of its way.

    nan for a picture that gets no better than its start.
    """
    start, best = errors[:, :1], errors.min(axis=1, keepdims=True)
    first = (start - errors >= PROGRESS * (start - best)).argmax(axis=1)
    return np.where(best[:, 0] < start[:, 0], first, np.nan)


def finished_by_frame(evidence):
    return Claim(
        f"An emoji is finished by frame {FINISHED.whole}.",
        f"first frame with {PROGRESS:.0%} of the way from the edges to the least error done",
        known(
            bootstrap_mean(finished_at(np.mean(evidence.films, axis=0))),
            "no film gets better than its start",
        ),
        FINISHED,
        ("supervised",),
    )


def unlike_the_commonest(pictures):
    """Share of each picture in other colours than the training set's commonest, by name.

    nan for a picture without a flat area, as photographs are, and for all if none has one.
    """
    commonest = training_palette(pictures.where("train").targets)[:1]
    shares = [unlike(target, colour) for colour in commonest for target in pictures.targets]
    return pd.Series(shares or np.nan, index=pictures.names, dtype=float)


CLAIMS = (
    reproduces_training_pictures,
    stable_beyond_training,
    simple_validation_good,
    coloured_validation_poor,
    drawings_poor_when_supervised,
    drawings_better_with_gan,
    critic_makes_the_difference,
    validation_flat,
    improved_losses_bounded,
    simple_losses_diverge,
    wasserstein_calmer,
    wasserstein_unlearns_less,
    nature_keeps_shape,
    nature_loses_colour,
    finished_by_frame,
)


def judge(evidence):
    """The table claims.csv, a row a claim.

    value: the mean over seeds and pictures.  low, high: its 95 % interval over pictures, empty for
    a loss, which is no picture's.  seeds: how many there are; least, most: of what each finds
    alone.  reason: why a claim isn't measured, or cannot be more than `partly` reproduced.
    """
    alone = list(evidence.each_seed())
    rows = []
    for claim in CLAIMS:
        by_seed = tuple(claim(one).value for one in alone)
        whole = replace(claim(evidence), by_seed=by_seed)
        rows.append(whole.row(claim.__name__, evidence.parts))
    return pd.DataFrame(rows)
