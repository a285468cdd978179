"""Evaluation.

Inputs:  trained models (results/models), sets of pictures (results/data)
Outputs: results/evaluation/<model>/seed<k>/ with the rollouts, films and the metrics of each
         picture; results/evaluation/references.csv, the same of pictures whose worth is known;
         results/evaluation/regrowth.csv, what each picture regrew of what was erased, sizes.npz,
         drawings of several sizes, and reliability.csv, the signs of how good each picture is;
         results/tables/metrics.csv, models.csv, differences.csv, claims.csv, regrowth.csv,
         sizes.csv, reliability.csv and metric_validation.csv, and of config/capacity.yaml
         capacity.csv
"""


rule evaluate:
    input:
        expand("results/tables/{table}.csv", table=TABLES),


rule evaluate_model:
    input:
        weights="results/models/{model}/seed{seed}/weights.safetensors",
        pictures=training_pictures,
        ood=expand("results/data/{set}/pictures.npz", set=OOD),
        code=sources("evaluate_model"),
    output:
        rollouts="results/evaluation/{model}/seed{seed}/rollouts.npz",
        metrics="results/evaluation/{model}/seed{seed}/metrics.csv",
    log:
        "logs/evaluate_model/{model}-seed{seed}.log",
    # What is short fills up the cores that the last of these leave; the models that are grown
    # furthest come first.
    priority: lambda wildcards: 15 if grown_furthest(wildcards) else 10
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        settings=training_settings,
        ood=OOD,
        horizons=grown_to,
        edges=config["edges"],
    script:
        "../scripts/evaluate_model.py"


rule validate_metrics:
    input:
        faces=f"results/data/{FACES}/pictures.npz",
        wobbled="results/data/wobbled/pictures.npz",
        procedural="results/data/procedural/pictures.npz",
        code=sources("validate_metrics"),
    output:
        "results/tables/metric_validation.csv",
    log:
        "logs/validate_metrics/metrics.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        edges=config["edges"],
    script:
        "../scripts/validate_metrics.py"


rule score_references:
    input:
        sets=expand("results/data/{set}/pictures.npz", set=PALETTE_OF),
        trained=expand("results/data/{set}/pictures.npz", set=PALETTE_OF.values()),
        code=sources("score_references"),
    output:
        metrics="results/evaluation/references.csv",
    log:
        "logs/score_references/references.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        sets=list(PALETTE_OF),
        edges=config["edges"],
    script:
        "../scripts/score_references.py"


rule measure_regrowth:
    input:
        weights=of_runs("results/models/{model}/seed{seed}/weights.safetensors", AUTOMATA),
        pictures=[f"results/data/{run['dataset']}/pictures.npz" for run in automata()],
        code=sources("measure_regrowth"),
    output:
        pictures="results/evaluation/regrowth.csv",
        table="results/tables/regrowth.csv",
    log:
        "logs/measure_regrowth.log",
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        runs=automata(),
        steps=config["evaluation"]["report_at"],
    script:
        "../scripts/measure_regrowth.py"


rule measure_sizes:
    input:
        weights=expand(
            "results/models/{model}/seed{seed}/weights.safetensors",
            model=compared_in_paper(),
            seed=SEEDS[:1],
        ),
        drawings=sorted(map(str, (ROOT / "resources/drawings").glob("*.svg"))),
        pictures=f"results/data/{FACES}/pictures.npz",
        code=sources("measure_sizes"),
    output:
        pictures="results/evaluation/sizes.npz",
        table="results/tables/sizes.csv",
    log:
        "logs/measure_sizes.log",
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        models=compared_in_paper(),
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
        steps=config["evaluation"]["report_at"],
        edges=config["edges"],
    script:
        "../scripts/measure_sizes.py"


rule measure_reliability:
    input:
        weights=expand(
            "results/models/{model}/seed{seed}/weights.safetensors",
            model=tried_for_trust(),
            seed=SEEDS[:1],
        ),
        pictures=f"results/data/{FACES}/pictures.npz",
        drawings="results/data/drawings/pictures.npz",
        wobbled="results/data/wobbled/pictures.npz",
        code=sources("measure_reliability"),
    output:
        pictures="results/evaluation/reliability.csv",
        table="results/tables/reliability.csv",
    log:
        "logs/measure_reliability.log",
    priority: 20  # longer than the evaluations that would else leave it to the end
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        models=tried_for_trust(),
        steps=config["evaluation"]["report_at"],
        edges=config["edges"],
    script:
        "../scripts/measure_reliability.py"


rule summarize_metrics:
    input:
        scores=of_runs("results/evaluation/{model}/seed{seed}/metrics.csv"),
        references=["results/evaluation/references.csv"],
        code=sources("summarize_metrics"),
    output:
        "results/tables/metrics.csv",
    log:
        "logs/summarize_metrics/metrics.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/summarize_metrics.py"


rule summarize_capacity:
    input:
        scores=expand(
            "results/evaluation/{model}/seed{seed}/metrics.csv", model=CAPACITY, seed=SEEDS
        ),
        references=[],
        code=sources("summarize_metrics"),
    output:
        "results/tables/capacity.csv",
    log:
        "logs/summarize_metrics/capacity.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/summarize_metrics.py"


rule compare_models:
    input:
        scores=of_runs("results/evaluation/{model}/seed{seed}/metrics.csv", COMPARED),
        code=sources("compare_models"),
    output:
        "results/tables/differences.csv",
    log:
        "logs/compare_models/differences.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        pairs=comparisons(config["paper"]["supervised"], config["paper"]["adversarial"]),
    script:
        "../scripts/compare_models.py"


rule summarize_models:
    input:
        records=of_runs("results/models/{model}/seed{seed}/run.json"),
        histories=of_runs("results/models/{model}/seed{seed}/log.csv"),
        code=sources("summarize_models"),
    output:
        "results/tables/models.csv",
    log:
        "logs/summarize_models/models.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        missing=MISSING,
    script:
        "../scripts/summarize_models.py"


rule judge_claims:
    input:
        scores=of_runs("results/evaluation/{model}/seed{seed}/metrics.csv", PAPER_MODELS),
        references="results/evaluation/references.csv",
        records=of_runs("results/models/{model}/seed{seed}/run.json", PAPER_MODELS),
        histories=of_runs("results/models/{model}/seed{seed}/log.csv", PAPER_MODELS),
        films=of_runs(
            "results/evaluation/{model}/seed{seed}/rollouts.npz", [config["paper"]["supervised"]]
        ),
        regrowth="results/evaluation/regrowth.csv",
        pictures=f"results/data/{FACES}/pictures.npz",
        code=sources("judge_claims"),
    output:
        "results/tables/claims.csv",
    log:
        "logs/judge_claims/claims.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        parts=config["paper"],
        dataset=FACES,
        report_at=config["evaluation"]["report_at"],
    script:
        "../scripts/judge_claims.py"
