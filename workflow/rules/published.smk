"""Published weights, in the place of training.

Inputs:  resources/weights/<model>/seed<k>/, which `release` wrote
Outputs: results/models/<model>/seed<k>/ with the weights, the losses and the run's record, which
         names the modules that have changed since (`changed_since`)
Target:  `release_scores` measures the published automata, and keeps beside their weights what their
         model cards tell: resources/weights/scores.csv
"""


rule take_weights:
    input:
        weights=published("weights.safetensors"),
        history=published("log.csv"),
        record=published("run.json"),
        sums=f"{config['weights']}/SHA256SUMS",
        pictures=training_pictures,
        code=sources("take_weights"),
        training=sources("train_model"),  # compared with the code that trained
    output:
        weights="results/models/{model}/seed{seed}/weights.safetensors",
        history="results/models/{model}/seed{seed}/log.csv",
        record="results/models/{model}/seed{seed}/run.json",
    log:
        "logs/take_weights/{model}-seed{seed}.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        settings=training_settings,
        assumed=ASSUMED,
        weights=config["weights"],
    script:
        "../scripts/take_weights.py"


# Its output isn't declared: it is kept with the project, and `export` would measure what it lacks.
rule release_scores:
    input:
        weights=of_runs("results/models/{model}/seed{seed}/weights.safetensors", AUTOMATA),
        metrics=of_runs("results/evaluation/{model}/seed{seed}/metrics.csv", AUTOMATA),
        code=sources("release_scores"),
    log:
        "logs/release_scores.log",
    localrule: True
    conda:
        "../../envs/ganca.yaml"
    params:
        runs=[list(run) for run in RUNS if run[0] in AUTOMATA],
        folder=config["weights"],
    script:
        "../scripts/release_scores.py"
