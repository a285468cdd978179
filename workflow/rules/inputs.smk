"""What jobs are given that depends on their wildcards: inputs, and parts of the configuration."""

import json
from types import SimpleNamespace

CHECKED = "results/tables/data.csv"  # it is there when all data has been read


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
    """What a model learns from beside them: augmentations of them, and drawings; mostly nothing."""
    model = config["models"][wildcards.model]
    count, drawings = model["augmentations"], ["results/data/development/pictures.npz"]
    augmented = [f"results/data/{model['dataset']}/augmented-{count}.npz"] if count else []
    return augmented + (drawings if model["unpaired"] else [])


def initial_weights(wildcards):
    """The weights that a model starts from; none where it starts from scratch."""
    parent = config["models"][wildcards.model]["init_from"]
    return [f"results/models/{parent}/seed{wildcards.seed}/weights.safetensors"] if parent else []


def data_checked(wildcards):
    """What a training waits for: that all data has been read; a finished one doesn't look again.

    Not `ancient` for all: Snakemake 9.27 doesn't plan a missing training whose only new input is
    ancient and is itself to be made anew.
    """
    run = f"results/models/{wildcards.model}/seed{wildcards.seed}"
    return ancient(CHECKED) if has_results(Path(run)) else CHECKED


def training_length(settings):
    """About how long a training takes, in updates of a single picture.

    A critic's step takes as long as a dozen of these, a U-Net as fifty, with its critic; fakes that
    are grown for a further critic step aren't learned from and cost a third.
    """
    steps, batch = settings["steps"], settings["batch"]
    if settings["network"] != "automaton":
        return steps * batch * 50
    updates = sum(settings["rollout"]) / 2
    if settings["objective"] in SUPERVISED:
        return steps * batch * updates
    further = settings["critic_steps"] - 1
    return steps * batch * (updates * (1 + further / 3) + 12 * (1 + further))


BY_LENGTH = sorted(TRAINED, key=lambda name: training_length(config["models"][name]))


def longest_first(wildcards):
    """The priority of a training: before all that evaluates, and the higher the longer it takes."""
    return 30 + BY_LENGTH.index(wildcards.model)


def best_of(name):
    """A file of the training that a model is the best of."""

    def path(wildcards):
        parent = config["models"][wildcards.model]["best_of"]
        return f"results/models/{parent}/seed{wildcards.seed}/{name}"

    return path


def existing(path):
    """A file that is an input where it has been made before, and isn't made for it."""

    def found(wildcards):
        name = path.format(**wildcards)
        return [name] if Path(name).exists() else []

    return found


def films(wildcards):
    """What a model's films show, as label -> where it lies in its rollouts."""
    model = config["models"][wildcards.model]
    if model["start"] == "blank":
        return {"training": "blank"}
    own = {"training": model["dataset"], "validation": f"{model['dataset']}/validation"}
    return own | {name: name for name in [*HAND_DRAWN, "wobbled"]}


def grown_furthest(wildcards):
    """The parts of the data on which a run is grown as far as any.

    Of the paper's supervised and adversarial models these are what figure A shows; of further seeds
    of the supervised one the training pictures, for a claim tells how its error on them grows.
    """
    model, parts = wildcards.model, config["paper"]
    if int(wildcards.seed) in SEEDS and model in (parts["supervised"], parts["adversarial"]):
        return ["train", "validation", "drawings"]
    return ["train"] if model == parts["supervised"] else []


def grown_to(wildcards):
    """The horizons to which a run is grown, by part of the data: the halves of its own, other sets.

    To the later ones on the parts that the configuration names, but on no drawings for a model of
    other pictures than the supervised one's, which is compared on none.
    """
    told = config["evaluation"]
    compared = config["models"][wildcards.model]["dataset"] == FACES
    near = [steps for steps in told["horizons"] if steps <= told["report_at"]]
    reached = {part: near for part in ["train", "validation", *OOD]}
    reached |= {part: told["horizons"] for part in told["beyond"] if compared or part not in OOD}
    return reached | {part: told["horizons"] + told["far"] for part in grown_furthest(wildcards)}


def coloured_in(wildcards):
    """What `apply` makes: of each drawing and each sheet that has been found, its pictures.

    Where none is named, one of each, so that `read_applied` can say so.
    """
    found = {"drawings": ["drawing"], "sheets": ["sheet"]}
    if APPLIED_TO:
        found = json.loads(Path(checkpoints.read_applied.get().output.found).read_text())
    return [f"results/apply/{name}/{COLOURS_WITH}.gif" for name in found["drawings"]] + [
        f"results/apply/{name}/{COLOURS_WITH}-photo.jpg" for name in found["sheets"]
    ]


def known_steadiness(wildcards):
    """How steady an automaton's pictures are as a rule; none for a U-Net, which has no state."""
    automaton = wildcards.model in AUTOMATA
    return [f"results/applied/steadiness/{wildcards.model}.csv"] if automaton else []


def weights_for_film(wildcards):
    """The weights that a film is coloured with.

    The run ends, before anything is made, for a model without a state to carry from frame to frame.
    """
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


def paper_settings():
    """The settings that the paper names beside its figures."""
    kept = {key: config[key] for key in ("models", "picture", "edges", "weights")}
    told = {"parts": config["paper"], "seeds": SEEDS}
    return kept | config["evaluation"] | told


def run_file(part, name):
    """A file of the run whose model plays a part, with the first seed."""
    return f"results/models/{config['paper'][part]}/seed{SEEDS[0]}/{name}"


def logs(*models):
    """The losses of models, every seed."""
    return expand("results/models/{model}/seed{seed}/log.csv", model=models, seed=SEEDS)
