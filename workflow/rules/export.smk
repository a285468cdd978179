"""Automata to take away.

Inputs:  trained automata (results/models); their scores, where these have been measured
         (results/evaluation) or published (scores.csv beside published weights)
Outputs: results/export/<model>/seed<k>/ with the weights, one step and a rollout as ONNX, a
         program that applies them, and a model card
"""


rule export:
    input:
        of_runs("results/export/{model}/seed{seed}/README.md", AUTOMATA),


rule export_model:
    input:
        weights="results/models/{model}/seed{seed}/weights.safetensors",
        record="results/models/{model}/seed{seed}/run.json",
        measured=existing("results/evaluation/{model}/seed{seed}/metrics.csv"),
        published=existing(f"{config['weights']}/scores.csv") if config["weights"] else [],
        pictures=training_pictures,
        font=learned_font,
        template=project("workflow/export/card.md"),
        program=project("workflow/export/predict.py"),
        code=sources("export_model"),
    output:
        weights="results/export/{model}/seed{seed}/weights.safetensors",
        step="results/export/{model}/seed{seed}/step.onnx",
        rollout="results/export/{model}/seed{seed}/rollout.onnx",
        program="results/export/{model}/seed{seed}/predict.py",
        card="results/export/{model}/seed{seed}/README.md",
    log:
        "logs/export_model/{model}-seed{seed}.log",
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        steps=config["evaluation"]["report_at"],
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/export_model.py"
