"""Drawings: out of distribution for every model, and trained on by none, with one exception.

Inputs:  resources/drawings/*.svg; the user's folder `drawings:`; OpenMoji's line art
Outputs: results/data/<set>/pictures.npz and manifest.csv for the sets
         drawings    the project's own drawings, in sixteen families (resources/drawings)
         procedural  faces by a procedural hand, in five of these families
         wobbled     validation faces redrawn at four severities, with aligned truth
         development faces to make choices by, of other strokes and shapes; no result counts them, and
                     models with `unpaired` learn from them, without a truth
         own         the user's drawings, where there are any
"""


rule rasterize_drawings:
    input:
        drawings=sorted(map(str, (ROOT / "resources/drawings").glob("*.svg"))),
        code=sources("rasterize_drawings"),
    output:
        pictures="results/data/drawings/pictures.npz",
        manifest="results/data/drawings/manifest.csv",
    log:
        "logs/rasterize_drawings/drawings.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/rasterize_drawings.py"


rule draw_faces:
    input:
        code=sources("draw_faces"),
    output:
        pictures="results/data/{set}/pictures.npz",
        manifest="results/data/{set}/manifest.csv",
    log:
        "logs/draw_faces/{set}.log",
    wildcard_constraints:
        set="procedural|development",
    conda:
        "../../envs/ganca.yaml"
    params:
        faces=lambda wildcards: config["ood"][wildcards.set],
        seed=config["ood"]["seed"],
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/draw_faces.py"


rule wobble_glyphs:
    input:
        lists=project("resources/emoji.tsv"),
        code=sources("wobble_glyphs"),
    output:
        pictures="results/data/wobbled/pictures.npz",
        manifest="results/data/wobbled/manifest.csv",
    log:
        "logs/wobble_glyphs/wobbled.log",
    conda:
        "../../envs/ganca.yaml"
    params:
        font=config["font"],
        faces=config["ood"]["wobbled"],
        seed=config["ood"]["seed"],
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/wobble_glyphs.py"


# First of all, so that a drawing which cannot be used stops the run before anything is trained.
rule read_drawings:
    input:
        drawings=pictures_at(config["drawings"]),
        code=sources("read_drawings"),
    output:
        pictures="results/data/own/pictures.npz",
        manifest="results/data/own/manifest.csv",
    log:
        "logs/read_drawings/own.log",
    priority: 100
    conda:
        "../../envs/ganca.yaml"
    params:
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/read_drawings.py"
