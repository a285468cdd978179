"""Which pictures are trained on and which are held out."""

import random
import warnings

from ganca.errors import InputError, InputWarning


def by_list(names, table, emoji):
    """Emojis as one list of `ganca.emoji` divides them: {name: split}, in the order of names."""
    splits = table[table["list"] == emoji].set_index("code")["split"]
    return {name: splits[name] for name in names}


def random_split(key, names, train, validation, seed=0):
    """A random split of pictures: {name: split}, training first; InputError if there are too few.

    key: the data set's key in the configuration, for the message.
    """
    wanted = train + validation
    if len(names) < wanted:
        raise InputError(
            f"{key}: {train} training and {validation} validation pictures wanted, {len(names)}"
            " there; ask for fewer or add some"
        )
    order = random.Random(seed).sample(sorted(names), wanted)
    return dict(zip(order, ["train"] * train + ["validation"] * validation, strict=True))


def check_split(key, pictures):
    """InputError if a `dataset.PictureSet` is no use for training.

    That is, if a split is empty, or if fewer than half of the pictures differ from each other, as
    when a font draws a box for every emoji.  A warning where a picture stands in both splits.
    """
    for split in ("train", "validation"):
        if split not in pictures.split:
            raise InputError(f"{key}: no picture is left for {split}; give another font")
    seen, twins = {}, []
    for name, split, target in zip(pictures.names, pictures.split, pictures.targets, strict=True):
        other, other_split = seen.setdefault(target.tobytes(), (name, split))
        if other_split != split:
            twins.append(f"{other} = {name}")
    if 2 * len(seen) < len(pictures):
        raise InputError(
            f"{key}: only {len(seen)} of its {len(pictures)} pictures differ; give another font"
            " or other pictures"
        )
    if twins:
        warnings.warn(
            f"{key}: the same picture in training and validation: {', '.join(twins)}",
            InputWarning,
            stacklevel=2,
        )
