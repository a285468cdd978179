"""What the figures share: reading tables and rollouts, choosing pictures, drawing means."""

import csv

import numpy as np

from ganca.data.compositing import over_white
from ganca.data.dataset import load
from ganca.errors import InputError
from ganca.results import read_arrays, read_record, read_table
from ganca.show.gallery import Gallery
from ganca.show.plots import GREY, black_on_white

DASHES = (0, (4, 3))  # of a reference's line


def spread(count, wanted):
    """At most `wanted` indices out of range(count), evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(count, wanted)).round().astype(int))


def shares(sizes, wanted):
    """How many of `wanted` pictures each group gets: (n,) int, at most its size.

    The groups get one picture after the other by turns; in the last turn, groups that are evenly
    spread get one.  sizes: (n,) int, of the groups.
    """
    given = np.zeros(len(sizes), int)
    while wanted > given.sum() and (more := np.flatnonzero(given < sizes)).size:
        given[more[spread(len(more), wanted - given.sum())]] += 1
    return given


def chosen(pictures, wanted, split, shown=()):
    """Indices of at most `wanted` pictures of one split, evenly from all its groups.

    shown: indices that another figure shows; they are left out unless there are no others.
    """
    inside = [i for i, part in enumerate(pictures.split) if part == split]
    fresh = [i for i in inside if i not in shown] or inside
    groups = {}
    for i in fresh:
        groups.setdefault(pictures.group[i], []).append(i)
    each = shares([len(group) for group in groups.values()], wanted)
    taken = [np.array(g)[spread(len(g), n)] for g, n in zip(groups.values(), each, strict=True)]
    return np.sort(np.concatenate(taken))


def rollouts(path, key):
    """One array of a model's rollouts.npz.  Raises InputError if the file has no such key.

    key: `<set>/<steps>` or `frames/<set>`.
    """
    arrays = read_arrays(path, key)
    if key not in arrays:
        raise InputError(f"{path}: holds no {key!r}; see `paper:` and `evaluation:` in config")
    return arrays[key]


def rows(pictures, indices, outputs):
    """A gallery's rows: the edges, what each model made of them, the truth where it is known.

    outputs: label -> (n, height, width, 4) uint8 RGBA in the set's order.
    """
    shown = {"edges": black_on_white(pictures.edges[indices])}
    shown |= {label: over_white(made[indices]) for label, made in outputs.items()}
    if pictures.targets is not None:
        shown["truth"] = over_white(pictures.targets[indices])
    return shown


def more_emojis(paths, params, split):
    """A gallery of twenty emojis of one split that Figure 6 doesn't show: its figure.

    Each has its edges, the GANCA's picture, the supervised NCA's, and the truth.
    """
    key = f"{params.dataset}/{params.steps}"
    emojis = load(paths.emojis)
    made = {"GANCA": rollouts(paths.ganca, key), "NCA": rollouts(paths.nca, key)}
    gallery = Gallery()
    shown = chosen(emojis, 10, split)  # in figure 6
    gallery.add("", rows(emojis, chosen(emojis, 20, split, shown), made))
    return gallery.finished()


def shown_frames(frames, steps):
    """The frames of a rollout at these steps, as they are shown: (n, height, width, 3) uint8 RGB.

    frames: (T, height, width, 4) uint8 RGBA.  At step 0 all four channels hold the edges, which
    would be white on white; so step 0 is shown as black strokes.
    """
    begin = black_on_white(frames[:1, ..., 3])
    return np.concatenate([begin, over_white(frames[1:])])[steps]


def credit(fonts):
    """The credit for emojis.  fonts: paths of the records of the fonts they are drawn from."""
    return "; ".join(f"Emoji: {read_record(path)['credit']}" for path in fonts)


def table(path):
    """The rows of a table, each a mapping from column to text."""
    return list(csv.DictReader(read_table(path)))


def means(rows, keys=("mean", "low", "high")):
    """The means in rows of a table and the ends of their intervals: (3, n), nan if unknown.

    keys: the columns of the mean and of the ends, those of metrics.csv if left out.
    """
    return np.array([[float(row[key] or "nan") for row in rows] for key in keys])


def draw_means(axes, x, rows, label, style):
    """Draws means with their 95 % intervals at x (n,) as one line.  rows: n rows of a table."""
    mean, low, high = means(rows)
    axes.vlines(x, low, high, color=style["color"], linewidth=0.8)
    axes.plot(x, mean, label=label, **style)


def draw_reference(axes, x, values, label):
    """Draws a reference's values at x as a thin grey line with its name at the end."""
    axes.plot(x, values, color=GREY, linewidth=0.7, linestyle=DASHES)
    style = {"color": GREY, "fontsize": 7, "va": "center", "textcoords": "offset points"}
    axes.annotate(label, (x[-1], values[-1]), (7, 0), **style)
