"""Passing on what has been trained.  Not made by default, and it trains nothing.

Inputs:  results of trainings (results/models), checkpoints of those under way
         (results/checkpoints): whatever there is with the configuration's settings
Outputs: resources/weights/<model>/seed<k>/ and resources/weights/SHA256SUMS, kept with the project
"""


# Neither models nor outputs are declared: else models would be trained, and what has been trained
# since wouldn't be seen.
rule release:
    input:
        pictures=expand("results/data/{dataset}/pictures.npz", dataset=DATASETS),
        code=sources("release"),
    log:
        "logs/release.log",
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        runs=to_release(),
        assumed=ASSUMED,
        folder=project("resources/weights"),
    script:
        "../scripts/release.py"
