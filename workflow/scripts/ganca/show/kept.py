"""The rows of a run's tables that the project's pages tell, kept beside these pages.

So a page can be written anew, and be told stale, without the run.  A folder a run:
``run.json`` says what it was, and the tables hold what the pages tell of it; those that are not
there are empty.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ganca.errors import InputError

RUN = ("claims", "metrics", "differences", "models", "flicker")  # tables of a run
SPEED = ("speed", "scaling", "precision")  # tables of a machine
MODELS = ["model", "seed", "state", "network", "objective", "steps", "trained", "parameters"]
MODELS += ["seconds", "device", "precision", "grid"]
TOLD = [("drawings", "quality"), ("drawings", "stroke_darkness")]  # set, metric
TOLD += [("wobbled", "quality"), ("wobbled", "ssim")]
# Known runs come first, under titles of their own.
TITLES = {
    "published": "The published setting",
    "paper": "The published setting, trained here",
    "default": "The default run",
    "ablations": "What each ingredient buys",
}


# What a verdict is called in a sentence.
WORDS = {"partly": "partly reproduced"}


class Number(NamedTuple):
    """A number as a table gives it; None for what the table doesn't tell."""

    value: float
    low: float | None = None
    high: float | None = None
    sd: float | None = None


def kept(name, table, record):
    """The rows and columns of a table that are kept.

    name: one of RUN.  record: what the run's ``run.json`` holds.
    """
    if name == "models":
        return table[[column for column in MODELS if column in table]]
    if name in ("metrics", "differences"):
        return table[told(table, record)]
    return table


def told(table, record):
    """Which rows of metrics.csv or differences.csv the pages tell, a truth value each."""
    wanted = pd.MultiIndex.from_frame(table[["set", "metric"]]).isin(TOLD)
    horizons = [record["report_at"], record["horizons"][-1]]
    at = table.steps.isin(horizons) | table.steps.isna()
    return wanted & at & (table.group.fillna("") == "")


def folder_name(text):
    """A processor's name, or what else names an entry, as the name of a folder."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def run_name(record):
    """The name of the folder that keeps a run: its configuration's, and what was given beside."""
    return folder_name(" ".join([record["config"], *record["given"]]))


def read(path):
    """A table that is kept; an empty one where there is none."""
    try:
        return pd.read_csv(path)
    except FileNotFoundError:
        return pd.DataFrame()
    except (ValueError, OSError) as error:
        raise InputError(f"{path}: cannot be read ({error}); delete it and run again") from error


def matching(table, **wanted):
    """The rows of a table with these values by column, None for an empty cell; in its order."""
    for column, value in wanted.items():
        if column not in table:
            return []
        table = table[table[column].isna() if value is None else table[column] == value]
    return list(table.itertuples(index=False))


def number(row, key):
    """The number in a column with its interval, out of a row of a table."""
    ends = (getattr(row, name, None) for name in ("low", "high", "sd"))
    return Number(getattr(row, key), *(None if pd.isna(end) else end for end in ends))


def once(values):
    """Each value once, in the order of their first places; without empty ones."""
    return list(dict.fromkeys(value for value in values if not pd.isna(value)))


