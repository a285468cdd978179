"""Figures.  None of them trains or measures: they draw what is already there.

Inputs:  arrays of pictures (results/data), rollouts (results/evaluation), logs and records of
         trainings (results/models), aggregated measures (results/tables)
Outputs: results/figures/<name>.pdf and, for screens and the report, <name>.png beside it

Pictures come from the first seed; curves show every seed.  `paper:` in the configuration says
which model plays which part.
"""

PART = config["paper"]
ROLLOUTS = {
    part: f"results/evaluation/{model}/seed{SEEDS[0]}/rollouts.npz" for part, model in PART.items()
}
SET = {part: config["models"][model]["dataset"] for part, model in PART.items()}
# What the pictures of a part are credited to: the font, or nothing for a folder of pictures.
FONT_OF = {
    part: ["results/data/font.json"] * (dataset in FROM_FONT) for part, dataset in SET.items()
}
PICTURES = {part: f"results/data/{dataset}/pictures.npz" for part, dataset in SET.items()}
REPORT_AT = config["evaluation"]["report_at"]

# The adversarial models in the paper's order, each once though it may play two parts.
ADVERSARIAL = list(
    dict.fromkeys(PART[part] for part in ("simple", "improved", "wasserstein", "adversarial"))
)


rule figures:
    input:
        expand("results/figures/{figure}.pdf", figure=FIGURES),


rule fig01:
    input:
        blank=ROLLOUTS["blank"],
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("fig01"),
    output:
        pdf="results/figures/fig01.pdf",
        png=report(
            "results/figures/fig01.png",
            caption="../report/fig01.rst",
            category=SECTION["automaton"],
            labels={"what": "Figure 01: growing emojis frame by frame"},
        ),
    log:
        "logs/figures/fig01.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["supervised"],
        steps=max(*config["models"][PART["blank"]]["rollout"], REPORT_AT),
    script:
        "../scripts/fig01.py"


rule fig02:
    input:
        weights=f"results/models/{PART['supervised']}/seed{SEEDS[0]}/weights.safetensors",
        run=f"results/models/{PART['supervised']}/seed{SEEDS[0]}/run.json",
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("fig02"),
    output:
        pdf="results/figures/fig02.pdf",
        png=report(
            "results/figures/fig02.png",
            caption="../report/fig02.rst",
            category=SECTION["automaton"],
            labels={"what": "Figure 02: one iteration"},
        ),
    log:
        "logs/figures/fig02.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/fig02.py"


rule fig03:
    input:
        emojis=PICTURES["supervised"],
        drawings="results/data/drawings/pictures.npz",
        font=FONT_OF["supervised"],
        code=sources("fig03"),
    output:
        pdf="results/figures/fig03.pdf",
        png=report(
            "results/figures/fig03.png",
            caption="../report/fig03.rst",
            category=SECTION["data"],
            labels={"what": "Figure 03: example pairs"},
        ),
    log:
        "logs/figures/fig03.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/fig03.py"


rule fig04:
    input:
        run=f"results/models/{PART['adversarial']}/seed{SEEDS[0]}/run.json",
        ganca=ROLLOUTS["adversarial"],
        emojis=PICTURES["adversarial"],
        font=FONT_OF["supervised"],
        code=sources("fig04"),
    output:
        pdf="results/figures/fig04.pdf",
        png=report(
            "results/figures/fig04.png",
            caption="../report/fig04.rst",
            category=SECTION["training"],
            labels={"what": "Figure 04: the GANCA"},
        ),
    log:
        "logs/figures/fig04.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        steps=REPORT_AT,
    script:
        "../scripts/fig04.py"


rule fig05:
    input:
        logs=expand("results/models/{model}/seed{seed}/log.csv", model=ADVERSARIAL, seed=SEEDS),
        code=sources("fig05"),
    output:
        pdf="results/figures/fig05.pdf",
        png=report(
            "results/figures/fig05.png",
            caption="../report/fig05.rst",
            category=SECTION["training"],
            labels={"what": "Figure 05: adversarial losses"},
        ),
    log:
        "logs/figures/fig05.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        models={model: config["models"][model]["objective"] for model in ADVERSARIAL},
    script:
        "../scripts/fig05.py"


