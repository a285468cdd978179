"""The project's own pages, and what a run is told.

Inputs:  the rules; tables of a finished run (results/tables); the settings of this run
Outputs: docs/rulegraph.svg, docs/results.md, docs/speed.md, a part of README.md, and docs/tables, the
         rows that these pages tell; all of them kept with the project
Targets: `rulegraph` draws the rules anew; `docs` keeps this run's tables and writes the pages;
         `write_docs` writes the pages from what is kept; `config` prints this run's settings
"""

import shlex

GIVEN = workflow.config_settings
TOLD_OF = Path(GIVEN.configfiles[-1]).stem if GIVEN.configfiles else "default"
TIMES = ["speed", "scaling", "precision"]
TIMED = [path for path in expand("results/tables/{table}.csv", table=TIMES) if Path(path).exists()]


def told_of():
    """What docs/tables says of this run: which it was, and what its tables are to be read by."""
    files = [f"--configfile {path}" for path in GIVEN.configfiles]
    settings = [f"--config {shlex.join(GIVEN.config_args)}"] if GIVEN.config_args else []
    return {
        "config": TOLD_OF,
        "given": GIVEN.config_args or [],
        "command": " ".join(["snakemake --cores all docs", *files, *settings]),
        "parts": config["paper"],
        "seeds": SEEDS,
        **{key: config["evaluation"][key] for key in ("horizons", "report_at")},
    }


rule rulegraph:
    input:
        "docs/rulegraph.svg",


rule draw_rulegraph:
    input:
        rules=sorted(map(str, Path("workflow/rules").glob("*.smk"))),
        config="config/config.yaml",
        code=sources("draw_rulegraph"),
    output:
        "docs/rulegraph.svg",
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
        templates=sorted(map(str, Path("workflow/docs").glob("*.j2"))),
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
            flicker=f"results/video/face/{GANCA}.csv" if FILM == "face" else [],
            speed=TIMED,
            templates=sorted(map(str, Path("workflow/docs").glob("*.j2"))),
            code=sources("write_docs"),
        log:
            "logs/docs.log",
        params:
            run=told_of(),


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
