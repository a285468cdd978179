"""The live page.

Inputs:  trained models (results/models), drawings to begin with (results/data), the page's own
         text, style and program (workflow/page, bundled in workflow/page/dist)
Outputs: results/page/ with index.html, which needs nothing beside it, and the licences of the
         parts that others wrote; results/evaluation/steadiness.csv, how steady each model's
         pictures are as a rule
"""

COLOURED_IN = {
    name: {key: config["models"][name][key] for key in ("objective", "dataset", "pen")}
    for name in SHOWN
    if name in AUTOMATA and config["models"][name]["start"] == "edges"
}
LEARNED_FROM = list(dict.fromkeys(settings["dataset"] for settings in COLOURED_IN.values()))
OFFERED = HAND_DRAWN + LEARNED_FROM
RULES_OF_PAGE = expand(
    "results/models/{model}/seed{seed}/weights.safetensors", model=COLOURED_IN, seed=SEEDS[:1]
)


rule page:
    input:
        "results/page/index.html",


# What the page holds the steadiness of the reader's faces against; all models in one job, which
# else would mostly load PyTorch.
use rule measure_steadiness as measure_all_steadiness with:
    input:
        weights=RULES_OF_PAGE,
        drawings="results/data/development/pictures.npz",
        code=sources("measure_steadiness"),
    output:
        table="results/evaluation/steadiness.csv",
    log:
        "logs/measure_all_steadiness/page.log",
    priority: 20
    threads: 2
    params:
        models=list(COLOURED_IN),
        steps=config["evaluation"]["report_at"],


rule make_page:
    input:
        weights=RULES_OF_PAGE,
        steadiness="results/evaluation/steadiness.csv",
        pictures=expand("results/data/{set}/pictures.npz", set=OFFERED),
        font=["results/data/font.json"] * any(name in FROM_FONT for name in LEARNED_FROM),
        template=project("workflow/page/index.html"),
        style=project("workflow/page/dist/page.css"),
        program=project("workflow/page/dist/page.js"),
        licences=project("workflow/page/dist/licences.txt"),
        code=sources("make_page"),
    output:
        page=report(
            "results/page/index.html",
            caption="../report/page.rst",
            category=SECTION["begin"],
            labels={"what": "The live page: draw, and cells colour it in"},
        ),
        licences="results/page/licences.txt",
    log:
        "logs/make_page/page.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        models=COLOURED_IN,
        chosen=[config["paper"][part] for part in ("supervised", "adversarial")],
        sets=OFFERED,
        credited=FROM_FONT,
        face=config["picture"]["size"],
        rest=config["evaluation"]["report_at"],
        first="ring-2",
    script:
        "../scripts/make_page.py"