rule fig06:
    input:
        emojis=PICTURES["supervised"],
        drawings="results/data/drawings/pictures.npz",
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("fig06"),
    output:
        pdf="results/figures/fig06.pdf",
        png=report(
            "results/figures/fig06.png",
            caption="../report/fig06.rst",
            category=SECTION["results"],
            labels={"what": "Figure 06: the supervised NCA"},
        ),
    log:
        "logs/figures/fig06.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["supervised"],
        steps=REPORT_AT,
    script:
        "../scripts/fig06.py"


rule fig07:
    input:
        drawings="results/data/drawings/pictures.npz",
        ganca=ROLLOUTS["adversarial"],
        nca=ROLLOUTS["supervised"],
        code=sources("fig07"),
    output:
        pdf="results/figures/fig07.pdf",
        png=report(
            "results/figures/fig07.png",
            caption="../report/fig07.rst",
            category=SECTION["results"],
            labels={"what": "Figure 07: drawings: GANCA against NCA"},
        ),
    log:
        "logs/figures/fig07.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        steps=REPORT_AT,
    script:
        "../scripts/fig07.py"


rule fig08:
    input:
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("fig08"),
    output:
        pdf="results/figures/fig08.pdf",
        png=report(
            "results/figures/fig08.png",
            caption="../report/fig08.rst",
            category=SECTION["results"],
            labels={"what": "Figure 08: 36 frames of one emoji"},
        ),
    log:
        "logs/figures/fig08.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["supervised"],
    script:
        "../scripts/fig08.py"


rule fig09:
    input:
        emojis=PICTURES["nature"],
        nca=ROLLOUTS["nature"],
        font=FONT_OF["nature"],
        code=sources("fig09"),
    output:
        pdf="results/figures/fig09.pdf",
        png=report(
            "results/figures/fig09.png",
            caption="../report/fig09.rst",
            category=SECTION["results"],
            labels={"what": "Figure 09: nature"},
        ),
    log:
        "logs/figures/fig09.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["nature"],
        steps=REPORT_AT,
    script:
        "../scripts/fig09.py"


rule fig10:
    input:
        emojis=PICTURES["supervised"],
        ganca=ROLLOUTS["adversarial"],
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("fig10"),
    output:
        pdf="results/figures/fig10.pdf",
        png=report(
            "results/figures/fig10.png",
            caption="../report/fig10.rst",
            category=SECTION["results"],
            labels={"what": "Figure 10: more training pictures"},
        ),
    log:
        "logs/figures/fig10.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["supervised"],
        steps=REPORT_AT,
    script:
        "../scripts/fig10.py"


rule fig11:
    input:
        emojis=PICTURES["supervised"],
        ganca=ROLLOUTS["adversarial"],
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("fig11"),
    output:
        pdf="results/figures/fig11.pdf",
        png=report(
            "results/figures/fig11.png",
            caption="../report/fig11.rst",
            category=SECTION["results"],
            labels={"what": "Figure 11: more validation pictures"},
        ),
    log:
        "logs/figures/fig11.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["supervised"],
        steps=REPORT_AT,
    script:
        "../scripts/fig11.py"


rule fig12:
    input:
        drawings=expand("results/data/{set}/pictures.npz", set=HAND_DRAWN),
        ganca=ROLLOUTS["adversarial"],
        nca=ROLLOUTS["supervised"],
        code=sources("fig12"),
    output:
        pdf="results/figures/fig12.pdf",
        png=report(
            "results/figures/fig12.png",
            caption="../report/fig12.rst",
            category=SECTION["results"],
            labels={"what": "Figure 12: more drawings"},
        ),
    log:
        "logs/figures/fig12.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        sets=HAND_DRAWN,
        steps=REPORT_AT,
    script:
        "../scripts/fig12.py"


