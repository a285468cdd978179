# The paper as a DAG: from an emoji font to every figure, table and the PDF.

import gc

# What Snakemake has loaded stays.  Python's garbage collector would look through it again and again, and
# once more at the end: for a quarter of the time that a start takes, and each job of a cluster starts twice.
gc.freeze()


configfile: f"{workflow.current_basedir}/config/config.yaml"


report: "workflow/report/workflow.rst"


# `gpu` counts what one machine trains at a time (configuration.smk): it doesn't hold back a cluster.
resource_scopes:
    gpu="local",


# A limit of jobs a second is for clusters.  To keep to it, Snakemake 9.27 looks for jobs every second
# anew for each that has ended: after 110 jobs in four minutes that has taken 22 seconds of a core.
onstart:
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


include: "workflow/rules/configuration.smk"
include: "workflow/rules/runs.smk"
include: "workflow/rules/inputs.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/drawings.smk"


if config["weights"]:

    include: "workflow/rules/published.smk"

elif not config["partial"]:  # then what there is is shown, and nothing is trained

    include: "workflow/rules/train.smk"


include: "workflow/rules/evaluate.smk"
include: "workflow/rules/benchmark.smk"
include: "workflow/rules/release.smk"


if SEEDS:  # else one of the paper's models is missing

    include: "workflow/rules/figures.smk"
    include: "workflow/rules/paper.smk"
    include: "workflow/rules/apply.smk"
    include: "workflow/rules/page.smk"
    include: "workflow/rules/export.smk"
    include: "workflow/rules/report.smk"


include: "workflow/rules/docs.smk"


rule all:
    default_target: True
    input:
        PRODUCTS,
