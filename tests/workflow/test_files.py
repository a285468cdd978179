"""Files of the project that must agree with each other."""

import re
from pathlib import Path

import describe_settings
import yaml


def pins(text):
    return dict(re.findall(r"^\s*-?\s*([A-Za-z0-9-]+)==([\w.]+)$", text, re.MULTILINE))


def test_both_environments_pin_the_same_versions():
    required = pins(Path("requirements.txt").read_text())
    assert len(required) > 10
    assert pins(Path("envs/ganca.yaml").read_text()) == required


def keys(schema, prefix=""):
    """Every key of the configuration's schema with its part of the schema."""
    for name, part in schema.get("properties", {}).items():
        yield f"{prefix}{name}", part
        yield from keys(part, f"{prefix}{name}.")
    named = schema.get("additionalProperties")
    if isinstance(named, dict):
        yield from keys(named, f"{prefix}<name>.")


def schema():
    return yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())


def test_every_key_is_described_and_has_a_default_or_must_be_given():
    required = {"datasets", "models", "paper", "models.<name>.dataset"}
    for name, part in keys(schema()):
        assert part.get("description") and part.get("type"), name
        given = name in required or name.startswith("paper.")
        assert given or "default" in part, name


def test_the_configurations_readme_is_up_to_date():
    assert Path("config/README.md").read_text() == describe_settings.page()


# Rules that are worth a job on a cluster; targets that make nothing themselves have none.
OWN_JOBS = {"release", "train_model", "stop_early", "evaluate_model", "make_page", "export_model"}
OWN_JOBS |= {
    "read_applied",
    "measure_steadiness",
    "measure_all_steadiness",
    "apply_model",
    "colour_sheet",
    "read_film",
    "colour_film",
    "build_report",
}
OWN_JOBS |= {"measure_speed", "measure_scaling", "compare_precisions", "speed", "draw_rulegraph"}
OWN_JOBS |= {
    "write_docs",
    "config",
    "release_scores",
}  # which never leave the machine that they are started on


def test_every_short_rule_is_in_a_group_of_the_slurm_profile():
    """One left out would be a job of seconds, or tear its group apart."""
    texts = [path.read_text() for path in Path("workflow/rules").glob("*.smk")]
    rules = [
        part
        for text in texts
        for part in re.split(r"^(?:rule|checkpoint) ", text, flags=re.MULTILINE)[1:]
    ]
    working = {
        rule.split(":")[0] for rule in rules if re.search(r"^    script:", rule, re.MULTILINE)
    }
    profile = yaml.safe_load(Path("profiles/slurm/config.yaml").read_text())
    grouped = {entry.split("=")[0] for entry in profile["groups"]}
    shown = {rule for rule in grouped if rule.startswith("show_")}  # named in a loop over tables
    figures = Path("workflow/rules/figures.smk").read_text()
    named = r'^    (?:"(\w+)":|DRAWN\["(\w+)"\] =) \($'  # in its table
    working |= {"".join(found) for found in re.findall(named, figures, re.MULTILINE)}
    assert grouped - shown == working - OWN_JOBS
