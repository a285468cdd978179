"""Writes config/README.md from the configuration's schema: python workflow/describe_settings.py"""

import json
from pathlib import Path

import yaml

SCHEMA = Path("workflow/schemas/config.schema.yaml")
PAGE = Path("config/README.md")
HEAD = """\
# Configuration

<!-- Written by workflow/describe_settings.py from workflow/schemas/config.schema.yaml. -->

`config.yaml` is always read; another file changes only the keys that it names:

| file | what it is for |
| --- | --- |
| `config.yaml` | the default: every figure with real training, in minutes on two CPU cores |
| `paper.yaml` | the published setting: `snakemake --cores all --configfile config/paper.yaml` |
| `published.yaml` | its figures from published weights, training nothing |
| `ablations.yaml` | what each ingredient of `ganca-modern` buys: the model without it |
| `capacity.yaml` | how much fits in: 10 to 400 emojis, three sizes of network |
| `tiny.yaml` | every rule in about two minutes, to try a change; its pictures are worthless |

A file of your own can build on any of them (`extends: config/paper.yaml`). A single key can be set
for one run: `snakemake --cores all --config font=seguiemj.ttf`.

What is wrong ends the run with one line, which names the key, before anything starts: an unknown
key or one that stands there twice, a wrong type, a number out of range, a file that isn't there, a
name that YAML takes for something else (`no`, `1`: put it in quotes). Whole numbers may be written
as `16.0`.

A setting that could change nothing, such as `clip` under `objective: l2`, is refused where an
entry states it itself. It may come from `<<:`, from an alias, or from a file below with another
objective, so that models can share a recipe; and a key's default is never refused.

Snakemake reads the file of `--configfile` before we do, and stumbles over one that is missing, a
folder or not UTF-8. `--config extends=FILE` does the same and says in one line what is wrong, with
the line of the file where there is one.

## Keys

`<name>` stands for a name that you choose. A key without a default must be given.

| key | values | default | meaning |
| --- | --- | --- | --- |
"""


def rows(schema, prefix=""):
    """One row of the table for each key, nested ones after the one that holds them."""
    for name, part in schema.get("properties", {}).items():
        key = f"{prefix}{name}"
        default = f"`{json.dumps(part['default'])}`" if "default" in part else ""
        yield f"| `{key}` | {values(part)} | {default} | {part['description']} |"
        yield from rows(part, f"{key}.")
    named = schema.get("additionalProperties")
    if isinstance(named, dict):
        yield from rows(named, f"{prefix}<name>.")


def values(part):
    """What a key may hold, in words."""
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if part["type"] == "array":
        return f"list: {values(part['items'])}"
    return f"{part['type']}{span(part)}"


def span(part):
    """A number's range, such as ` in [0, 1)`; nothing for what has none."""
    if "maximum" not in part and "exclusiveMaximum" not in part:
        return ""
    low = f"({part['exclusiveMinimum']}" if "exclusiveMinimum" in part else f"[{part['minimum']}"
    high = f"{part['exclusiveMaximum']})" if "exclusiveMaximum" in part else f"{part['maximum']}]"
    return f" in {low}, {high}"


def page():
    """The text of config/README.md."""
    return HEAD + "\n".join(rows(yaml.safe_load(SCHEMA.read_text()))) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
