"""Automata to take away.

Inputs:  trained automata (results/models) and what they scored (results/evaluation)
Outputs: results/export/<model>/seed<k>/ with the weights, one step and a rollout as ONNX, and a
         model card
"""


rule export:
    input:
        of_runs("results/export/{model}/seed{seed}/README.md", AUTOMATA),


rule export_model:
    input:
        weights="results/models/{model}/seed{seed}/weights.safetensors",
        record="results/models/{model}/seed{seed}/run.json",
        metrics="results/evaluation/{model}/seed{seed}/metrics.csv",
        pictures=training_pictures,
        font=learned_font,
        template=project("workflow/export/card.md"),
        code=sources("export_model"),
    output:
        weights="results/export/{model}/seed{seed}/weights.safetensors",
        step="results/export/{model}/seed{seed}/step.onnx",
        rollout="results/export/{model}/seed{seed}/rollout.onnx",
        card="results/export/{model}/seed{seed}/README.md",
    log:
        "logs/export_model/{model}-seed{seed}.log",
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        steps=config["evaluation"]["report_at"],
    script:
        "../scripts/export_model.py"
