"""Sets of pictures: edge maps, the pictures they belong to where those are known, names, split."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ganca.errors import InputError
from ganca.results import read_arrays, reading

SPLITS = ("train", "augmented", "validation", "ood")


@dataclass(frozen=True)
class PictureSet:
    """Pictures of one set, in a fixed order.

    names: n strings, unique; for an emoji its code point, such as ``1f600``.
    split: n strings out of ``SPLITS``.
    group: n strings that say which pictures belong together, such as ``severity 2`` or ``thick``.
    edges: (n, height, width) uint8, 1 on an edge and 0 elsewhere.
    targets: (n, height, width, 4) uint8, straight-alpha RGBA, 0 where nothing is; None where no
        truth is known, as for a drawing.
    """

    names: list[str]
    split: list[str]
    group: list[str]
    edges: np.ndarray
    targets: np.ndarray | None = None

    def __post_init__(self):
        lengths = {len(self.names), len(self.split), len(self.group), len(self.edges)}
        if self.targets is not None:
            lengths.add(len(self.targets))
        if len(lengths) != 1:
            raise ValueError(f"a picture set whose parts differ in length: {sorted(lengths)}")

    def __len__(self):
        return len(self.names)

    def where(self, *splits, group=None):
        """The pictures of these splits, or of all where none is named; of one group or of any."""
        keep = [
            i
            for i in range(len(self))
            if (not splits or self.split[i] in splits) and group in (None, self.group[i])
        ]
        return self.take(keep)

    def take(self, indices):
        """The pictures at these indices, in their order."""
        return PictureSet(
            [self.names[i] for i in indices],
            [self.split[i] for i in indices],
            [self.group[i] for i in indices],
            self.edges[indices],
            None if self.targets is None else self.targets[indices],
        )

    def truth(self):
        """The targets as float32 in [0, 1], shape (n, 4, height, width)."""
        return np.moveaxis(self.targets, -1, 1).astype(np.float32) / 255

    def manifest(self):
        """One row a picture: name, split, group, share of pixels that are edge."""
        return pd.DataFrame(
            {
                "name": self.names,
                "split": self.split,
                "group": self.group,
                "edge_share": self.edges.mean((1, 2)).round(4),
            }
        )


def chosen(pictures, name):
    """The set of the one picture with this name; of the first picture where the name is empty.

    Raises InputError if no picture has this name.
    """
    if name and name not in pictures.names:
        raise InputError(f"picture: there is no training picture {name!r} in the dataset")
    return pictures.take([pictures.names.index(name) if name else 0])


def pad(pictures, padding):
    """Zero-pads (n, size, size[, channels]) by `padding` pixels on each side (section 3)."""
    width = [(0, 0), (padding, padding), (padding, padding)] + [(0, 0)] * (pictures.ndim - 3)
    return np.pad(pictures, width)


def drawing_set(names, edges, families=None):
    """Drawings as a `PictureSet`: out of distribution, without targets.

    families: the group of each drawing, none if left out.
    """
    return PictureSet(names, ["ood"] * len(names), families or [""] * len(names), edges)


def save(path, pictures):
    """Writes a set as a compressed npz without pickles."""
    arrays = {
        "names": np.array(pictures.names, dtype=np.str_),
        "split": np.array(pictures.split, dtype=np.str_),
        "group": np.array(pictures.group, dtype=np.str_),
        "edges": pictures.edges.astype(np.uint8),
    }
    if pictures.targets is not None:
        arrays["targets"] = pictures.targets.astype(np.uint8)
    np.savez_compressed(path, **arrays)


def save_with_manifest(output, pictures):
    """Writes a set as `save` does and its manifest as CSV.

    output: with the paths `pictures` and `manifest`, such as a rule's output.
    """
    save(output.pictures, pictures)
    pictures.manifest().to_csv(output.manifest, index=False)


def load_all(paths):
    """The pictures of one or more files of `save` as one set, drawings with empty targets."""
    sets = [load(path) for path in paths]
    names, split, group = (
        [entry for part in sets for entry in getattr(part, column)]
        for column in ("names", "split", "group")
    )
    edges = np.concatenate([part.edges for part in sets])
    targets = [empty(part.edges) if part.targets is None else part.targets for part in sets]
    return PictureSet(names, split, group, edges, np.concatenate(targets))


def empty(edges):
    """A transparent picture for each edge map."""
    return np.zeros((*edges.shape, 4), np.uint8)


def load(path):
    """Reads what `save` wrote.  InputError if the file is not such a set."""
    arrays = read_arrays(path)
    with reading(path):
        names, split, group = (arrays[key].tolist() for key in ("names", "split", "group"))
        return PictureSet(names, split, group, arrays["edges"], arrays.get("targets"))
