"""A trained model applied to what the user brings: drawings, and moving drawings.

Inputs:  trained models (results/models); `apply:`, a drawing, a sheet with several, a PDF or TIFF
         file of scans, or a folder of these; `video:`, a GIF or MP4 file or a folder of frames, a
         hand that draws among them, or else a face that the project draws and moves
Outputs: results/apply/<drawing>/<model>.png, the picture with its transparency, <model>-large.png,
         the same enlarged, <model>.gif, how it grew, and <model>.csv, how steady it is;
         results/apply/<sheet>/<model>-sheet.png, the sheet in colour with its transparency,
         <model>-photo.jpg, the same on the photo, <model>-sheet.gif, how it grew,
         <model>-sheet.csv, where each drawing lies and how steady it is, and
         <model>-faces/<number>.png and -large.png, each drawing alone;
         results/video/<film>/<model>.gif and .png (both move), the frames coloured with the state
         carried on beside those begun anew, <model>-carried.gif and <model>-anew.gif, each alone,
         <model>-frames.png, a strip of them, and <model>.csv, how much each flickers
"""

APPLIED_TO = pictures_at(config["apply"], SHEETS)
FILM = plain_name(config["video"]) if config["video"] else "face"
COLOURS_WITH = config["colour_with"] or config["paper"]["adversarial"]


rule apply:
    input:
        coloured_in,


# How many drawings there are, and which pictures are sheets of several, shows when they are read.
checkpoint read_applied:
    input:
        drawings=APPLIED_TO,
        code=sources("read_applied"),
    output:
        drawings="results/applied/drawings.npz",
        sheets=directory("results/applied/sheets"),
        found="results/applied/found.json",
    log:
        "logs/read_applied/drawings.log",
    priority: 100
    conda:
        "../../envs/ganca.yaml"
    params:
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/read_applied.py"


# How steady a model's pictures are as a rule: what those of the user's drawings are held against.
rule measure_steadiness:
    input:
        weights=[f"results/models/{{model}}/seed{SEEDS[0]}/weights.safetensors"],
        drawings="results/data/development/pictures.npz",
        code=sources("measure_steadiness"),
    output:
        table="results/applied/steadiness/{model}.csv",
    log:
        "logs/measure_steadiness/{model}.log",
    wildcard_constraints:
        model=one_of(AUTOMATA),
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        models=lambda wildcards: [wildcards.model],
        steps=config["evaluation"]["report_at"],
    script:
        "../scripts/measure_steadiness.py"


rule apply_model:
    input:
        weights=f"results/models/{{model}}/seed{SEEDS[0]}/weights.safetensors",
        drawings="results/applied/drawings.npz",
        known=known_steadiness,
        code=sources("apply_model"),
    output:
        picture="results/apply/{drawing}/{model}.png",
        enlarged="results/apply/{drawing}/{model}-large.png",
        animation="results/apply/{drawing}/{model}.gif",
        table="results/apply/{drawing}/{model}.csv",
    log:
        "logs/apply_model/{drawing}-{model}.log",
    wildcard_constraints:
        model=one_of(MODELS),
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        steps=config["evaluation"]["report_at"],
    script:
        "../scripts/apply_model.py"


rule colour_sheet:
    input:
        weights=f"results/models/{{model}}/seed{SEEDS[0]}/weights.safetensors",
        sheets="results/applied/sheets",
        known=known_steadiness,
        code=sources("colour_sheet"),
    output:
        sheet="results/apply/{sheet}/{model}-sheet.png",
        photo="results/apply/{sheet}/{model}-photo.jpg",
        animation="results/apply/{sheet}/{model}-sheet.gif",
        table="results/apply/{sheet}/{model}-sheet.csv",
        faces=directory("results/apply/{sheet}/{model}-faces"),
    log:
        "logs/colour_sheet/{sheet}-{model}.log",
    wildcard_constraints:
        model=one_of(MODELS),
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        steps=config["evaluation"]["report_at"],
    script:
        "../scripts/colour_sheet.py"


rule video:
    input:
        expand("results/video/{film}/{model}.gif", film=FILM, model=COLOURS_WITH),


# The frames of a folder are inputs, so that a new one makes the film anew.
rule read_film:
    input:
        film=pictures_at(config["video"]),
        code=sources("read_film"),
    output:
        frames="results/video/{film}/frames.npz",
        rate="results/video/{film}/rate.json",
    log:
        "logs/read_film/{film}.log",
    wildcard_constraints:
        film=one_of([FILM]),
    priority: 100
    conda:
        "../../envs/ganca.yaml"
    params:
        film=config["video"],
        size=config["picture"]["size"],
        padding=config["picture"]["padding"],
    script:
        "../scripts/read_film.py"


rule colour_film:
    input:
        weights=weights_for_film,
        frames="results/video/{film}/frames.npz",
        rate="results/video/{film}/rate.json",
        pictures=training_pictures,
        code=sources("colour_film"),
    output:
        both="results/video/{film}/{model}.gif",
        shown=report(
            "results/video/{film}/{model}.png",
            caption="../report/video.rst",
            category=SECTION["video"],
            labels={"what": "{film}, by {model}"},
        ),
        carried="results/video/{film}/{model}-carried.gif",
        anew="results/video/{film}/{model}-anew.gif",
        strip=report(
            "results/video/{film}/{model}-frames.png",
            caption="../report/video.rst",
            category=SECTION["video"],
            labels={"what": "{film}, by {model}: frames"},
        ),
        table="results/video/{film}/{model}.csv",
    log:
        "logs/colour_film/{film}-{model}.log",
    conda:
        "../../envs/ganca.yaml"
    threads: 1
    params:
        steps=config["evaluation"]["report_at"],
        edges=config["edges"],
    script:
        "../scripts/colour_film.py"
