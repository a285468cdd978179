"""The report.

Inputs:  everything that is made by default, and what is made for the report alone
Outputs: results/report/ with animated rollouts and losses of each model, tables that can be sorted
         and the run's settings, as pages;
         results/report.zip, all of it with captions in the order of the paper, to click through
"""

TABLE_TITLES = {
    "claims": ("begin", "The paper's claims, and what this run found"),
    "data": ("data", "What each set of pictures holds"),
    "metrics": ("results", "Table: means over pictures with their intervals"),
    "differences": ("results", "Table: models against each other, picture by picture"),
    "regrowth": ("results", "Table: what grows again after a quarter was erased"),
    "sizes": ("results", "Table: the same drawings together, and at other sizes"),
    "reliability": ("results", "Table: how well signs without a truth rank pictures"),
    "metric_validation": ("results", "Table: which metrics see which corruptions"),
    "models": ("run", "Settings, cost and last losses of each training"),
}
REPORTED = [
    *expand("results/report/{model}-growing.png", model=[m for m in SHOWN if m in AUTOMATA]),
    *expand("results/report/{model}-losses.png", model=SHOWN),
    *expand("results/report/{table}.html", table=TABLE_TITLES),
    "results/report/flicker.html",
    "results/report/run.html",
]


rule report:
    input:
        "results/report.zip",


rule animate:
    input:
        rollouts=f"results/evaluation/{{model}}/seed{SEEDS[0]}/rollouts.npz",
        font=learned_font,
        code=sources("animate"),
    output:
        report(
            "results/report/{model}-growing.png",
            caption="../report/animate.rst",
            category=SECTION["rollouts"],
            labels={"what": "{model}"},
        ),
    log:
        "logs/animate/{model}.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        films=films,
    script:
        "../scripts/animate.py"


rule losses:
    input:
        logs=expand("results/models/{{model}}/seed{seed}/log.csv", seed=SEEDS),
        code=sources("losses"),
    output:
        report(
            "results/report/{model}-losses.png",
            caption="../report/losses.rst",
            category=SECTION["training"],
            labels={"what": "Losses of {model}"},
        ),
    log:
        "logs/losses/{model}.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/losses.py"


for table, (section, title) in TABLE_TITLES.items():

    rule:
        name:
            f"show_{table}"
        input:
            table=f"results/tables/{table}.csv",
            template=project("workflow/report/table.html"),
            code=sources("show_table"),
        output:
            report(
                f"results/report/{table}.html",
                caption=f"../report/{table}.rst",
                category=SECTION[section],
                labels={"what": title},
            ),
        log:
            f"logs/show_table/{table}.log",
        conda:
            "../../envs/ganca.yaml"
        params:
            title=title,
        script:
            "../scripts/show_table.py"


use rule show_data as show_flicker with:
    input:
        table=f"results/video/{FILM}/{COLOURS_WITH}.csv",
        template=project("workflow/report/table.html"),
        code=sources("show_table"),
    output:
        report(
            "results/report/flicker.html",
            caption="../report/flicker.rst",
            category=SECTION["video"],
            labels={"what": "How much it flickers"},
        ),
    log:
        "logs/show_table/flicker.log",
    params:
        title="How much a moving drawing flickers",


rule describe_run:
    input:
        records=of_runs("results/models/{model}/seed{seed}/run.json"),
        font="results/data/font.json",
        requirements=project("requirements.txt"),
        template=project("workflow/report/run.html"),
        code=sources("describe_run"),
    output:
        report(
            "results/report/run.html",
            caption="../report/run.rst",
            category=SECTION["run"],
            labels={"what": "Configuration and versions"},
        ),
    log:
        "logs/describe_run.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        config=config,
    script:
        "../scripts/describe_run.py"


rule build_report:
    input:
        PRODUCTS,
        REPORTED,
        figures=expand("results/figures/{figure}.png", figure=FIGURES),
        film=expand(f"results/video/{FILM}/{COLOURS_WITH}{{part}}.png", part=["", "-frames"]),
        code=sources("build_report"),
    output:
        "results/report.zip",
    log:
        "logs/build_report.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        config=config,
        products=PRODUCTS + REPORTED,
    script:
        "../scripts/build_report.py"
