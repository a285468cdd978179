"""Benchmark: how fast and how large trainings are here.  Not made by default.

Inputs:  the training pictures of the faces
Outputs: results/tables/speed.csv, scaling.csv and precision.csv, results/figures/speed.pdf

Each of these jobs takes all cores, so that nothing else runs beside it.
"""

MEASURED = config["paper"]["supervised"]
MEASURED_ON = f"results/data/{config['models'][MEASURED]['dataset']}/pictures.npz"
ALL_CORES = 1024  # Snakemake takes as many as there are


rule benchmark:
    input:
        expand("results/tables/{table}.csv", table=["speed", "scaling", "precision"]),
        "results/figures/speed.pdf",


rule measure_speed:
    input:
        pictures=MEASURED_ON,
        code=sources("measure_speed"),
        worker=project("workflow/scripts/cax_worker.py"),
    output:
        table="results/tables/speed.csv",
    log:
        "logs/measure_speed/speed.log",
    conda:
        "../../envs/ganca.yaml"
    threads: ALL_CORES
    resources:
        gpu=1,
        mem_mb=8000,
        runtime=60,
    params:
        cax=project(".venv-cax/bin/python"),
    script:
        "../scripts/measure_speed.py"


rule measure_scaling:
    input:
        pictures=MEASURED_ON,
        code=sources("measure_scaling"),
    output:
        table="results/tables/scaling.csv",
    log:
        "logs/measure_scaling/scaling.log",
    conda:
        "../../envs/ganca.yaml"
    threads: ALL_CORES
    resources:
        gpu=1,
        mem_mb=12000,
        runtime=60,
    params:
        model=MEASURED,
        settings=shared_settings(config["models"][MEASURED]),
    script:
        "../scripts/measure_scaling.py"


rule compare_precisions:
    input:
        pictures=MEASURED_ON,
        code=sources("compare_precisions"),
    output:
        table="results/tables/precision.csv",
    log:
        "logs/compare_precisions/precision.log",
    conda:
        "../../envs/ganca.yaml"
    threads: ALL_CORES
    resources:
        gpu=1,
        mem_mb=4000,
        runtime=120,
    params:
        model=MEASURED,
        settings=shared_settings(config["models"][MEASURED]),
        steps=300,
    script:
        "../scripts/compare_precisions.py"


rule speed:
    input:
        speed="results/tables/speed.csv",
        scaling="results/tables/scaling.csv",
        code=sources("draw_figure", "figures/speed"),
    output:
        pdf="results/figures/speed.pdf",
        png="results/figures/speed.png",
    log:
        "logs/figures/speed.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        figure="speed",
    script:
        "../scripts/draw_figure.py"
