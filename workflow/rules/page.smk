"""The live page.

Inputs:  trained models (results/models), drawings to begin with (results/data), the page's own
         text, style and program (workflow/page, bundled in workflow/page/dist)
Outputs: results/page/ with index.html, which needs nothing beside it, and the licences of the
         parts that others wrote
"""

COLOURED_IN = {
    name: {key: config["models"][name][key] for key in ("objective", "dataset", "pen")}
    for name in SHOWN
    if name in AUTOMATA and config["models"][name]["start"] == "edges"
}
LEARNED_FROM = list(dict.fromkeys(settings["dataset"] for settings in COLOURED_IN.values()))
OFFERED = HAND_DRAWN + LEARNED_FROM


rule page:
    input:
        "results/page/index.html",


rule make_page:
    input:
        weights=expand(
            "results/models/{model}/seed{seed}/weights.safetensors",
            model=COLOURED_IN,
            seed=SEEDS[0],
        ),
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
