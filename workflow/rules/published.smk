"""Published weights, in the place of training.

Inputs:  resources/weights/<model>/seed<k>/, which `release` wrote
Outputs: results/models/<model>/seed<k>/ with the weights, the losses and the run's record, which
         names the modules that have changed since (`changed_since`)
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
