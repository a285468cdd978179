"""What the README shows of the workflow itself.

Inputs:  the rules and the default configuration
Outputs: docs/rulegraph.svg, kept with the project: run `snakemake --cores 1 rulegraph` after a
         change of either
"""


rule rulegraph:
    input:
        project("docs/rulegraph.svg"),


rule draw_rulegraph:
    input:
        rules=sorted(map(str, (ROOT / "workflow/rules").glob("*.smk"))),
        config=project("config/config.yaml"),
        code=sources("draw_rulegraph"),
    output:
        project("docs/rulegraph.svg"),
    log:
        "logs/draw_rulegraph.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        targets=["all", "report", "export", "apply", "video"],
    script:
        "../scripts/draw_rulegraph.py"
