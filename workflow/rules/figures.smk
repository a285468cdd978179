"""Figures.  None of them trains or measures: they draw what is already there.

Inputs:  arrays of pictures (results/data), rollouts (results/evaluation), logs and records of
         trainings (results/models), aggregated measures (results/tables)
Outputs: results/figures/<name>.pdf and, for screens and the report, <name>.png beside it
Each is a row of DRAWN below and a module of its name in workflow/scripts/figures.

Pictures come from the first seed; curves show every seed.  `paper:` in the configuration says
which model plays which part.
"""

PART = config["paper"]
REPORT_AT, HORIZONS = config["evaluation"]["report_at"], config["evaluation"]["horizons"]
FAR = config["evaluation"]["far"]
ROLLOUTS = {
    part: f"results/evaluation/{model}/seed{SEEDS[0]}/rollouts.npz" for part, model in PART.items()
}
SET = {part: config["models"][model]["dataset"] for part, model in PART.items()}
# What the pictures of a part are credited to: the font, or nothing for a folder of pictures.
FONT_OF = {
    part: ["results/data/font.json"] * (dataset in FROM_FONT) for part, dataset in SET.items()
}
PICTURES = {part: f"results/data/{dataset}/pictures.npz" for part, dataset in SET.items()}
DRAWINGS = "results/data/drawings/pictures.npz"
# The adversarial models in the paper's order, each once though it may play two parts.
ADVERSARIAL = list(
    dict.fromkeys(PART[part] for part in ("simple", "improved", "wasserstein", "adversarial"))
)

FROM_NCA = {"nca": ROLLOUTS["supervised"], "font": FONT_OF["supervised"]}
FROM_EMOJIS = {"emojis": PICTURES["supervised"], **FROM_NCA}
FROM_BOTH = {"ganca": ROLLOUTS["adversarial"], "nca": ROLLOUTS["supervised"]}
FACES_AT = {"dataset": SET["supervised"], "steps": REPORT_AT}

