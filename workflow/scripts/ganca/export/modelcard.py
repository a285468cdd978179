"""A model card: what a trained automaton is, its data, its scores and its licence.

The card's sections and the keys of its front matter are those of Hugging Face's model cards.
"""

import yaml

from ganca.config.idle import SUPERVISED
from ganca.export.scores import SHOWN

SUMMARY = {
    "blank": "Grows one picture out of a single living cell.",
    "supervised": "Colours in the outlines of {set}; trained towards the right pictures "
    "(supervised).",
    "adversarial": "Colours in the outlines of {set}; trained against a critic ({objective}), "
    "without being told the right pictures (GANCA).",
    "guided": "Colours in the outlines of {set}; trained against a critic ({objective}) and, with "
    "less weight, towards the right pictures (GANCA).",
    "pix2pix": "Colours in the outlines of {set}; trained towards the right pictures and against "
    "a critic that sees the outlines, as pix2pix is.",
}
STATE = "state = np.zeros((1, {channels}, {grid}, {grid}), np.float32)\n"
START = {
    "edges": "edges = np.zeros(({grid}, {grid}))  # your drawing: 1 on a line, 0 elsewhere\n"
    + STATE
    + "state[:, :4] = edges",
    "blank": STATE + "state[:, 3:, {grid} // 2, {grid} // 2] = 1",
}
OPEN = "CC BY-SA 4.0"
TAGS = ["neural-cellular-automata", "cellular-automata", "onnx", "safetensors"]
TASK = {"blank": "unconditional-image-generation", "edges": "image-to-image"}
# The licences that Hugging Face has no tag for are named, and told of in the card.
TERMS = {
    "open": {"license": "cc-by-sa-4.0"},
    "font": {
        "license": "other",
        "license_name": "as-of-the-font",
        "license_link": "README.md#more-information",
    },
    "folder": {
        "license": "other",
        "license_name": "as-of-the-pictures",
        "license_link": "README.md#more-information",
    },
}
LICENCE_NAMES = {
    "open": "CC BY-SA 4.0",
    "font": "that of the font",
    "folder": "that of the training pictures",
}
LICENCE = {
    "open": "The weights were trained on {credit} and are passed on under the same licence, "
    "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/). Attribution: *emoji designs "
    "by [OpenMoji](https://openmoji.org), the open-source emoji and icon project*.",
    "font": "The weights were trained on pictures of the font {font}. Whether they may be passed "
    "on is for that font's licence to say.",
    "folder": "The weights were trained on pictures of your own. Whether they may be passed on is "
    "for those pictures' licence to say.",
}
UNMEASURED = (
    "Not measured yet: `snakemake --cores all results/evaluation/{model}/seed{seed}/metrics.csv` "
    "measures these weights, and `snakemake --cores all export` then writes the scores here, each "
    "with the `--configfile` that made this card."
)
DATA = (
    "{train} training pictures of the set `{name}` ({source}) on a grid of {grid} × {grid} cells; "
    "{validation} more were kept aside to validate."
)


def summary(settings):
    """What the model does, in one sentence."""
    return SUMMARY[training_of(settings)].format(
        set=settings["dataset"], objective=settings["objective"]
    )


def training_of(settings):
    """Which sentence of SUMMARY tells of a model."""
    objective = settings["objective"]
    if settings["start"] == "blank":
        return "blank"
    if objective in SUPERVISED:
        return "supervised"
    if objective == "pix2pix":
        return "pix2pix"
    return "guided" if settings["supervision"] else "adversarial"


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


def start(settings, grid, channels):
    """The lines of Python that make the state to start from."""
    return START[settings["start"]].format(grid=grid, channels=channels)


def provenance(font):
    """The key of the data's licence in LICENCE, and the name of the font or of the pictures.

    font: the record that rule `check_font` wrote, or None for a folder of pictures.
    """
    if font is None:
        return "folder", "a folder of pictures"
    name = f"{font['family']} {font['version']}"
    return ("open" if OPEN in font["credit"] else "font"), font["credit"] or name


def rights(font):
    """The name of the weights' licence, and the card's text on it."""
    kind, name = provenance(font)
    return LICENCE_NAMES[kind], LICENCE[kind].format(credit=name, font=name)


def front_matter(record, font, scores, steps):
    """The card's metadata as YAML, with the scores after so many `steps`.

    scores: COLUMNS of `ganca.export.scores`, perhaps no rows.
    """
    settings, kind = record["settings"], provenance(font)[0]
    told = TERMS[kind] | {"library_name": "onnx", "pipeline_tag": TASK[settings["start"]]}
    told |= {"tags": [*TAGS, settings["objective"]]}
    if font is not None:
        told |= {"datasets": [font["family"].lower().replace(" ", "-")]}
    if results := model_index(scores[scores.steps == steps], told["pipeline_tag"]):
        told |= {"metrics": list(dict.fromkeys(scores.metric))}
        told |= {"model-index": [{"name": record["model"], "results": results}]}
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True).strip()


def model_index(scores, task):
    """The scores as Hugging Face's `model-index` has them, an entry a set and split."""
    return [
        {
            "task": {"type": task},
            "dataset": {"name": name, "type": name, "split": split},
            "metrics": [
                {"type": row.metric, "name": row.metric, "value": round(row.value, 4)}
                for row in part.rename(columns={"mean": "value"}).itertuples()
            ],
        }
        for (name, split), part in scores.groupby(["set", "split"], sort=False)
    ]


def data(dataset, font):
    """The training data, in a sentence.  dataset: of run.json, with its name and its numbers."""
    return DATA.format(source=provenance(font)[1], **dataset)


def settings_table(settings):
    """The rows of a Markdown table of settings."""
    return "\n".join(f"| `{key}` | {value} |" for key, value in settings.items())


def results(scores, model, seed):
    """The scores as a Markdown table by set, split and steps, or how to come by them."""
    if scores.empty:
        return UNMEASURED.format(model=model, seed=seed)
    intro = "Means over pictures with their 95 % bootstrap interval.\n\n"
    keys = ["set", "split", "steps", "pictures"]
    lines = [f"| {' | '.join([*keys, *SHOWN])} |", "| --- " * (len(keys) + len(SHOWN)) + "|"]
    for (name, split, steps), part in scores.groupby(keys[:3], sort=False):
        found = part.set_index("metric")
        cells = [name, split, f"{steps:g}", str(found.pictures.max())]
        cells += [estimate(found, metric) for metric in SHOWN]
        lines.append(f"| {' | '.join(cells)} |")
    return intro + "\n".join(lines)


def estimate(found, metric):
    """A mean with its interval in words; a dash where the metric is not defined."""
    if metric not in found.index:
        return "–"
    row = found.loc[metric]
    return f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})"
