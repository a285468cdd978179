"""The configuration, checked, and the sets of pictures that it names."""

import os
import sys
import warnings
from pathlib import Path

import yaml

# The project's folder, seen from the working directory, which `--directory` may name.
ROOT = Path(os.path.relpath(Path(str(workflow.current_basedir)).parents[1]))
sys.path[:0] = [str(ROOT / "workflow"), str(ROOT / "workflow/scripts")]

from dag import finished, has_results, sources
from ganca.errors import InputError, InputWarning
from ganca.config.configuration import configuration
from ganca.config.idle import SUPERVISED
from ganca.config.settings import with_defaults
from ganca.folders import SHEETS, picture_files, pictures_at, plain_name
from jobs.gpus import visible


def project(path):
    """The path of one of the project's own files."""
    return str(ROOT / path)


SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
try:
    named = workflow.config_settings
    given = named.overwrite_config
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", InputWarning)
        config = configuration(config, workflow.configfiles, given, named.config, SCHEMA, ROOT)
except InputError as error:
    sys.exit(f"error: config: {error}")
if workflow.is_main_process:
    for warning in told:
        print(f"warning: config: {warning.message}", file=sys.stderr)

# Each of this machine's GPUs trains one model at a time.  Without one each core does, for two
# trainings of one thread side by side take little more than half the time of one after the other
# with two.  `--resources gpu=N` overrules it; a cluster has its own say (resource_scopes in the
# Snakefile).
if visible() and "gpu" not in workflow.global_resources:
    workflow.register_resource("gpu", len(visible()))

DATASETS = list(config["datasets"])
FROM_FOLDER = [name for name, dataset in config["datasets"].items() if dataset["images"]]
FROM_FONT = [name for name in DATASETS if name not in FROM_FOLDER]
OOD = ["drawings", "procedural", "wobbled", "development"] + ["own"] * bool(config["drawings"])
# What drawings results are reported on: not those that choices may be made by.
HAND_DRAWN = [name for name in OOD if name not in ("wobbled", "development")]
# The report's sections, in the order of the paper; Snakemake sorts them by name.
SECTION = {
    name: f"{number} {title}"
    for number, (name, title) in enumerate(
        {
            "begin": "Begin here",
            "automaton": "What is grown",
            "data": "Data",
            "training": "Training",
            "results": "What came out",
            "rollouts": "Watch them grow",
            "video": "Moving drawings",
            "run": "Settings and cost",
        }.items(),
        start=1,
    )
}
