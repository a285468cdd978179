# The paper as a DAG: from an emoji font to every figure, table and the PDF.


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/drawings.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/paper.smk"


rule all:
    default_target: True
    input:
        "results/paper.pdf",
        expand("results/data/{set}/contact.png", set=DATASETS + OOD),
