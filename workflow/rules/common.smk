"""The configuration, checked, and the names that the stages hand on to each other."""

import sys
from pathlib import Path
from types import SimpleNamespace

import yaml

sys.path[:0] = ["workflow", "workflow/scripts"]

from dag import finished, has_results, sources
from ganca.config.configuration import configuration
from ganca.errors import InputError
from ganca.folders import picture_files, pictures_at, plain_name
from ganca.config.settings import with_defaults
from jobs.gpus import visible

SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
try:
    named = workflow.config_settings
    given = named.overwrite_config
    config = configuration(config, workflow.configfiles, given, named.config, SCHEMA)
except InputError as error:
    sys.exit(f"error: config: {error}")

# Each of this machine's GPUs trains one model at a time.  Without one each core does, for two
# trainings of one thread side by side take little more than half the time of one after the other
# with two.  `--resources gpu=N` overrules it; a cluster has its own say (resource_scopes in the
# Snakefile).
if visible() and "gpu" not in workflow.global_resources:
    workflow.register_resource("gpu", len(visible()))

DATASETS = list(config["datasets"])
FROM_FOLDER = [name for name, dataset in config["datasets"].items() if dataset["images"]]
FROM_FONT = [name for name in DATASETS if name not in FROM_FOLDER]
FONT = [config["font"]] if config["font"] else []  # without one, OpenMoji is taken
SHIPPED_DRAWINGS = sorted(map(str, Path("resources/drawings").glob("*.svg")))
OWN_DRAWINGS = pictures_at(config["drawings"])
OOD = ["drawings", "procedural", "wobbled", "development"] + ["own"] * bool(config["drawings"])
# What drawings results are reported on: not those that choices may be made by.
HAND_DRAWN = [name for name in OOD if name not in ("wobbled", "development")]
MODELS = list(config["models"])
STOPPED = [name for name, settings in config["models"].items() if settings["best_of"]]
AUTOMATA = [name for name in MODELS if config["models"][name]["network"] == "automaton"]
TRAINED = [name for name in MODELS if name not in STOPPED]
PLAYERS = list(dict.fromkeys(config["paper"].values()))  # the models that the paper shows
# The report's sections, in the order of the paper; Snakemake sorts them by name.
SECTION = {
    name: f"{number} {title}"
    for number, (name, title) in enumerate(
        {
            "begin": "Begin here",
            "automaton": "What is grown",
            "data": "Data",
            "training": "Training",
            "results": "What came out",
            "rollouts": "Watch them grow",
            "video": "Moving drawings",
            "run": "Settings and cost",
        }.items(),
        start=1,
    )
}


wildcard_constraints:
    dataset="|".join(DATASETS),
    set="|".join(DATASETS + OOD),
    model="|".join(MODELS),
    seed=r"\d+",


def one_of(names):
    """The pattern of a wildcard that is one of these names, or of none if there are none."""
    return "|".join(names) or "(?!)"


def dataset_settings(wildcards):
    """A data set's entry in the configuration."""
    return config["datasets"][wildcards.dataset]


def folder_pictures(wildcards):
    """The picture files of a data set's folder; a new one among them makes the set anew."""
    return picture_files(dataset_settings(wildcards)["images"])


def credited_font(wildcards):
    """The record of the font that a set's pictures are drawn from; none for other sets."""
    return ["results/data/font.json"] if wildcards.set in FROM_FONT else []


def learned_font(wildcards):
    """The record of the font whose pictures a model learned from; none for a folder's."""
    dataset = config["models"][wildcards.model]["dataset"]
    return ["results/data/font.json"] if dataset in FROM_FONT else []


def training_pictures(wildcards):
    """The pictures that a model learns from."""
    return f"results/data/{config['models'][wildcards.model]['dataset']}/pictures.npz"


def learned_beside(wildcards):
    """What a model learns from beside them: their variants, drawings; mostly nothing."""
    model = config["models"][wildcards.model]
    count, drawings = model["variants"], ["results/data/development/pictures.npz"]
    variants = [f"results/data/{model['dataset']}/variants-{count}.npz"] if count else []
    return variants + (drawings if model["unpaired"] else [])


def initial_weights(wildcards):
    """The weights that a model starts from; none where it starts from scratch."""
    parent = config["models"][wildcards.model]["init_from"]
    return [f"results/models/{parent}/seed{wildcards.seed}/weights.safetensors"] if parent else []


def read_before(wildcards):
    """What says that all data has been read; a finished training has no need of it anew.

    As `ancient` for all, it would keep Snakemake from planning a missing training that nothing else
    asks for, whenever data is to be made anew.
    """
    run = f"results/models/{wildcards.model}/seed{wildcards.seed}"
    return ancient(CHECKED) if has_results(Path(run)) else CHECKED


def best_of(name):
    """A file of the training that a model is the best of."""

    def path(wildcards):
        parent = config["models"][wildcards.model]["best_of"]
        return f"results/models/{parent}/seed{wildcards.seed}/{name}"

    return path


