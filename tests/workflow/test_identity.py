"""An edit of the code shows in what is made, to the byte; an edit of its comments never does."""

import csv
import json
import shutil

import pytest
from checkout import duplicate

from ganca.train import checkpoint

NCA, CHECKPOINTS = "results/models/nca/seed0", "results/checkpoints/nca/seed0"
STOPPED, SCORES = "results/models/nca-stopped/seed0", "results/evaluation/nca/seed0"
SQUARE = "(pictures - targets).square()", "(pictures - targets).abs()"
PUBLISHED = "config/published-tiny.yaml"


@pytest.fixture
def copy(made, tmp_path):
    return duplicate(made, tmp_path / "copy")


def edit(checkout, module, old, new):
    """Replaces a text in a module of the library."""
    path = checkout.folder / "workflow/scripts/ganca" / module
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def make(checkout, *paths):
    """Has files made; returns the bytes of each."""
    run = checkout.snakemake("--", *paths)
    assert run.returncode == 0, run.stdout[-5000:]
    return content(checkout, paths)


def content(checkout, paths):
    return [(checkout.folder / path).read_bytes() for path in paths]


def record(checkout, folder=NCA):
    return json.loads((checkout.folder / folder / "run.json").read_text())


def checkpoints(checkout):
    """The checkpoints of `nca`: when each was written."""
    found = (checkout.folder / CHECKPOINTS).glob("step-*")
    return {path.name: path.stat().st_mtime for path in found}


def test_an_edited_objective_is_trained_anew_and_a_comment_trains_nothing(copy):
    wanted = f"{NCA}/weights.safetensors", f"{STOPPED}/weights.safetensors"
    wanted += f"{SCORES}/metrics.csv", "results/figures/fig08.png"
    before, kept, code = content(copy, wanted), checkpoints(copy), record(copy)["code"]
    edit(
        copy,
        "train/objectives.py",
        '    """1/2 sum (y - x)^2',
        '    # why\n    """Half of sum (y - x)^2',
    )
    edit(copy, "model/rollout/native_float32.c", "/*", "/* In C:")
    assert "train_model" in copy.planned("--", *wanted)
    assert make(copy, *wanted) == before
    assert checkpoints(copy) == kept and record(copy)["code"] == code
    edit(copy, "train/objectives.py", *SQUARE)
    edited = make(copy, *wanted)
    assert all(new != old for new, old in zip(edited, before, strict=True))
    there = record(copy)["code"]
    assert {name for name in code if there[name] != code[name]} == {"ganca.train.objectives"}
    for folder in (NCA, CHECKPOINTS, STOPPED, SCORES):
        shutil.rmtree(copy.folder / folder)
    assert make(copy, *wanted) == edited


def test_an_unfinished_training_goes_on_with_other_code_only_if_that_is_accepted(copy):
    """Of a model whose learning rate is constant, so that six steps are some of nine."""
    run, folder = (f"results/{kind}/ganca-simple/seed0" for kind in ("models", "checkpoints"))
    tensors, header = checkpoint.read(copy.folder / folder)
    checkpoint.clear(copy.folder / folder)
    checkpoint.write(copy.folder / folder, 6, tensors, header | {"finished": False})
    tiny = copy.folder / "config/tiny.yaml"
    more = "ganca-simple: *tiny", "ganca-simple: {<<: *tiny, steps: 9}"
    tiny.write_text(tiny.read_text().replace(*more))
    edit(copy, "train/objectives.py", *SQUARE)
    ended = copy.snakemake("--", f"{run}/weights.safetensors")
    told = {line for line in ended.stdout.splitlines() if line.startswith("error: ")}
    reason = "begun by other code lies here (since then ganca.train.objectives changed)"
    assert ended.returncode != 0 and len(told) == 1 and "Traceback" not in ended.stdout
    assert told.pop().startswith(f"error: {folder}: an unfinished run {reason}")
    accepted = "--config", "accept_changed_code=True"
    ended = copy.snakemake(*accepted, "--", f"{run}/weights.safetensors")
    assert ended.returncode == 0, ended.stdout[-5000:]
    code, made = header["identity"]["code"], record(copy, run)
    assert made["earlier_code"] == [{"until_step": 6, "code": code}]
    assert made["steps"] == 9 and made["code"] != code


EDITS = {  # module -> what is replaced by what, what that shows in
    "measure/metrics.py": (
        "(picture - truth) ** 2",
        "abs(picture - truth)",
        f"{SCORES}/metrics.csv",
    ),
    "measure/evaluation.py": ("NOISE_SEED = 0", "NOISE_SEED = 1", f"{SCORES}/rollouts.npz"),
    "show/plots.py": ("DPI = 200", "DPI = 100", "results/figures/fig08.png"),
    "train/record.py": ("len(stopped),", "len(stopped) + 1,", f"{STOPPED}/run.json"),
}


def test_what_comes_after_a_training_follows_an_edit_too(copy):
    wanted = [*(path for *_, path in EDITS.values()), f"{NCA}/weights.safetensors"]
    before, kept = content(copy, wanted), checkpoints(copy)
    for module in EDITS:
        edit(copy, module, '"""', '# why\n"""')
    assert make(copy, *wanted) == before
    for module, (old, new, _) in EDITS.items():
        edit(copy, module, old, new)
    *results, weights = make(copy, *wanted)
    assert all(new != old for new, old in zip(results, before, strict=False))
    assert weights == before[-1] and checkpoints(copy) == kept


def test_what_is_released_and_taken_follows_an_edit_too(copy):
    shutil.rmtree(copy.folder / "resources/weights", ignore_errors=True)
    losses = copy.folder / "resources/weights/nca/seed0/log.csv"
    written = []
    for digits in ("%.4g", "%.3g"):
        edit(copy, "train/record.py", "%.5g" if not written else "%.4g", digits)
        assert copy.snakemake("release").returncode == 0
        written.append(losses.read_bytes())
    assert written[0] != written[1]
    shutil.rmtree(copy.folder / "results/models")
    copy.write(PUBLISHED, "extends: config/tiny.yaml\nweights: resources/weights\n")
    for names in ([], ["ganca.train.objectives"]):
        if names:
            edit(copy, "train/objectives.py", *SQUARE)
        run = copy.snakemake("--", "results/tables/models.csv", config=PUBLISHED)
        assert run.returncode == 0 and "rule train_model" not in run.stdout, run.stdout[-5000:]
        assert record(copy)["changed_since"] == names
        with open(copy.folder / "results/tables/models.csv", newline="") as file:
            rows = {row["model"]: row["changed_since"] for row in csv.DictReader(file)}
        assert rows["nca"] == " ".join(names)