@dataclass(frozen=True)
class Run:
    """One run as the pages tell it.  tables: by the names in RUN."""

    record: dict
    tables: dict[str, pd.DataFrame]

    def __getattr__(self, name):
        """What the record says, such as the seeds and the horizons."""
        try:
            return self.record[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def title(self):
        title = TITLES.get(self.config, f"The configuration `{self.config}`")
        return f"{title}, `{' '.join(self.given)}`" if self.given else title

    @property
    def last(self):
        """The longest horizon."""
        return self.horizons[-1]

    def rows(self, name, **wanted):
        """The rows of a table with these values by column."""
        return matching(self.tables[name], **wanted)

    def score(self, model, where, metric, steps):
        """A model's mean over the pictures of a set; None if it wasn't measured."""
        keys = {"model": model, "set": where, "metric": metric, "steps": steps}
        return next((number(row, "mean") for row in self.rows("metrics", **keys)), None)

    def gap(self, model, against, where, metric, steps, seed=None):
        """How much more one model scores than another; None if they weren't compared.

        seed: of one training; None for the mean over all.
        """
        keys = {"model": model, "against": against, "set": where, "metric": metric}
        rows = self.rows("differences", **keys, steps=steps, seed=seed)
        return next((number(row, "difference") for row in rows), None)

    def gaps(self, *keys):
        """What `gap` gives for each seed."""
        seeds = self.seeds if len(self.seeds) > 1 else [None]
        return [gap for seed in seeds if (gap := self.gap(*keys, seed=seed))]

    @property
    def further(self):
        """The models that were trained with more seeds than figures take: {name: how many}."""
        trained = self.tables["models"].query("state != 'missing'")
        counts = trained.groupby("model", sort=False).seed.nunique()
        return counts[counts > len(self.seeds)].to_dict()

    @property
    def verdicts(self):
        """How many claims came out how: `6 reproduced`, `3 not reproduced`."""
        found = [row.verdict for row in self.rows("claims")]
        order = ["reproduced", "partly", "not reproduced"]
        names = sorted(set(found) | set(order), key=(order + sorted(set(found))).index)
        return [f"{found.count(name)} {WORDS.get(name, name)}" for name in names]

    @property
    def models(self):
        """The models that are compared on drawings: a row of models.csv each, by name."""
        pairs = self.rows("differences", set="drawings")
        compared = {name for row in pairs for name in (row.model, row.against)}
        return {row.model: row for row in self.rows("models") if row.model in compared}

    def rivals(self, model):
        """What a model is compared with, in the order of the models."""
        compared = {row.against for row in self.rows("differences", model=model)}
        return [name for name in self.models if name in compared]

    def trainings(self, column):
        """What the trainings have in a column, each value once."""
        return once(getattr(row, column) for row in self.rows("models"))

    @property
    def grid(self):
        """The sides of the grids."""
        return " and ".join(f"{side:.0f} × {side:.0f}" for side in self.trainings("grid"))

    @property
    def hours(self):
        """What all trainings took, one after the other; the best of one is counted with it."""
        return sum(row.seconds for row in self.rows("models") if row.steps == row.trained) / 3600


@dataclass(frozen=True)
class Machine:
    """What was timed on one machine.  tables: by the names in SPEED."""

    record: dict
    tables: dict[str, pd.DataFrame]

    def rows(self, name, **wanted):
        """The rows of a table with these values by column."""
        return matching(self.tables[name], **wanted)

    @property
    def workloads(self):
        """The training steps that were timed."""
        return once(row.workload for row in self.rows("speed", kind="training"))

    @property
    def threads(self):
        """With how many threads they were timed, rising."""
        return sorted(once(row.threads for row in self.rows("speed", kind="training")))

    @property
    def contenders(self):
        """What was timed with the fewest threads, by name."""
        rows = self.rows("speed", kind="training", threads=self.threads[0])
        return once(row.contender for row in rows)

    @property
    def best(self):
        """This project's fastest way to do the largest training step, by name."""
        ours = [name for name in self.contenders if name.startswith("this project,")]
        return max(ours, key=lambda name: self.timed(name, self.workloads[-1]).giga_per_second)

    def timed(self, contender, workload, threads=None):
        """The row of one way to do one training step; None if it wasn't timed."""
        keys = {"contender": contender, "workload": workload, "kind": "training"}
        rows = self.rows("speed", **keys, threads=threads or self.threads[0])
        return rows[0] if rows else None

    def ratios(self, contender, against):
        """How many times as fast one way is as another, for each training step timed for both."""
        pairs = [(self.timed(contender, w), self.timed(against, w)) for w in self.workloads]
        return [theirs.seconds / ours.seconds for ours, theirs in pairs if ours and theirs]

    @property
    def checkpointed(self):
        """The contender of scaling.csv that keeps less of a rollout and computes it again."""
        plain = ("PyTorch as usually written", "this project", "this project, fused")
        rows = self.rows("scaling", axis="steps")
        return next((row.contender for row in rows if row.contender not in plain), "")

    @property
    def losses(self):
        """The validation losses that trainings ended with, one a seed, by precision."""
        rows = self.rows("precision")
        names = once(row.precision for row in rows)
        return {name: [row.validation for row in rows if row.precision == name] for name in names}

    def longest(self, axis, contender):
        """The row with the greatest value along an axis of scaling.csv; None if there is none."""
        rows = self.rows("scaling", axis=axis, contender=contender)
        return max(rows, key=lambda row: row.value, default=None)


def entries(folder, names):
    """The record and the tables, by these names, of each entry that is kept in a folder."""
    for record in sorted(Path(folder).glob("*/run.json")):
        tables = {name: read(record.with_name(f"{name}.csv")) for name in names}
        yield json.loads(record.read_text()), tables


def runs(folder):
    """The runs that are kept in a folder: known ones first, the others by name."""
    known = list(TITLES)
    found = [Run(*entry) for entry in entries(folder, RUN)]
    return sorted(found, key=lambda run: ([*known, run.config].index(run.config), run.given))


def machines(folder):
    """The machines whose speed is kept in a folder, by name."""
    return [Machine(*entry) for entry in entries(folder, SPEED)]


def keep(folder, record, tables):
    """Writes a run's record and its tables, by name, in the place of what was kept before."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
    (folder / "run.json").write_text(json.dumps(record, indent=2) + "\n")
