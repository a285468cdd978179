"""The workflow on the tiny configuration, as a user meets it."""

import csv
import os
import re
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
import worksheet
import yaml
from checkout import duplicate
from PIL import Image, ImageDraw

FIGURES = [f"fig{n:02d}" for n in range(1, 14)]
FIGURES += ["drift", "objectives", "severity", "validation_of_metrics", "horizons"]
FIGURES += ["differences", "fourfold", "sizes", "reliability"]


@contextmanager
def edited(path, old, new):
    """The file with `old` replaced by `new`; put back afterwards, time stamp and all."""
    text, times = path.read_text(), (path.stat().st_atime, path.stat().st_mtime)
    assert old in text
    path.write_text(text.replace(old, new, 1))
    try:
        yield
    finally:
        path.write_text(text)
        os.utime(path, times)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_there_as_pdf_and_png(made, name):
    figures = made.folder / "results/figures"
    assert (figures / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    assert (figures / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_paper_has_pages_and_every_figure(made):
    pdf = (made.folder / "results/paper.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 5


def test_a_second_run_has_nothing_to_do(made):
    assert "Nothing to be done" in made.snakemake().stdout


def test_both_entries_make_the_same(made):
    run = made.snakemake("--snakefile", "workflow/Snakefile")
    assert run.returncode == 0 and "Nothing to be done" in run.stdout


def test_another_working_directory_takes_what_is_made_and_gives_back_the_same(made, tmp_path):
    """The configurations, the drawings and the published weights are found in the project."""
    pictures = "results/data/drawings/pictures.npz"
    run = made.snakemake(pictures, "--directory", tmp_path)
    assert run.returncode == 0, run.stdout
    assert (tmp_path / pictures).read_bytes() == (made.folder / pictures).read_bytes()
    record = "results/models/nca/seed0/run.json"
    run = made.snakemake(record, "--directory", tmp_path, config="config/published.yaml")
    assert run.returncode == 0, run.stdout
    assert (tmp_path / record).exists()


def test_touched_sources_redo_nothing(made):
    for path in sorted((made.folder / "workflow").rglob("*.py")):
        path.touch()
    assert made.planned() == {}


def test_an_edited_figure_is_redrawn_alone(made):
    with edited(made.folder / "workflow/scripts/figures/fig07.py", '"""', '"""Edited. '):
        assert set(made.planned()) == {"fig07", "paper", "typeset_paper"} - {"paper"}


def test_an_edited_trainer_trains_everything_again(made):
    with edited(made.folder / "workflow/scripts/ganca/train/trainer.py", '"""', '"""Edited. '):
        planned = made.planned()
    assert planned["train_model"] == 11
    assert "split_dataset" not in planned


def test_a_model_that_takes_one_step_is_judged_at_every_horizon(made):
    with open(made.folder / "results/tables/metrics.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == "unet"]
    by_steps = {}
    for row in rows:
        by_steps.setdefault(row.pop("steps"), []).append(row)
    assert set(by_steps) == {"6", "12"} and by_steps["6"] == by_steps["12"]


def test_an_edited_model_setting_trains_that_model_again(made):
    tiny = made.folder / "config/tiny.yaml"
    with edited(tiny, "  nature: *tiny", "  nature:\n    <<: *tiny\n    batch: 3"):
        assert made.planned()["train_model"] == 1


@contextmanager
def one_more(drawing):
    """A drawing beside another one, for a while."""
    further = drawing.with_stem("thin-9")
    further.write_text(drawing.read_text())
    try:
        yield
    finally:
        further.unlink()


def test_a_further_drawing_trains_nothing(made):
    """Drawings are only ever evaluated, though trainings wait until they have been read."""
    with one_more(made.folder / "resources/drawings/thin-1.svg"):
        planned = made.planned()
    assert "rasterize_drawings" in planned and "evaluate_model" in planned
    assert "train_model" not in planned


def test_a_new_model_is_trained_though_nothing_but_a_drawing_is_new_beside_it(made):
    tiny, wanted = made.folder / "config/tiny.yaml", "results/models/x/seed0/weights.safetensors"
    new = edited(tiny, "  nca: *tiny", "  nca: *tiny\n  x: {<<: *tiny, dataset: faces}")
    with one_more(made.folder / "resources/drawings/thin-1.svg"), new:
        planned = made.planned("--", wanted)
    assert planned == {"rasterize_drawings": 1, "summarize_data": 1, "train_model": 1}


def test_trainings_ask_for_a_gpu(fresh):
    plan = fresh.snakemake("--dry-run", "train").stdout
    trainings = re.findall(r"rule train_model:.*?resources: ([^\n]*)", plan, re.DOTALL)
    assert len(trainings) == 11
    assert all("gpu=1" in resources for resources in trainings)


@pytest.mark.parametrize("preset", ["config.yaml", "paper.yaml"])
def test_every_preset_is_valid_and_trains_all_models(fresh, preset):
    models, further = {}, {}
    for name in ("config.yaml", preset):
        given = yaml.safe_load((fresh.folder / "config" / name).read_text())
        models |= given["models"]
        further |= given.get("further_seeds", {})
    trained = [name for name, settings in models.items() if "best_of" not in settings]
    count = len(trained) + sum(map(len, further.values()))
    assert fresh.planned(config=f"config/{preset}")["train_model"] == count


def test_stage_targets_are_there(made):
    targets = ["data", "train", "evaluate", "figures", "paper", "page"]
    run = made.snakemake(*targets, "results/figures/fig07.pdf")
    assert "Nothing to be done" in run.stdout


def test_the_report_holds_every_figure_table_and_contact_sheet(made):
    run = made.snakemake("report")
    assert run.returncode == 0, run.stdout
    report = made.folder / "results/report.zip"
    assert report.stat().st_size < 20e6
    held = [Path(name).name for name in ZipFile(report).namelist()]
    assert {f"{figure}.png" for figure in FIGURES} <= set(held)
    pages = {"data", "models", "metrics", "differences", "claims", "metric_validation"}
    pages |= {"regrowth", "sizes", "reliability"}
    pages |= {"flicker", "run", "index"}
    assert {f"{page}.html" for page in pages} <= set(held)
    assert held.count("contact.png") == 6
    models = yaml.safe_load((made.folder / "config/tiny.yaml").read_text())["models"]
    assert {f"{model}-losses.png" for model in models} <= set(held)
    grown = {name.removesuffix("-growing.png") for name in held if name.endswith("-growing.png")}
    assert grown == set(models) - {"unet"}
    assert Image.open(made.folder / "results/report/nca-growing.png").n_frames == 31


def test_drawings_are_grown_on_by_models_that_are_compared_on_them(made):
    grown = {}
    for model in ("nca", "ganca-simple", "nature"):
        scores = made.folder / f"results/evaluation/{model}/seed0/metrics.csv"
        with open(scores, newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["set"] == "drawings"]
        grown[model] = {int(row["steps"]) for row in rows}
    assert grown == {"nca": {6, 12}, "ganca-simple": {6, 12}, "nature": {6}}


def test_figure_a_is_drawn_whatever_is_grown_beyond(made, tmp_path):
    copy = duplicate(made, tmp_path / "copy")
    few = "extends: config/tiny.yaml\nevaluation: {beyond: [train]}\n"
    run = copy.snakemake("results/figures/drift.pdf", config=copy.write("few.yaml", few))
    assert run.returncode == 0 and "evaluate_model" in run.stdout, run.stdout


@pytest.fixture(scope="module")
def drawn(made):
    """The paths of a drawing and of a film, in the checkout."""
    page = Image.new("L", (300, 300), "white")
    ImageDraw.Draw(page).ellipse((40, 50, 260, 270), outline="black", width=12)
    page.save(made.folder / "my face.jpg")
    (made.folder / "film").mkdir()
    for i in range(3):
        frame = page.copy()
        ImageDraw.Draw(frame).line((120 + 20 * i, 120, 120 + 20 * i, 180), "black", 12)
        frame.save(made.folder / "film" / f"{i}.png")
    return "my face.jpg", "film"


def test_a_drawing_is_coloured_in(made, drawn):
    run = made.snakemake("apply", "--config", f"apply={drawn[0]}", "colour_with=nca")
    assert run.returncode == 0, run.stdout
    folder = made.folder / "results/apply/my-face"
    small, large = (Image.open(folder / f"nca{end}.png") for end in ("", "-large"))
    assert small.mode == large.mode == "RGBA"
    assert small.size == (20, 20) and large.size[0] >= 500
    assert Image.open(folder / "nca.gif").n_frames == 7
    (row,) = pd.read_csv(folder / "nca.csv").to_dict("records")
    known = pd.read_csv(made.folder / "results/applied/steadiness/nca.csv")
    assert row["drawing"] == "my-face" and 0 < row["steady"] <= 1
    assert row["steadier_than"] == (known.steady < row["steady"]).mean()
    assert row["trust"] == ("unsure" if row["steadier_than"] < 0.25 else "steady")
    assert ("my-face: unsure of 1 of 1" in run.stdout) == (row["trust"] == "unsure")


def test_sheets_drawings_and_scans_are_told_apart_and_the_rest_is_done(made):
    """A folder with a sheet, a scan of one, a drawing, and two files that cannot be used."""
    folder = made.folder / "class"
    folder.mkdir()
    names = ["ring-1", "hat-1", "thick-2", "odd-1"]
    sheet = worksheet.picture(worksheet.worksheet(names, columns=2)).convert("RGB")
    sheet.save(folder / "sheet.jpg")
    sheet.save(folder / "scan.pdf")
    page = worksheet.drawn(worksheet.paper(300, 300), "ring-1", 50, 50, 200)
    worksheet.picture(page).save(folder / "one.png")
    Image.new("L", (300, 300), 250).save(folder / "blank.png")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    run = made.snakemake("apply", "--config", "apply=class", "colour_with=nca")
    assert run.returncode == 0, run.stdout
    assert "warning: class/blank.png: blank; left out" in run.stdout
    assert "warning: class/broken.pdf: not a readable PDF; left out" in run.stdout
    results = made.folder / "results/apply"
    assert Image.open(results / "one/nca.gif").n_frames == 7
    for name in ("sheet", "scan"):
        faces = {path.name for path in (results / name / "nca-faces").glob("*.png")}
        assert faces == {f"{i}{end}.png" for i in range(1, 5) for end in ("", "-large")}
        coloured, photo = (
            Image.open(results / name / f"nca-{end}") for end in ("sheet.png", "photo.jpg")
        )
        assert coloured.size == photo.size and coloured.mode == "RGBA"
        assert Image.open(results / name / "nca-sheet.gif").n_frames == 7
        table = pd.read_csv(results / name / "nca-sheet.csv")
        assert table.drawing.tolist() == [1, 2, 3, 4] and table.steady.between(0, 1).all()
        assert (table.right <= photo.width).all() and (table.left < table.right).all()
    assert not (results / "blank").exists() and not (results / "broken").exists()


def test_a_drawing_is_coloured_in_by_a_unet_in_one_step(made, drawn):
    run = made.snakemake("apply", "--config", f"apply={drawn[0]}", "colour_with=unet")
    assert run.returncode == 0, run.stdout
    assert Image.open(made.folder / "results/apply/my-face/unet.gif").n_frames == 2
    assert pd.read_csv(made.folder / "results/apply/my-face/unet.csv").trust.item() == "unknown"


def test_a_unet_has_no_state_to_carry_through_a_film(made, drawn):
    run = made.snakemake("video", "--config", f"video={drawn[1]}", "colour_with=unet")
    assert run.returncode != 0 and "Traceback" not in run.stdout
    line = "error: config: colour_with: 'unet' has network unet, which has no state to carry"
    assert line in run.stdout and "rule " not in run.stdout


def test_a_film_is_coloured_in_both_ways(made, drawn):
    run = made.snakemake("video", "--config", f"video={drawn[1]}", "colour_with=nca")
    assert run.returncode == 0, run.stdout
    folder = made.folder / "results/video/film"
    assert {Image.open(folder / f"nca{end}").n_frames for end in (".gif", ".png")} == {3}
    with open(folder / "nca.csv", newline="") as file:
        rows = {row["way"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"carried", "anew"}
    assert all(0 <= float(row["flicker"]) <= 1 for row in rows.values())


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ([], "error: apply: which drawing? snakemake --cores all apply --config apply=my-face"),
        (["apply=nowhere.png"], "error: config: apply: there is no file or folder 'nowhere.png'"),
        # the picture of the drawing `my face.jpg` is there already
        (["apply=b{3}/my face.jpg"], "error: config: apply: 'b{3}/my face.jpg' has braces"),
        (["apply=gone/my face.jpg"], "error: config: apply: there is no file or folder 'gone/my"),
        (["apply=README.md"], "error: config: apply: cannot read 'README.md'; it takes .png, "),
        (["video=README.md"], "error: config: video: cannot read 'README.md'; it takes .gif, "),
        (["colour_with=nobody"], "error: config: colour_with: there is no 'nobody'; there are "),
    ],
)
def test_what_cannot_be_applied_is_told_in_one_line(made, settings, line):
    run = made.snakemake("apply", *(["--config", *settings] if settings else []))
    assert run.returncode != 0
    assert any(told.startswith(line) for told in run.stdout.splitlines()), run.stdout
    assert "Traceback" not in run.stdout


def test_an_exported_model_runs_as_its_card_says(made, tmp_path, monkeypatch):
    run = made.snakemake("results/export/ganca-simple/seed0/README.md")
    assert run.returncode == 0, run.stdout
    folder = made.folder / "results/export/ganca-simple/seed0"
    assert {path.name for path in folder.iterdir()} == {
        "README.md",
        "weights.safetensors",
        "step.onnx",
        "rollout.onnx",
        "predict.py",
    }
    card = (folder / "README.md").read_text()
    assert "{{" not in card and "license: cc-by-sa-4.0" in card
    assert "- type: ssim" in card  # for the evaluation is there
    monkeypatch.chdir(folder)
    names = {}
    exec(re.search(r"```python\n(.*?)```", card, re.DOTALL)[1], names)
    assert names["picture"].shape == (1, 4, 20, 20)


def test_the_readmes_graph_of_rules_is_up_to_date(made):
    kept = (made.folder / "docs/rulegraph.svg").read_text()
    run = made.snakemake("docs/rulegraph.svg", "--force", config="config/config.yaml")
    assert run.returncode == 0, run.stdout
    drawn = (made.folder / "docs/rulegraph.svg").read_text()
    labels, arrows = r">([\w ]+)</text>", r"<title>([^<]*)</title>"
    for part in (labels, arrows):
        assert re.findall(part, drawn) == re.findall(part, kept)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("fonts: x\n", "error: config: fonts: unknown key"),
        ("seeds: many\n", "error: config: seeds: 'many' is not of type 'array'"),
        ("picture: {size: 4}\n", "error: config: picture.size: 4 is less than the minimum of 12"),
        ("models: {nca: {dataset: plants}}\n", "error: config: models.nca.dataset: there is no"),
        ("font: nowhere.ttf\n", "nowhere.ttf"),
        ("drawings: nowhere\n", "nowhere"),
    ],
)
def test_a_bad_configuration_is_one_line_and_nothing_runs(fresh, text, line):
    run = fresh.snakemake(config=fresh.write("config/bad.yaml", text))
    assert run.returncode != 0
    complaints = [found for found in run.stdout.splitlines() if line in found]
    assert len(complaints) == 1, run.stdout
    assert "Traceback" not in run.stdout
    assert not list((fresh.folder / "results").glob("*/"))


def test_jobs_are_looked_for_when_one_has_ended_and_not_by_the_clock(fresh):
    told = fresh.snakemake("--verbose", "results/tables/data.csv").stdout
    ended = told.count("Finished jobid: ")
    assert ended > 8
    assert told.count("Ready jobs: ") <= ended


def test_a_damaged_font_ends_the_run_before_any_training(fresh):
    (fresh.folder / "broken.ttf").write_bytes(b"\x00\x01\x00\x00" + b"\x00" * 4000)
    run = fresh.snakemake(config=fresh.write("config/bad.yaml", "font: broken.ttf\n"))
    assert run.returncode != 0
    assert re.search(r"^error: .*broken\.ttf: ", run.stdout, re.MULTILINE), run.stdout
    assert "Traceback" not in run.stdout
    assert not (fresh.folder / "results/models").exists()