def shared_settings(settings):
    """A model's settings with those that all trainings share."""
    return settings | {key: config[key] for key in ("precision", "recompute", "validate_every")}


def films(wildcards):
    """What a model's films show, as label -> where it lies in its rollouts."""
    model = config["models"][wildcards.model]
    if model["start"] == "blank":
        return {"training": "blank"}
    own = {"training": model["dataset"], "validation": f"{model['dataset']}/validation"}
    return own | {name: name for name in [*HAND_DRAWN, "wobbled"]}


def goes_beyond(wildcards):
    """What a model is grown beyond the reported horizon on: what is asked for, but for drawings
    that it isn't compared on; its own picture if it has but one; what figure A shows of it."""
    parts, model = config["paper"], config["models"][wildcards.model]
    beyond = set(config["evaluation"]["beyond"])
    if model["start"] == "blank":
        beyond |= {"train", "validation"}
    if wildcards.model in (parts["supervised"], parts["adversarial"]):
        beyond |= {"train", "validation", "drawings"}
    if model["dataset"] != config["models"][parts["supervised"]]["dataset"]:
        beyond -= set(OOD)
    return sorted(beyond)


def weights_for_film(wildcards):
    """The weights that a film is coloured with.  The run ends, before anything is made, for a model
    without a state to carry from frame to frame."""
    if wildcards.model not in AUTOMATA:
        network = config["models"][wildcards.model]["network"]
        sys.exit(
            f"error: config: colour_with: {wildcards.model!r} has network {network}, which has no "
            "state to carry through a film; name an automaton"
        )
    return f"results/models/{wildcards.model}/seed{SEEDS[0]}/weights.safetensors"


def training_settings(wildcards):
    """What one training is told."""
    return shared_settings(config["models"][wildcards.model])


def published(name):
    """The path of a published run's file."""
    return f"{config['weights']}/{{model}}/seed{{seed}}/{name}"


def to_release():
    """What `release` is told of each run: its settings, and the files that it learned from."""
    return [
        {
            "model": run.model,
            "seed": run.seed,
            "settings": training_settings(run),
            "pictures": [training_pictures(run), *learned_beside(run)],
            "parents": initial_weights(run),
        }
        for run in (SimpleNamespace(model=model, seed=seed) for model, seed in WANTED)
    ]


def of_runs(pattern):
    """A file of each run."""
    return [pattern.format(model=model, seed=seed) for model, seed in RUNS]


def of_automata(pattern):
    """A file of each run of an automaton."""
    return [pattern.format(model=model, seed=seed) for model, seed in RUNS if model in AUTOMATA]


def paper_settings():
    """The settings that the paper names beside its figures."""
    kept = {key: config[key] for key in ("models", "picture", "edges", "weights")}
    return kept | config["evaluation"] | {"parts": config["paper"], "seeds": SEEDS}


CHECKED = "results/tables/data.csv"
RELEASED = "resources/weights"  # what `release` writes and a published run takes
# A record that is older than a setting was made with what is that setting's default now.
ASSUMED = with_defaults({}, SCHEMA["properties"]["models"]["additionalProperties"])


def to_be_shown(model, seed):
    """Whether a run is part of what is made.

    All are, and trained if need be; but with `weights` those that have been published, and with
    `partial` those that have been trained.
    """
    if config["weights"]:
        return has_results(Path(config["weights"], model, f"seed{seed}"))
    folder, settings = f"results/models/{model}/seed{seed}", config["models"][model]
    return not config["partial"] or finished(folder, shared_settings(settings), ASSUMED)


WANTED = [(model, seed) for model in MODELS for seed in config["seeds"]]
try:
    RUNS = [run for run in WANTED if to_be_shown(*run)]
except InputError as error:
    sys.exit(f"error: {error}")
MISSING = [run for run in WANTED if run not in RUNS]
# Figures and claims compare models: they take the seeds that all of the paper's models have.
SEEDS = [seed for seed in config["seeds"] if all((model, seed) in RUNS for model in PLAYERS)]
SHOWN = [model for model in MODELS if all((model, seed) in RUNS for seed in SEEDS)]

if MISSING and workflow.is_main_process:
    names = ", ".join(f"{model} seed {seed}" for model, seed in MISSING)
    lack = "weights: not published" if config["weights"] else "partial: not trained"
    print(f"{lack} and left out: {names}", file=sys.stderr)
    if not SEEDS:
        print("tables alone, for one of the paper's models is missing", file=sys.stderr)

TABLES = ["data", "models", "metrics", "metric_validation"]
TABLES += ["differences", "claims"] if SEEDS else []
FIGURES = [f"fig{n:02d}" for n in range(1, 14)]
FIGURES += ["drift", "objectives", "severity", "validation_of_metrics", "horizons", "differences"]
# What is made by default; everything else is on the way there.
PRODUCTS = [
    *(["results/paper.pdf", "results/page/index.html"] if SEEDS else []),
    *expand("results/tables/{table}.csv", table=TABLES),
    *expand("results/data/{set}/contact.png", set=DATASETS + OOD),
]
