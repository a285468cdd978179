"""The arithmetic of the claims: each function gets one number out of an `Evidence`.

They return an `Estimate` with its interval over pictures; or, as a text, why there is no number.
"""

import numpy as np

from ganca.measure.statistics import Estimate, bootstrap_mean, paired_ratio, ratio

PUBLISHED_STEPS = 60  # no training rollout in the paper is longer
SIMPLE = 0.1  # a picture with less of its area in other colours than the set's commonest is simple
MOST = 0.9  # of truths are drawn at least as completely, and as cleanly, as is asked of drawings
PROGRESS = 0.95  # share of the way from the edges to the best frame that counts as finished


def known(estimate, otherwise):
    """The estimate, or the text `otherwise` if its value is nan."""
    return otherwise if np.isnan(estimate.value) else estimate


def complement(estimate):
    """1 - estimate."""
    return Estimate(1 - estimate.value, 1 - estimate.high, 1 - estimate.low)


def mean_over_seeds(values, otherwise):
    """The mean of the seeds' values, without an interval; or `otherwise` if it isn't finite."""
    mean = float(np.mean(values))
    return known(Estimate(mean if np.isfinite(mean) else np.nan), otherwise)


def explained_error(evidence):
    """Share of the average picture's squared error on training pictures that is gone."""
    home = evidence.dataset("supervised")
    ours = evidence.score("supervised", home, "train", "mse")
    average = evidence.score("average", home, "train", "mse")
    return complement(paired_ratio(ours, average[ours.index]))


def error_growth(evidence):
    """Squared error on training pictures after the most steps over that at `report_at`."""
    home, longest = evidence.dataset("supervised"), evidence.longest_horizon
    if longest <= max(PUBLISHED_STEPS, evidence.longest_rollout):
        return "no horizon is longer than training rollouts"
    early = evidence.score("supervised", home, "train", "mse")
    late = evidence.score("supervised", home, "train", "mse", longest)
    return paired_ratio(late, early)


def error_regrown(evidence):
    """Squared error of what grew again after a quarter was erased, over that before."""
    errors = evidence.regrown("supervised")
    return paired_ratio(errors.after, errors.before)


def error_on_simple(evidence):
    """`error_against_training` of simple pictures, which have hardly a second colour."""
    return error_against_training(evidence, evidence.unlike < SIMPLE, "simple")


def error_on_coloured(evidence):
    """`error_against_training` of coloured pictures, which have further colours."""
    return error_against_training(evidence, evidence.unlike >= SIMPLE, "coloured")


def error_against_training(evidence, wanted, kind):
    """Squared error on the wanted validation pictures over that on the wanted training pictures.

    wanted: booleans by the pictures' names.  kind: of pictures, for the reason.
    """
    home = evidence.dataset("supervised")
    errors = {}
    for split in ("validation", "train"):
        scores = evidence.score("supervised", home, split, "mse")
        errors[split] = scores[wanted[scores.index].to_numpy()]
        if not len(errors[split]):
            return f"no {kind} picture in the {split} set"
    return ratio(*errors.values())


def quality_on_drawings(evidence, part, steps=None):
    """The quality of a part's drawings by name, at `report_at` or after `steps`."""
    return on_drawings(evidence, part, "quality", steps)


def on_drawings(evidence, part, metric, steps=None):
    """A metric of a part's drawings by name, at `report_at` or after `steps`."""
    return evidence.score(part, "drawings", "ood", metric, steps)


def best_quality(evidence):
    """The quality of the truth on redrawn line art, by name: a ceiling."""
    return evidence.score("truth", "wobbled", "ood", "quality")


def supervised_quality(evidence):
    """The supervised NCA's quality on drawings over the truth's on line art."""
    return ratio(quality_on_drawings(evidence, "supervised"), best_quality(evidence))


def shortfall_made_up(evidence):
    """Share made up by the GANCA of what the NCA's quality on drawings lacks to the ceiling."""
    nca, ganca = (quality_on_drawings(evidence, part) for part in ("supervised", "adversarial"))
    lacking = best_quality(evidence).mean() - nca
    return known(paired_ratio(ganca - nca, lacking), "it isn't sure that the NCA lacks anything")


def share_like_truth(evidence, metric):
    """Share of the GANCA's drawings that score as MOST truths on redrawn line art do."""
    asked = evidence.score("truth", "wobbled", "ood", metric).quantile(1 - MOST)
    ours = evidence.score("adversarial", "drawings", "ood", metric)
    if np.isnan(asked):
        return "no truth on line art"
    return bootstrap_mean(ours >= asked)


def drawings_whole(evidence):
    """Share of the GANCA's drawings that lack no more of the input's edges than truths do."""
    return share_like_truth(evidence, "edge_recall")


def drawings_clean(evidence):
    """Share of the GANCA's drawings with no more edges that nobody drew than truths have."""
    return share_like_truth(evidence, "edge_precision")


def gain_of_critic(evidence):
    """Share of the GANCA's gain over the NCA that the same training without a critic lacks."""
    nca, ganca, without = (
        quality_on_drawings(evidence, part)
        for part in ("supervised", "adversarial", "without_critic")
    )
    gain = paired_ratio(ganca - without, ganca - nca)
    return known(gain, "it isn't sure that the GANCA gains anything")


