"""What a run left behind for the paper's claims to be judged by."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ganca.measure.metrics import training_palette, unlike

FLAT_AFTER = 1000  # training steps after which the paper sees it; in a short run, half of them


@dataclass(frozen=True)
class Evidence:
    """The scores, logs and records of a run's models, with all seeds that each has.

    scores: of the models and the references, as `tables.read_scores` returns them.
    histories: the rows of log.csv, model -> seed -> a table.
    records: run.json of one seed, by model.
    parts: the model that plays each part, such as ``supervised``.
    report_at: the number of steps after which the pictures are judged.
    frame_errors: the squared error of each frame of the supervised NCA's rollouts, seed -> an
        array (pictures, frames).
    regrowth: what each picture regrew, the columns model, seed and `resilience.REGROWN`.
    unlike: by picture, as `unlike_the_commonest` returns it.
    """

    scores: pd.DataFrame
    histories: dict[str, dict[int, pd.DataFrame]]
    records: dict[str, dict]
    parts: dict[str, str]
    report_at: int
    frame_errors: dict[int, np.ndarray]
    regrowth: pd.DataFrame
    unlike: pd.Series

    def seeds(self, parts):
        """The seeds that the models of all these parts have, rising."""
        found = self.scores.groupby("model").seed.unique()
        each = [self.histories.get(m, found.get(m)) for m in map(self.parts.get, parts)]
        return sorted(map(int, set.intersection(*map(set, each))))

    def of(self, seeds):
        """The evidence of these seeds alone; references, which have none, stay."""
        kept = self.scores.seed.isna() | self.scores.seed.isin(seeds)
        logs = {model: of_seeds(history, seeds) for model, history in self.histories.items()}
        return replace(
            self,
            scores=self.scores[kept],
            histories=logs,
            frame_errors=of_seeds(self.frame_errors, seeds),
            regrowth=self.regrowth[self.regrowth.seed.isin(seeds)],
        )

    def record(self, part):
        """The record (run.json) of a part's model."""
        return self.records[self.parts[part]]

    def dataset(self, part):
        """The name of the data set that a part's model was trained on."""
        return self.record(part)["dataset"]["name"]

    def history(self, part):
        """The logs of a part's model, one a seed."""
        return list(self.histories[self.parts[part]].values())

    def score(self, part, where, split, metric, steps=None):
        """A metric of the pictures of one set and split: a Series by name, the mean over seeds.

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

    def regrown(self, part):
        """What a part's model regrew: `resilience.REGROWN` by name, the mean over seeds."""
        rows = self.regrowth[self.regrowth.model == self.parts[part]]
        return rows.groupby("name", sort=False)[["before", "erased", "after"]].mean()

    @property
    def longest_horizon(self):
        """The largest number of steps after which pictures were measured."""
        return int(max(self.scores.steps.dropna()))

    @property
    def last_compared(self):
        """The most steps after which the GANCA and its twins were all measured on drawings."""
        twins = {self.parts[part] for part in ("adversarial", "without_critic", "without_pen")}
        drawn = self.scores[self.scores["set"] == "drawings"].dropna(subset="steps")
        reached = drawn[drawn.model.isin(twins)].groupby("model").steps.max()
        return int(reached.min()) if len(reached) else self.report_at

    @property
    def longest_rollout(self):
        """The most steps of one of the supervised NCA's training rollouts."""
        return self.record("supervised")["settings"]["rollout"][1]

    @property
    def trained_steps(self):
        """The number of the supervised NCA's training steps."""
        return len(self.history("supervised")[0])

    @property
    def flat_after(self):
        """The training step from which the supervised NCA's losses are looked at."""
        return min(FLAT_AFTER, self.trained_steps // 2)

    def facts(self):
        """The numbers of this run that the wording of a claim may name."""
        home = self.dataset("supervised")
        return {
            "parameters": self.record("supervised")["parameters"],
            "training_pictures": len(self.score("supervised", home, "train", "mse")),
            "report_at": self.report_at,
            "longest_horizon": self.longest_horizon,
            "last_compared": self.last_compared,
            "longest_rollout": self.longest_rollout,
            "flat_after": self.flat_after,
            "trained_steps": self.trained_steps,
            "faces_colour": f"{self.score('supervised', home, 'train', 'colour').mean():.1f}",
        }


def of_seeds(found, seeds):
    """What belongs to these seeds, in a mapping from seeds."""
    return {seed: found[seed] for seed in seeds if seed in found}


def unlike_the_commonest(pictures):
    """Share of each picture in other colours than the training set's commonest: a Series by name.

    pictures: a `PictureSet` with targets.  The share is of the flat area; it is nan for a picture
    without any, as photographs are, and for all pictures if none has a flat area.
    """
    commonest = training_palette(pictures.where("train").targets)[:1]
    shares = [unlike(target, colour) for colour in commonest for target in pictures.targets]
    return pd.Series(shares or np.nan, index=pictures.names, dtype=float)
