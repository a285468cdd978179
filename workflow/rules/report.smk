"""The report.

Inputs:  everything that is made by default
Outputs: results/report.zip, a page of figures, tables and contact sheets with their captions
"""


rule report:
    input:
        "results/report.zip",


rule build_report:
    input:
        PRODUCTS,
        code=sources("build_report"),
    output:
        "results/report.zip",
    log:
        "logs/build_report.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        config=config,
        products=PRODUCTS,
    script:
        "../scripts/build_report.py"
