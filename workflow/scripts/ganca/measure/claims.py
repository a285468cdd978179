"""What the paper claims: the wording, the number that is asked for, and the bounds.

The paper judges by eye; every number here could come out the other way.  `verdicts` says how a
number is judged by its bounds.  They were set before any result was seen and carry their reason;
the `quality` that the two claims on drawings compare was mended twice afterwards, for it had
passed the bare strokes, and faces whose strokes had been erased.  `wasserstein_unlearns_less` was
added when a full training of the simple GANCA had been seen to unlearn, which leaps don't show.
The bounds of `nature_training_close`, `drawings_keep_details` and `drawings_without_artifacts`
were set when their means had been seen; `nature_close_when_trained_longer` has the first one's.
Claims that begin with "Ours" are not the paper's: they ask what each half of our training is for.
Only metrics that `validation` accepts are asked.
"""

from functools import partial

from ganca.measure import claim_numbers as numbers
from ganca.measure.claim_numbers import MOST, PROGRESS, PUBLISHED_STEPS, SIMPLE
from ganca.measure.verdicts import Bounds, Claim

NEAR = Bounds(10, 20)  # in colour: what is above 10 is seen at once; from 20 on it is another one
GAIN = Bounds(0.1, 0.02)  # of a share: a tenth is seen at once, a fiftieth is more than noise

WITHOUT = {"without_critic": "without a critic", "without_pen": "without the pen"}


def gain(claim, rival, what="quality of", metric="quality", lasting=False):
    """A claim that the GANCA is ahead on drawings of the same training without one ingredient.

    rival: the part that lacks it, one of WITHOUT.  what: the metric in words.  lasting: whether it
    is asked after the most steps.
    """
    steps = "{last_compared}" if lasting else "{report_at}"
    return Claim(
        claim,
        f"{what} the GANCA's drawings less that of the same training {WITHOUT[rival]}, after "
        f"{steps} steps",
        partial(numbers.gain_over, rival=rival, metric=metric, lasting=lasting),
        GAIN,
        ("adversarial", rival),
        of_training=True,
    )


