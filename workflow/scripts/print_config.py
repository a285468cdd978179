"""Prints the settings of this run, defaults included, as a configuration file would hold them."""

from jobs.running import running

import json

import yaml

with running(snakemake):
    # through JSON: Snakemake's own kinds of dict and str would be told apart in YAML
    plain = json.loads(json.dumps(snakemake.params.config))
    print(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True), end="", flush=True)
