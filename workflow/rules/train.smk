"""Training.

Inputs:  a dataset (results/data/<dataset>/pictures.npz), the settings of a model, a seed
Outputs: results/models/<model>/seed<k>/ with the weights, the losses and the run's record
Beside:  results/checkpoints/<model>/seed<k>/, which no rule declares: it survives an interruption;
         where it is empty, an unfinished training in resources/weights goes on
"""


rule train:
    input:
        of_runs("results/models/{model}/seed{seed}/weights.safetensors"),


rule train_model:
    input:
        pictures=training_pictures,
        beside=learned_beside,
        initial=initial_weights,
        # nothing long starts before every font, folder and drawing has been read
        checked=data_checked,
        code=sources("train_model"),
    output:
        weights="results/models/{model}/seed{seed}/weights.safetensors",
        best="results/models/{model}/seed{seed}/best.safetensors",
        history="results/models/{model}/seed{seed}/log.csv",
        record="results/models/{model}/seed{seed}/run.json",
    log:
        "logs/train_model/{model}-seed{seed}.log",
    wildcard_constraints:
        model=one_of(TRAINED),
    priority: longest_first  # else one of these may run alone at the end
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    resources:
        gpu=1,
        mem_mb=4000,
        runtime=120,
    params:
        settings=training_settings,
        assumed=ASSUMED,
        gpu_rollout=config["gpu_rollout"],
        checkpoints="results/checkpoints/{model}/seed{seed}",
        released=project("resources/weights/{model}/seed{seed}"),
        every=config["checkpoint_every"],
    script:
        "../scripts/train_model.py"


rule stop_early:
    input:
        weights=best_of("best.safetensors"),
        history=best_of("log.csv"),
        record=best_of("run.json"),
        code=sources("stop_early"),
    output:
        weights="results/models/{model}/seed{seed}/weights.safetensors",
        history="results/models/{model}/seed{seed}/log.csv",
        record="results/models/{model}/seed{seed}/run.json",
    log:
        "logs/stop_early/{model}-seed{seed}.log",
    wildcard_constraints:
        model=one_of(STOPPED),
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/stop_early.py"
