"""Data: from a font, or a folder of pictures, to the sets that models are trained and judged on.

Inputs:  the font, or datasets.<name>.images; resources/emoji.tsv
Outputs: results/data/font.json; for each data set, results/data/<dataset>/pictures.npz and
         manifest.csv; for each set, the out-of-distribution ones of drawings.smk too,
         results/data/<set>/contact.png and a row of results/tables/data.csv
Steps:   open and check the font -> rasterize glyphs (or load pictures) -> find edges -> split
"""


rule data:
    input:
        expand("results/data/{set}/contact.png", set=DATASETS + OOD),
        "results/tables/data.csv",


# First of all, like `load_pictures`: what cannot be used is told before anything else is done.
rule check_font:
    input:
        font=[config["font"]] if config["font"] else [],
        code=sources("check_font"),
    output:
        "results/data/font.json",
    log:
        "logs/check_font/font.log",
    priority: 100
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/check_font.py"


rule rasterize_glyphs:
    input:
        font=[config["font"]] if config["font"] else [],
        checked="results/data/font.json",
        lists=project("resources/emoji.tsv"),
        code=sources("rasterize_glyphs"),
    output:
        "results/data/{dataset}/glyphs.npz",
    log:
        "logs/rasterize_glyphs/{dataset}.log",
    wildcard_constraints:
        dataset=one_of(FROM_FONT),
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=dataset_settings,
        size=config["picture"]["size"],
        fit=config["picture"]["fit"],
    script:
        "../scripts/rasterize_glyphs.py"


rule load_pictures:
    input:
        pictures=folder_pictures,
        code=sources("load_pictures"),
    output:
        "results/data/{dataset}/glyphs.npz",
    log:
        "logs/load_pictures/{dataset}.log",
    wildcard_constraints:
        dataset=one_of(FROM_FOLDER),
    priority: 100
    conda:
        "../../envs/ganca.yaml"
    params:
        size=config["picture"]["size"],
        fit=config["picture"]["fit"],
    script:
        "../scripts/load_pictures.py"


rule find_edges:
    input:
        glyphs="results/data/{dataset}/glyphs.npz",
        code=sources("find_edges"),
    output:
        "results/data/{dataset}/edges.npz",
    log:
        "logs/find_edges/{dataset}.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        edges=config["edges"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/find_edges.py"


rule split_dataset:
    input:
        glyphs="results/data/{dataset}/glyphs.npz",
        edges="results/data/{dataset}/edges.npz",
        lists=project("resources/emoji.tsv"),
        code=sources("split_dataset"),
    output:
        pictures="results/data/{dataset}/pictures.npz",
        manifest="results/data/{dataset}/manifest.csv",
    log:
        "logs/split_dataset/{dataset}.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        dataset=dataset_settings,
        padding=config["picture"]["padding"],
    script:
        "../scripts/split_dataset.py"


rule augment_pictures:
    input:
        pictures="results/data/{dataset}/pictures.npz",
        glyphs="results/data/{dataset}/glyphs.npz",
        font=[config["font"]] if config["font"] else [],
        code=sources("augment_pictures"),
    output:
        "results/data/{dataset}/augmented-{many}.npz",
    log:
        "logs/augment_pictures/{dataset}-{many}.log",
    wildcard_constraints:
        many=r"\d+",
    conda:
        "../../envs/ganca.yaml"
    params:
        images=lambda wildcards: dataset_settings(wildcards)["images"],
        size=config["picture"]["size"],
        fit=config["picture"]["fit"],
        edges=config["edges"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/augment_pictures.py"


rule contact_sheet:
    input:
        pictures="results/data/{set}/pictures.npz",
        font=credited_font,
        code=sources("contact_sheet"),
    output:
        report(
            "results/data/{set}/contact.png",
            caption="../report/contact.rst",
            category=SECTION["data"],
            labels={"what": "Every picture of {set}, with its edges"},
        ),
    log:
        "logs/contact_sheet/{set}.log",
    conda:
        "../../envs/ganca.yaml"
    script:
        "../scripts/contact_sheet.py"


rule summarize_data:
    input:
        pictures=expand("results/data/{set}/pictures.npz", set=DATASETS + OOD),
        lists=project("resources/emoji.tsv"),
        code=sources("summarize_data"),
    output:
        "results/tables/data.csv",
    log:
        "logs/summarize_data/data.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        sets=DATASETS + OOD,
        datasets=config["datasets"],
    script:
        "../scripts/summarize_data.py"