def gain_over(evidence, rival, metric="quality", lasting=False):
    """By how much a metric of the GANCA's drawings is above a rival part's.

    lasting: after `Evidence.last_compared` steps instead of `report_at`.
    """
    steps = evidence.last_compared if lasting else None
    ours, theirs = (on_drawings(evidence, part, metric, steps) for part in ("adversarial", rival))
    return bootstrap_mean(ours - theirs)


def fall(losses):
    """By which share a loss falls from the first to the last quarter of what was logged.

    nan if fewer than four values were logged.
    """
    losses = losses.dropna()
    quarter = len(losses) // 4
    return 1 - losses.tail(quarter).mean() / losses.head(quarter).mean()


def relative_fall(history, start):
    """Fall of the validation loss over that of the training loss after the step `start`.

    nan if the training loss doesn't fall.
    """
    late = history[history.step > start]
    training = fall(late.loss)
    return fall(late.validation) / training if training > 0 else np.nan


def validation_fall(evidence):
    """`relative_fall` of the supervised NCA's losses, the mean over seeds."""
    falls = [relative_fall(log, evidence.flat_after) for log in evidence.history("supervised")]
    return mean_over_seeds(falls, "the training loss didn't fall, or too few losses were logged")


def share_bounded(history):
    """Share of the steps, in the second half, with generator and critic loss both in [0, 1]."""
    late = history.tail(len(history) // 2)[["generator", "critic"]]
    return float(late.map(lambda loss: 0 <= loss <= 1).all(axis=1).mean())


def bounded(evidence, part):
    """`share_bounded` of a part's logs, the mean over seeds."""
    shares = [share_bounded(history) for history in evidence.history(part)]
    return mean_over_seeds(shares, "too few losses were logged")


def improved_bounded(evidence):
    """Share of the improved GANCA's steps with both losses in [0, 1]."""
    return bounded(evidence, "improved")


def simple_unbounded(evidence):
    """Share of the simple GANCA's steps with a loss outside [0, 1]."""
    inside = bounded(evidence, "simple")
    return inside if isinstance(inside, str) else complement(inside)


def critic_leaps(history):
    """Mean change of the critic's loss from step to step over its mean size, second half."""
    late = history.critic.tail(len(history) // 2)
    return late.diff().abs().mean() / late.abs().mean()


def validation_growth(history):
    """The validation loss at the end over its least, both means of a tenth of what was logged."""
    losses = history.validation.dropna()
    means = losses.rolling(max(len(losses) // 10, 1)).mean().dropna()
    return means.iloc[-1] / means.min() if len(means) else np.nan


def wasserstein_against_simple(evidence, measure):
    """A measure of the Wasserstein GANCA's log over that of the simple one's, mean over seeds.

    measure: a function of one log.
    """
    pairs = zip(evidence.history("wasserstein"), evidence.history("simple"), strict=True)
    measured = np.array([(measure(ours), measure(theirs)) for ours, theirs in pairs])
    if not (measured[:, 1] > 0).all():
        return "the simple GANCA's has no such measure, or 0"
    ratios = measured[:, 0] / measured[:, 1]
    return mean_over_seeds(ratios, "the Wasserstein GANCA's has no such measure")


def wasserstein_leaps(evidence):
    """`critic_leaps` of the Wasserstein GANCA over those of the simple one."""
    return wasserstein_against_simple(evidence, critic_leaps)


def wasserstein_growth(evidence):
    """`validation_growth` of the Wasserstein GANCA over that of the simple one."""
    return wasserstein_against_simple(evidence, validation_growth)


def nature_against_training(evidence, metric):
    """A metric of the nature NCA on validation pictures over that on training pictures."""
    home = evidence.dataset("nature")
    return ratio(*(evidence.score("nature", home, s, metric) for s in ("validation", "train")))


def nature_training_colour(evidence, part="nature"):
    """Colour difference of a nature NCA's training pictures from their truth."""
    home = evidence.dataset(part)
    return bootstrap_mean(evidence.score(part, home, "train", "colour"))


def nature_shape(evidence):
    """Overlap with the true silhouette, validation over training pictures."""
    return nature_against_training(evidence, "shape")


def nature_colour(evidence):
    """Colour difference from the truth, validation over training pictures."""
    return nature_against_training(evidence, "colour")


def finished_at(errors):
    """The first frame by which PROGRESS of the error's fall is done, (pictures,).

    errors: (pictures, frames).  nan for a picture that gets no better than its start.
    """
    start, best = errors[:, :1], errors.min(axis=1, keepdims=True)
    first = (start - errors >= PROGRESS * (start - best)).argmax(axis=1)
    return np.where(best[:, 0] < start[:, 0], first, np.nan)


def finishing_frame(evidence):
    """`finished_at` of the supervised NCA's rollouts, the mean over pictures."""
    finished = bootstrap_mean(finished_at(np.mean([*evidence.frame_errors.values()], axis=0)))
    return known(finished, "no film gets better than its start")
