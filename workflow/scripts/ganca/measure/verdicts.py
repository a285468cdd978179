"""How a claim is judged by the number that a run found.

A claim is ``reproduced`` if it is sure that its number reaches a first bound: at the worse end of
the 95 % interval over pictures and, where the claim is about training, with the worst of several
seeds.  A number without that interval, or such a claim from one seed, isn't sure.  A claim is
``partly`` reproduced if the number itself reaches a second, weaker bound, else ``not
reproduced``.  It is ``not measured`` where the run has no such pictures, or a share would be one
of nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from ganca.measure.statistics import Estimate


class Bounds(NamedTuple):
    """What must be reached for ``reproduced`` and for ``partly``; the first is the stricter.

    Numbers must not be smaller than a bound if `reproduced` is the larger of the two, else they
    must not be larger.
    """

    reproduced: float
    partly: float


@dataclass(frozen=True)
class Claim:
    """What the paper says, and how a run is asked whether it is so.

    claim, measure: in words, with the names of `Evidence.facts` and `bounds` in braces.
    number: a function of the `Evidence` that returns the number as an `Estimate`, with the
        interval over pictures; or, as a text, why there is none.
    parts: those of the models whose work is judged.
    of_training: whether the claim is about how models train rather than about the models, so that
        the interval is the spread over seeds.
    """

    claim: str
    measure: str
    number: Callable
    bounds: Bounds
    parts: tuple[str, ...]
    of_training: bool = False


@dataclass(frozen=True)
class Finding:
    """The number that a run found for a claim.

    estimate: what `Claim.number` returns for all seeds.
    by_seed: the number of each seed alone, nan where it has none.
    """

    claim: Claim
    estimate: Estimate | str
    by_seed: tuple[float, ...] = ()

    @property
    def value(self):
        """The number, nan where there is none."""
        return value(self.estimate)

    @property
    def spread(self):
        """The least and the most of the seeds' numbers, nan for one seed."""
        if len(self.by_seed) < 2:
            return np.nan, np.nan
        return float(np.min(self.by_seed)), float(np.max(self.by_seed))

    @property
    def verdict(self):
        """``reproduced``, ``partly``, ``not reproduced`` or ``not measured``."""
        if np.isnan(self.value):
            return "not measured"
        whole, part = self.claim.bounds
        sign = 1 if whole > part else -1
        if not self.doubt and min(sign * end for end in self.ends) >= sign * whole:
            return "reproduced"
        return "partly" if sign * self.value >= sign * part else "not reproduced"

    @property
    def ends(self):
        """The numbers that must all reach the first bound."""
        known = [number for number in self.estimate if not np.isnan(number)]
        return [*known, *self.spread] if self.claim.of_training else known

    @property
    def doubt(self):
        """Why there is no number, or why it cannot be sure; empty if it can."""
        if isinstance(self.estimate, str):
            return self.estimate
        if np.isnan(self.value):
            return "no picture to measure, or a ratio to nothing"
        if self.claim.of_training:
            return "too few seeds to tell of training" if np.isnan(self.spread).any() else ""
        return "too few pictures for an interval" if np.isnan(self.estimate.low) else ""

    def row(self, name, evidence):
        """The finding as a mapping by the columns of claims.csv.

        name: of the claim.  evidence: the `Evidence` that the finding rests on.
        """
        claim, (least, most) = self.claim, self.spread
        estimate = Estimate(np.nan) if np.isnan(self.value) else self.estimate
        facts = evidence.facts() | {"bounds": claim.bounds}
        return {
            "name": name,
            "claim": claim.claim.format(**facts),
            "measure": claim.measure.format(**facts),
            **estimate._asdict(),
            "seeds": len(self.by_seed),
            "least": least,
            "most": most,
            "verdict": self.verdict,
            "reason": self.doubt,
            "models": " ".join(dict.fromkeys(evidence.parts[part] for part in claim.parts)),
        }


def value(estimate):
    """The value of an `Estimate`, nan of a text."""
    return np.nan if isinstance(estimate, str) else estimate.value


def find(claim, evidence):
    """What a claim's seeds together, and each of them alone, find of it: a `Finding`.

    They are those that all models have whose work is judged.
    """
    seeds = evidence.seeds(claim.parts)
    by_seed = tuple(value(claim.number(evidence.of([seed]))) for seed in seeds)
    return Finding(claim, claim.number(evidence.of(seeds)), by_seed)


def judge(claims, evidence):
    """The table claims.csv, a row a claim.

    claims: name -> `Claim`; one of a part that no model plays is left out.

    The columns: value, the mean over seeds and pictures; low and high, its 95 % interval over
    pictures, empty for a loss, which is no picture's; seeds, how many there are; least and most,
    of what each seed finds alone; reason, why a claim isn't measured, or cannot be more than
    `partly` reproduced; models, those that play the claim's parts.
    """
    played = {
        name: claim for name, claim in claims.items() if evidence.parts.keys() >= {*claim.parts}
    }
    return pd.DataFrame(
        [find(claim, evidence).row(name, evidence) for name, claim in played.items()]
    )
