"""The lists of emojis that the data sets are drawn from (resources/emoji.tsv)."""

import io
from pathlib import Path

import pandas as pd

from ganca.errors import InputError

COLUMNS = ["code", "name", "list", "split"]


def read_lists(path):
    """The table of emojis: code (hexadecimal), name, list and split, in the file's order.

    Raises InputError if the file is not such a table.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        table = pd.read_csv(io.StringIO(text), sep="\t", comment="#", dtype=str)
    except ValueError as error:  # of pandas, too
        raise InputError(f"{path}: not a table of emojis ({error}); fetch it again") from error
    if [*table] != COLUMNS or table.isna().any(axis=None) or not text.endswith("\n"):
        wanted = ", ".join(COLUMNS)
        raise InputError(
            f"{path}: each of its lines, which tabs divide, wants {wanted}, and an end; fetch it "
            "again or mend it"
        )
    return table


def choose(table, key, settings):
    """The first emojis of each split of one list, as rows of the table.

    key: the data set's key in the configuration, for the message.
    settings: the data set's entry; ``emoji`` names the list, ``train`` and ``validation`` are the
        numbers of emojis.
    Raises InputError if the list has fewer emojis of a split.
    """
    chosen = []
    for split in ("train", "validation"):
        rows = table[(table["list"] == settings["emoji"]) & (table["split"] == split)]
        if settings[split] > len(rows):
            raise InputError(
                f"{key}.{split}: {settings[split]} wanted, the list {settings['emoji']!r} of"
                f" resources/emoji.tsv has {len(rows)}; ask for fewer or lengthen the list"
            )
        chosen.append(rows.head(settings[split]))
    return pd.concat(chosen, ignore_index=True)
