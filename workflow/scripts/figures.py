"""What the figures' scripts share: reading what the stages before handed on, choosing pictures."""

import json
from pathlib import Path

import numpy as np

from ganca.errors import InputError
from ganca.plots import over_white, strokes


def spread(count, wanted):
    """At most `wanted` indices out of range(count), evenly spread, so that each kind is met."""
    return np.unique(np.linspace(0, count - 1, min(count, wanted)).round().astype(int))


def chosen(pictures, wanted, split, shown=()):
    """Indices of at most `wanted` pictures of one split, evenly spread over it.

    shown: indices that another figure shows already; passed over unless there are no others.
    """
    inside = [i for i, part in enumerate(pictures.split) if part == split]
    fresh = [i for i in inside if i not in shown] or inside
    return np.array(fresh)[spread(len(fresh), wanted)]


def rollouts(path, key):
    """One array out of a model's rollouts.npz: `<set>/<steps>` or `frames/<set>`."""
    with np.load(path, allow_pickle=False) as file:
        if key not in file.files:
            raise InputError(f"{path}: holds no {key!r}; see `paper:` and `evaluation:` in config")
        return file[key]


def rows(pictures, indices, outputs):
    """A gallery's rows: the edges, what each model made of them, the truth where it is known.

    outputs: label -> (n, height, width, 4) uint8 RGBA in the set's order.
    """
    shown = {"edges": strokes(pictures.edges[indices])}
    shown |= {label: over_white(made[indices]) for label, made in outputs.items()}
    if pictures.targets is not None:
        shown["truth"] = over_white(pictures.targets[indices])
    return shown


def film(frames, steps):
    """The frames (T, height, width, 4) of a film at these steps, as RGB (n, height, width, 3).

    At step 0 the state is the same in all four visible channels, white on paper; so it is drawn
    as what it is, strokes.
    """
    begin = strokes(frames[:1, ..., 3])
    return np.concatenate([begin, over_white(frames[1:])])[steps]


def credit(fonts):
    """Whose pictures the emojis are, out of the records of the fonts that they are drawn from."""
    return "; ".join(f"Emoji: {json.loads(Path(path).read_text())['credit']}" for path in fonts)