CLAIMS = {
    "reproduces_training_pictures": Claim(
        "One NCA of {parameters} parameters reproduces {training_pictures} training images.",
        "share of the average picture's squared error that is gone after {report_at} steps",
        numbers.explained_error,
        Bounds(0.75, 0.5),  # 3/4 halves the typical error of a pixel
        ("supervised",),
    ),
    "stable_beyond_training": Claim(
        f"The NCA is stable far beyond {PUBLISHED_STEPS} steps.",
        "squared error on training pictures after {longest_horizon} steps over that after "
        "{report_at} (trained for at most {longest_rollout})",
        numbers.error_growth,
        # 1.5 is a fifth more on a typical pixel, which the eye forgives; 4 is twice as much, which
        # it doesn't.
        Bounds(1.5, 4),
        ("supervised",),
    ),
    "regrows_what_is_erased": Claim(
        "What is erased grows again.",
        "squared error on training pictures {report_at} steps after a quarter of each was erased, "
        "over that before",
        numbers.error_regrown,
        Bounds(1.5, 4),  # as for pictures that nobody disturbs
        ("supervised",),
    ),
    "simple_validation_good": Claim(
        "Simple validation images come out well.",
        "squared error over that of such training pictures, less than "
        f"{SIMPLE:.0%} of whose flat area isn't of the commonest colour",
        numbers.error_on_simple,
        Bounds(1.5, 2.5),  # up to 1.5 times is as good
        ("supervised",),
    ),
    "coloured_validation_poor": Claim(
        "Coloured validation images do not.",
        "squared error over that of such training pictures, at least "
        f"{SIMPLE:.0%} of whose flat area isn't of the commonest colour",
        numbers.error_on_coloured,
        Bounds(1.5, 1.1),  # from 1.5 times on is worse
        ("supervised",),
    ),
    "drawings_poor_when_supervised": Claim(
        "The supervised NCA colours drawings poorly.",
        "quality on drawings after {report_at} steps over the truth's on line art",
        numbers.supervised_quality,
        Bounds(0.5, 0.8),  # half of the truth's quality is poor
        ("supervised",),
    ),
    "drawings_better_with_gan": Claim(
        "The GANCA colours drawings drastically better.",
        "share made up of what the NCA's quality on drawings lacks to the truth's on line art, "
        "after {report_at} steps",
        numbers.shortfall_made_up,
        Bounds(0.5, 0.1),  # half of it is drastic, any is better
        ("supervised", "adversarial"),
    ),
    "critic_makes_the_difference": Claim(
        "It is the critic that makes drawings better.",
        "share of the GANCA's gain over the NCA in quality on drawings that is gone in the same "
        "training without a critic, after {report_at} steps",
        numbers.gain_of_critic,
        Bounds(0.5, 0.1),  # half of the gain makes the critic its cause
        ("supervised", "adversarial", "without_critic"),
        of_training=True,
    ),
    "critic_improves_drawings": gain("Ours: the critic makes drawings better.", "without_critic"),
    "critic_improves_drawings_for_long": gain(
        "Ours: the critic makes drawings better for long.", "without_critic", lasting=True
    ),
    "critic_keeps_strokes_dark": gain(
        "Ours: the critic keeps the strokes inside a face dark.",
        "without_critic",
        "darkness of these strokes in",
        metric="stroke_darkness",
    ),
    "pen_improves_drawings": gain("Ours: the pen makes drawings better.", "without_pen"),
    "pen_improves_drawings_for_long": gain(
        "Ours: the pen makes drawings better for long.", "without_pen", lasting=True
    ),
    "drawings_keep_details": Claim(
        "Most drawings come out with all their details.",
        "share of the GANCA's drawings whose edge recall reaches what "
        f"{MOST:.0%} of the truths on line art reach, after {{report_at}} steps",
        numbers.drawings_whole,
        Bounds(0.5, 0.25),  # most are more than half
        ("adversarial",),
    ),
    "drawings_without_artifacts": Claim(
        "Most drawings come out without artifacts.",
        "share of the GANCA's drawings whose edge precision reaches what "
        f"{MOST:.0%} of the truths on line art reach, after {{report_at}} steps",
        numbers.drawings_clean,
        Bounds(0.5, 0.25),  # as for details
        ("adversarial",),
    ),
    "validation_flat": Claim(
        "The validation loss goes flat while the training loss still falls.",
        "fall of the validation loss over that of the training loss, steps {flat_after} to "
        "{trained_steps}",
        numbers.validation_fall,
        Bounds(0.25, 0.5),  # for each unit that the training loss falls
        ("supervised",),
        of_training=True,
    ),
    "improved_losses_bounded": Claim(
        "Noise and smoothed labels bring both losses between 0 and 1.",
        "share of the steps with both losses there, second half of the training",
        numbers.improved_bounded,
        Bounds(0.95, 0.5),  # nearly all of the steps; half of them
        ("improved",),
        of_training=True,
    ),
    "simple_losses_diverge": Claim(
        "Without them the losses diverge.",
        "share of the steps with a loss outside 0 to 1, second half of the training",
        numbers.simple_unbounded,
        Bounds(0.5, 0.1),  # half of the steps; a tenth of them
        ("simple",),
        of_training=True,
    ),
    "wasserstein_calmer": Claim(
        "The Wasserstein GANCA trains more stably.",
        "leaps of its critic's loss from step to step, each in units of its own size, over those "
        "of the simple GANCA's, second half of the training",
        numbers.wasserstein_leaps,
        Bounds(0.5, 1),  # half as large is calmer, not larger is partly so
        ("wasserstein", "simple"),
        of_training=True,
    ),
    "wasserstein_unlearns_less": Claim(
        "The Wasserstein GANCA trains more stably: it unlearns less.",
        "growth of the validation loss from its least to the training's end, over that of the "
        "simple GANCA's",
        numbers.wasserstein_growth,
        Bounds(0.5, 0.9),  # where neither grows, at 1, neither is better
        ("wasserstein", "simple"),
        of_training=True,
    ),
    "nature_training_close": Claim(
        "The training images of nature look very close to the ground truth.",
        "CIE Lab colour difference from the truth after {report_at} steps (training faces: "
        "{faces_colour})",
        numbers.nature_training_colour,
        NEAR,
        ("nature",),
    ),
    "nature_close_when_trained_longer": Claim(
        "Ours: trained longer, its training images look close to the ground truth.",
        "CIE Lab colour difference from the truth after {report_at} steps, of the automaton that "
        "learned for longer",
        partial(numbers.nature_training_colour, part="nature_longer"),
        NEAR,
        ("nature_longer",),
    ),
    "nature_keeps_shape": Claim(
        "On unseen nature emojis the shape is kept.",
        "overlap with the true silhouette after {report_at} steps, validation over training "
        "pictures",
        numbers.nature_shape,
        Bounds(0.9, 0.75),  # of the overlap on training pictures
        ("nature",),
    ),
    "nature_loses_colour": Claim(
        "On unseen nature emojis the colour is lost.",
        "colour difference from the truth after {report_at} steps, validation over training "
        "pictures",
        numbers.nature_colour,
        Bounds(1.5, 1.1),  # from 1.5 times on is worse, as for coloured faces
        ("nature",),
    ),
    "finished_by_frame": Claim(
        "An emoji is finished by frame {bounds.reproduced}.",
        f"first frame with {PROGRESS:.0%} of the way from the edges to the least error done",
        numbers.finishing_frame,
        Bounds(24, 36),  # 36 is the last frame that the paper's Figure 8 shows
        ("supervised",),
    ),
}