# Each figure: the report's section and title, what it is drawn from, what it is told.
DRAWN = {
    "fig01": (
        "automaton",
        "Figure 01: growing emojis frame by frame",
        {"blank": ROLLOUTS["blank"], **FROM_NCA},
        {
            "dataset": SET["supervised"],
            "steps": max(*config["models"][PART["blank"]]["rollout"], REPORT_AT),
        },
    ),
    "fig02": (
        "automaton",
        "Figure 02: one iteration",
        {
            "weights": run_file("supervised", "weights.safetensors"),
            "run": run_file("supervised", "run.json"),
            **FROM_NCA,
        },
        {},
    ),
    "fig03": (
        "data",
        "Figure 03: example pairs",
        {
            "emojis": PICTURES["supervised"],
            "drawings": DRAWINGS,
            "font": FONT_OF["supervised"],
        },
        {},
    ),
    "fig04": (
        "training",
        "Figure 04: the GANCA",
        {
            "run": run_file("adversarial", "run.json"),
            "ganca": ROLLOUTS["adversarial"],
            "emojis": PICTURES["adversarial"],
            "font": FONT_OF["supervised"],
        },
        {"steps": REPORT_AT},
    ),
    "fig05": (
        "training",
        "Figure 05: adversarial losses",
        {"logs": logs(*ADVERSARIAL)},
        {"models": {model: config["models"][model]["objective"] for model in ADVERSARIAL}},
    ),
    "fig06": (
        "results",
        "Figure 06: the supervised NCA",
        {"drawings": DRAWINGS, **FROM_EMOJIS},
        FACES_AT,
    ),
    "fig07": (
        "results",
        "Figure 07: drawings: GANCA against NCA",
        {"drawings": DRAWINGS, **FROM_BOTH},
        {"steps": REPORT_AT},
    ),
    "fig08": (
        "results",
        "Figure 08: 36 frames of one emoji",
        FROM_NCA,
        {"dataset": SET["supervised"]},
    ),
    "fig09": (
        "results",
        "Figure 09: nature",
        {
            "emojis": PICTURES["nature"],
            "nca": ROLLOUTS["nature"],
            "longer": ROLLOUTS.get("nature_longer", []),
            "font": FONT_OF["nature"],
        },
        {"dataset": SET["nature"], "steps": REPORT_AT},
    ),
    "fig10": (
        "results",
        "Figure 10: more training pictures",
        {**FROM_EMOJIS, **FROM_BOTH},
        FACES_AT,
    ),
    "fig11": (
        "results",
        "Figure 11: more validation pictures",
        {**FROM_EMOJIS, **FROM_BOTH},
        FACES_AT,
    ),
    "fig12": (
        "results",
        "Figure 12: more drawings",
        {"drawings": expand("results/data/{set}/pictures.npz", set=HAND_DRAWN), **FROM_BOTH},
        {"sets": HAND_DRAWN, "steps": REPORT_AT},
    ),
    "fig13": (
        "training",
        "Figure 13: L2 loss while training",
        {"logs": logs(PART["supervised"])},
        {},
    ),
    "drift": (
        "results",
        "Figure A: the same pictures after more steps",
        {"drawings": DRAWINGS, **FROM_EMOJIS, **FROM_BOTH},
        {"dataset": SET["supervised"], "horizons": HORIZONS + FAR},
    ),
    "objectives": (
        "results",
        "Figure B: every model on the same drawings",
        {
            "drawings": expand("results/data/{set}/pictures.npz", set=["drawings", "procedural"]),
            "rollouts": expand(
                "results/evaluation/{model}/seed{seed}/rollouts.npz",
                model=COMPARED,
                seed=SEEDS[0],
            ),
        },
        {"models": COMPARED, "steps": REPORT_AT},
    ),
    "severity": (
        "results",
        "Figure C: error against unsteadiness",
        {"metrics": "results/tables/metrics.csv"},
        {"models": COMPARED, "steps": REPORT_AT},
    ),
    "validation_of_metrics": (
        "results",
        "Figure D: truths made worse, and which metric sees it",
        {
            "emojis": PICTURES["supervised"],
            "table": "results/tables/metric_validation.csv",
            "font": FONT_OF["supervised"],
        },
        {},
    ),
    "horizons": (
        "results",
        "Figure E: quality after more and more steps",
        {"metrics": "results/tables/metrics.csv"},
        {"models": COMPARED, "horizons": HORIZONS + FAR},
    ),
    "differences": (
        "results",
        "Figure F: what the GANCA is better than",
        {"differences": "results/tables/differences.csv"},
        {
            "model": PART["adversarial"],
            "others": [name for name in COMPARED if name != PART["adversarial"]],
            "horizons": HORIZONS,
            "report_at": REPORT_AT,
        },
    ),
    "fourfold": (
        "results",
        "Figure G: critic or not, pen or not",
        {
            "drawings": DRAWINGS,
            "metrics": "results/tables/metrics.csv",
            "rollouts": [ROLLOUTS[part] for part in FOURFOLD],
        },
        {"players": fourfold_players(), "report_at": REPORT_AT, "last": max(HORIZONS)},
    ),
    "sizes": (
        "results",
        "Figure H: many drawings on one grid, and one at four sizes",
        {"table": "results/tables/sizes.csv", "pictures": "results/evaluation/sizes.npz"},
        {"models": compared_in_paper(), "shown": PART["adversarial"]},
    ),
    "reliability": (
        "results",
        "Figure I: signs that tell how good a picture is",
        {
            "table": "results/tables/reliability.csv",
            "pictures": "results/evaluation/reliability.csv",
        },
        {"models": tried_for_trust()},
    ),
}
if CAPACITY:
    DRAWN["capacity"] = (
        "results",
        "Figure: error against the number of training pictures",
        {
            "metrics": "results/tables/capacity.csv",
            "runs": expand(
                "results/models/{model}/seed{seed}/run.json", model=CAPACITY, seed=SEEDS[0]
            ),
        },
        {"steps": REPORT_AT},
    )


rule figures:
    input:
        expand("results/figures/{figure}.pdf", figure=FIGURES),


for figure, (section, title, drawn_from, told) in DRAWN.items():

    rule:
        name:
            figure
        input:
            **drawn_from,
            code=sources("draw_figure", f"figures/{figure}"),
        output:
            pdf=f"results/figures/{figure}.pdf",
            png=report(
                f"results/figures/{figure}.png",
                caption=f"../report/figures/{figure}.rst",
                category=SECTION[section],
                labels={"what": title},
            ),
        log:
            f"logs/figures/{figure}.log",
        conda:
            "../../envs/ganca.yaml"
        params:
            **told,
            figure=figure,
        script:
            "../scripts/draw_figure.py"
