"""The project's own pages, and what a run is told.

Inputs:  the rules; tables of a finished run (results/tables); the settings of this run
Outputs: docs/rulegraph.svg, docs/results.md, docs/speed.md, a part of README.md, and docs/tables, the
         rows that these pages tell; all of them kept with the project
Targets: `rulegraph` draws the rules anew; `docs` keeps this run's tables and writes the pages;
         `write_docs` writes the pages from what is kept; `config` prints this run's settings
"""

import os
import shlex

# Which run docs/tables then tells of, and what its tables are to be read by.
FILES = [os.path.relpath(path) for path in workflow.config_settings.configfiles]
SETTINGS = list(workflow.config_settings.config_args or [])
TOLD = {
    "config": Path(FILES[-1]).stem if FILES else "default",
    "given": SETTINGS,
    "command": " ".join(
        ["snakemake --cores all docs"]
        + [f"--configfile {path}" for path in FILES]
        + [f"--config {shlex.join(SETTINGS)}"] * bool(SETTINGS)
    ),
    "parts": config["paper"],
    "seeds": SEEDS,
    "horizons": config["evaluation"]["horizons"],
    "report_at": config["evaluation"]["report_at"],
}
TIMES = expand("results/tables/{table}.csv", table=["speed", "scaling", "precision"])


rule rulegraph:
    input:
        project("docs/rulegraph.svg"),


rule draw_rulegraph:
    input:
        rules=sorted(map(str, (ROOT / "workflow/rules").glob("*.smk"))),
        config=project("config/config.yaml"),
        code=sources("draw_rulegraph"),
    output:
        project("docs/rulegraph.svg"),
    log:
        "logs/draw_rulegraph.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        targets=["all", "report", "export", "apply", "video"],
    script:
        "../scripts/draw_rulegraph.py"


# Neither these two rules nor the next declare outputs: the pages are kept with the project, and
# Snakemake deletes an output before it is made again, the README among them.
rule write_docs:
    input:
        templates=sorted(map(str, (ROOT / "workflow/docs").glob("*.j2"))),
        code=sources("write_docs"),
    log:
        "logs/write_docs.log",
    localrule: True
    conda:
        "../../envs/ganca.yaml"
    params:
        run=None,
    script:
        "../scripts/write_docs.py"


if SEEDS:  # else one of the paper's models is missing

    use rule write_docs as docs with:
        input:
            tables=expand("results/tables/{table}.csv", table=TABLES),
            flicker=f"results/video/face/{COLOURS_WITH}.csv" if FILM == "face" else [],
            speed=[path for path in TIMES if Path(path).exists()],
            templates=sorted(map(str, (ROOT / "workflow/docs").glob("*.j2"))),
            code=sources("write_docs"),
        log:
            "logs/docs.log",
        params:
            run=TOLD,


rule config:
    input:
        code=sources("print_config"),
    log:
        "logs/config.log",
    localrule: True
    conda:
        "../../envs/ganca.yaml"
    params:
        config=config,
    script:
        "../scripts/print_config.py"