rule fig13:
    input:
        logs=expand(
            "results/models/{model}/seed{seed}/log.csv", model=PART["supervised"], seed=SEEDS
        ),
        code=sources("fig13"),
    output:
        pdf="results/figures/fig13.pdf",
        png=report(
            "results/figures/fig13.png",
            caption="../report/fig13.rst",
            category=SECTION["training"],
            labels={"what": "Figure 13: L2 loss while training"},
        ),
    log:
        "logs/figures/fig13.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/fig13.py"


rule objectives:
    input:
        drawings=expand("results/data/{set}/pictures.npz", set=["drawings", "procedural"]),
        rollouts=expand(
            "results/evaluation/{model}/seed{seed}/rollouts.npz", model=RIVALS, seed=SEEDS[0]
        ),
        code=sources("objectives"),
    output:
        pdf="results/figures/objectives.pdf",
        png=report(
            "results/figures/objectives.png",
            caption="../report/objectives.rst",
            category=SECTION["results"],
            labels={"what": "Figure B: every model on the same drawings"},
        ),
    log:
        "logs/figures/objectives.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        models=RIVALS,
        steps=REPORT_AT,
    script:
        "../scripts/objectives.py"


rule drift:
    input:
        emojis=PICTURES["supervised"],
        drawings="results/data/drawings/pictures.npz",
        ganca=ROLLOUTS["adversarial"],
        nca=ROLLOUTS["supervised"],
        font=FONT_OF["supervised"],
        code=sources("drift"),
    output:
        pdf="results/figures/drift.pdf",
        png=report(
            "results/figures/drift.png",
            caption="../report/drift.rst",
            category=SECTION["results"],
            labels={"what": "Figure A: the same pictures after more steps"},
        ),
    log:
        "logs/figures/drift.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=SET["supervised"],
        horizons=config["evaluation"]["horizons"],
    script:
        "../scripts/drift.py"


rule severity:
    input:
        metrics="results/tables/metrics.csv",
        code=sources("severity"),
    output:
        pdf="results/figures/severity.pdf",
        png=report(
            "results/figures/severity.png",
            caption="../report/severity.rst",
            category=SECTION["results"],
            labels={"what": "Figure C: error against unsteadiness"},
        ),
    log:
        "logs/figures/severity.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        models=RIVALS,
        steps=REPORT_AT,
    script:
        "../scripts/severity.py"


rule validation_of_metrics:
    input:
        emojis=PICTURES["supervised"],
        table="results/tables/metric_validation.csv",
        font=FONT_OF["supervised"],
        code=sources("validation_of_metrics"),
    output:
        pdf="results/figures/validation_of_metrics.pdf",
        png=report(
            "results/figures/validation_of_metrics.png",
            caption="../report/validation_of_metrics.rst",
            category=SECTION["results"],
            labels={"what": "Figure D: truths made worse, and which metric sees it"},
        ),
    log:
        "logs/figures/validation_of_metrics.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/validation_of_metrics.py"


rule horizons:
    input:
        metrics="results/tables/metrics.csv",
        code=sources("horizons"),
    output:
        pdf="results/figures/horizons.pdf",
        png=report(
            "results/figures/horizons.png",
            caption="../report/horizons.rst",
            category=SECTION["results"],
            labels={"what": "Figure E: quality after more and more steps"},
        ),
    log:
        "logs/figures/horizons.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        models=RIVALS,
        horizons=config["evaluation"]["horizons"],
    script:
        "../scripts/horizons.py"


rule differences:
    input:
        differences="results/tables/differences.csv",
        code=sources("differences"),
    output:
        pdf="results/figures/differences.pdf",
        png=report(
            "results/figures/differences.png",
            caption="../report/gained.rst",
            category=SECTION["results"],
            labels={"what": "Figure F: what the GANCA is better than"},
        ),
    log:
        "logs/figures/differences.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        model=GANCA,
        others=[name for name in RIVALS if name != GANCA],
        horizons=config["evaluation"]["horizons"],
        report_at=REPORT_AT,
    script:
        "../scripts/differences.py"
