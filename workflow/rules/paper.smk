"""The paper.

Inputs:  every figure and table, our text (workflow/paper/paper.typ)
Outputs: results/paper.pdf
"""


rule paper:
    input:
        "results/paper.pdf",


rule typeset_paper:
    input:
        text=project("workflow/paper/paper.typ"),
        references=project("workflow/paper/references.bib"),
        figures=expand("results/figures/{figure}.pdf", figure=FIGURES),
        tables=expand("results/tables/{table}.csv", table=TABLES),
        font="results/data/font.json",
        code=sources("typeset_paper"),
    output:
        pdf="results/paper.pdf",
    log:
        "logs/typeset_paper.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        run=paper_settings(),
    script:
        "../scripts/typeset_paper.py"
