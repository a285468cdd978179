"""Which runs, a model with a seed each, are trained, shown and compared."""

MODELS = list(config["models"])
STOPPED = [name for name, settings in config["models"].items() if settings["best_of"]]
AUTOMATA = [name for name in MODELS if config["models"][name]["network"] == "automaton"]
TRAINED = [name for name in MODELS if name not in STOPPED]
PAPER_MODELS = list(dict.fromkeys(config["paper"].values()))
# A record that is older than a setting was made with what is that setting's default now.
ASSUMED = with_defaults({}, SCHEMA["properties"]["models"]["additionalProperties"])


def shared_settings(settings):
    """A model's settings with those that all trainings share."""
    shared = ("precision", "activation_checkpointing", "validate_every")
    return settings | {key: config[key] for key in shared}


def to_be_shown(model, seed):
    """Whether a run is part of what is made.

    All are, and trained if need be; but with `weights` those that have been published, and with
    `partial` those that have been trained.
    """
    if config["weights"]:
        return has_results(Path(config["weights"], model, f"seed{seed}"))
    folder, settings = f"results/models/{model}/seed{seed}", config["models"][model]
    return not config["partial"] or finished(folder, shared_settings(settings), ASSUMED)


def seeds_of(model):
    """The seeds that a model is wanted with."""
    return dict.fromkeys([*config["seeds"], *config["further_seeds"].get(model, [])])


WANTED = [(model, seed) for model in MODELS for seed in seeds_of(model)]
try:
    RUNS = [run for run in WANTED if to_be_shown(*run)]
except InputError as error:
    sys.exit(f"error: {error}")
MISSING = [run for run in WANTED if run not in RUNS]
# Figures and claims compare models: they take the seeds that all of the paper's models have.
SEEDS = [seed for seed in config["seeds"] if all((model, seed) in RUNS for model in PAPER_MODELS)]
SHOWN = [model for model in MODELS if all((model, seed) in RUNS for seed in SEEDS)]

if MISSING and workflow.is_main_process:
    names = ", ".join(f"{model} seed {seed}" for model, seed in MISSING)
    lack = "weights: not published" if config["weights"] else "partial: not trained"
    print(f"{lack} and left out: {names}", file=sys.stderr)
    if not SEEDS:
        print("tables alone, for one of the paper's models is missing", file=sys.stderr)

FACES = config["models"][config["paper"]["supervised"]]["dataset"]
# The sets that are measured, and whose training pictures' colours each is compared with.
PALETTE_OF = {**{name: name for name in DATASETS}, **dict.fromkeys(OOD, FACES)}
# The models that colour in the same faces: they are compared picture by picture.
COMPARED = [
    name
    for name in SHOWN
    if config["models"][name]["start"] == "edges" and config["models"][name]["dataset"] == FACES
]


# The models of which the figure `capacity` tells: config/capacity.yaml.
CAPACITY = [
    name
    for name in SHOWN
    if config["datasets"][config["models"][name]["dataset"]]["emoji"] == "mixed"
]
TABLES = ["data", "models", "metrics", "metric_validation"]
TABLES += ["differences", "claims", "regrowth", "sizes", "reliability"] if SEEDS else []
FIGURES = [f"fig{n:02d}" for n in range(1, 14)]
FIGURES += ["drift", "objectives", "severity", "validation_of_metrics", "horizons", "differences"]
FIGURES += ["fourfold", "sizes", "reliability"]
# What is made by default; everything else is on the way there.
PRODUCTS = [
    *(["results/paper.pdf", "results/page/index.html"] if SEEDS else []),
    *expand("results/tables/{table}.csv", table=TABLES),
    *expand("results/data/{set}/contact.png", set=DATASETS + OOD),
]


wildcard_constraints:
    dataset="|".join(DATASETS),
    set="|".join(DATASETS + OOD),
    model="|".join(MODELS),
    seed=r"\d+",


def one_of(names):
    """The pattern of a wildcard that is one of these names, or of none if there are none."""
    return "|".join(names) or "(?!)"


def of_runs(pattern, models=MODELS):
    """A file of each run of these models, with all seeds that each has."""
    return [pattern.format(model=model, seed=seed) for model, seed in RUNS if model in models]


def compared_in_paper():
    """The models that are tried at other sizes: the paper's on drawings, and those of one step."""
    parts = ("supervised", "improved", "adversarial", "without_critic")
    playing = [config["paper"][part] for part in parts]
    one_step = [name for name in COMPARED if name not in AUTOMATA]
    return [name for name in COMPARED if name in playing + one_step]


# The parts of figure G, in the order of its rows.
FOURFOLD = ("without_either", "without_critic", "without_pen", "adversarial")


def fourfold_players():
    """What figure G is told of the GANCA and of the same without critic, without pen, or both."""
    return [
        {
            "model": name,
            "critic": config["models"][name]["objective"] not in SUPERVISED,
            "pen": any(config["models"][name]["pen"].values()),
        }
        for name in (config["paper"][part] for part in FOURFOLD)
    ]


def tried_for_trust():
    """The automata whose pictures are tried for signs of how good they are."""
    playing = dict.fromkeys(config["paper"][part] for part in ("supervised", "adversarial"))
    return [name for name in playing if name in AUTOMATA]


def automata():
    """What a job is told of each run of an automaton: its name, its seed and where it starts."""
    settings = config["models"]
    return [
        {"model": model, "seed": seed}
        | {key: settings[model][key] for key in ("dataset", "start", "picture")}
        for model, seed in RUNS
        if model in AUTOMATA
    ]


def comparisons(supervised, adversarial):
    """Pairs of models to compare: each with the supervised NCA, the GANCA with each other one."""
    pairs = [(name, supervised) for name in COMPARED if name != supervised]
    others = [name for name in COMPARED if name not in (supervised, adversarial)]
    return pairs + [(adversarial, name) for name in others]
