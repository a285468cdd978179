"""A model card: what a trained automaton is, its data, its scores and its licence."""

from ganca.measure import tables

SHOWN = ("mse", "ssim", "quality")
SUMMARY = {
    "blank": "Grows one picture out of a single living cell.",
    "l2": "Colours in the outlines of {set}; trained towards the right pictures (supervised).",
    "adversarial": "Colours in the outlines of {set}; trained against a critic ({objective}), "
    "without being told the right pictures (GANCA).",
    "pix2pix": "Colours in the outlines of {set}; trained towards the right pictures and against "
    "a critic that sees the outlines, as pix2pix is.",
}
STATE = "state = np.zeros((1, 16, {grid}, {grid}), np.float32)\n"
START = {
    "edges": "edges = np.zeros(({grid}, {grid}))  # your drawing: 1 on a line, 0 elsewhere\n"
    + STATE
    + "state[:, :4] = edges",
    "blank": STATE + "state[:, 3:, {grid} // 2, {grid} // 2] = 1",
}
OPEN = "CC BY-SA 4.0"
LICENCE = {
    "open": "The weights were trained on {credit} and are passed on under the same licence, "
    "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/). Attribution: *emoji designs "
    "by [OpenMoji](https://openmoji.org), the open-source emoji and icon project*.",
    "font": "The weights were trained on pictures of the font {font}. Whether they may be passed "
    "on is for that font's licence to say.",
    "folder": "The weights were trained on pictures of your own. Whether they may be passed on is "
    "for those pictures' licence to say.",
}
DATA = (
    "{train} training pictures of the set `{name}` ({source}) on a grid of {grid} × {grid} cells; "
    "{validation} more were kept aside to validate."
)


def summary(settings):
    """What the model does, in one sentence."""
    kind = settings["objective"] if settings["objective"] in SUMMARY else "adversarial"
    text = SUMMARY["blank" if settings["start"] == "blank" else kind]
    return text.format(set=settings["dataset"], objective=settings["objective"])


def progress(record):
    """Whether the training is unfinished or was stopped early, in a sentence; else empty."""
    told = []
    if (trained := record["steps"]) < (planned := record["settings"]["steps"]):
        told.append(f"**Unfinished: trained for {trained:,} of {planned:,} steps.**")
    if "stopped_at" in record:
        told.append(
            f"These are the weights after {record['stopped_at']:,} steps, when the validation "
            "loss was least."
        )
    return " ".join(told)


def start(settings, grid):
    """The lines of Python that make the state to start from."""
    return START[settings["start"]].format(grid=grid)


def provenance(font):
    """The key of the data's licence in LICENCE, and the name of the font or of the pictures.

    font: the record that rule `check_font` wrote, or None for a folder of pictures.
    """
    if font is None:
        return "folder", "a folder of pictures"
    name = f"{font['family']} {font['version']}"
    return ("open" if OPEN in font["credit"] else "font"), font["credit"] or name


def rights(font):
    """The licence tag for the card's front matter, and the card's text on the licence."""
    kind, name = provenance(font)
    tag = "cc-by-sa-4.0" if kind == "open" else "other"
    return tag, LICENCE[kind].format(credit=name, font=name)


def data(dataset, font):
    """The training data, in a sentence.  dataset: of run.json, with its name and its numbers."""
    return DATA.format(source=provenance(font)[1], **dataset)


def settings_table(settings):
    """The rows of a Markdown table of settings."""
    return "\n".join(f"| `{key}` | {value} |" for key, value in settings.items())


def metrics_table(scores):
    """A Markdown table of SHOWN by set, split and steps, from the scores of pictures."""
    means = tables.aggregate(scores).query("group == '' and metric in @SHOWN", engine="python")
    keys = ["set", "split", "steps", "pictures"]
    lines = [f"| {' | '.join([*keys, *SHOWN])} |", "| --- " * (len(keys) + len(SHOWN)) + "|"]
    for (name, split, steps), part in means.groupby(keys[:3], sort=False):
        found = part.set_index("metric")
        cells = [name, split, f"{steps:g}", str(found.pictures.max())]
        cells += [estimate(found, metric) for metric in SHOWN]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def estimate(found, metric):
    """A mean with its interval in words; a dash where the metric is not defined."""
    if metric not in found.index:
        return "–"
    row = found.loc[metric]
    return f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})"
