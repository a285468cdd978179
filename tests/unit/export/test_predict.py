"""The program that goes with an exported model: alone in its folder, in a process of its own."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnx
import pytest
import torch
from PIL import Image, ImageDraw

from ganca.drawings.trace import trace
from ganca.export import onnxmodel
from ganca.model.automaton import Automaton, edge_seed
from ganca.model.networks import grow

PROGRAM = Path(__file__).parents[3] / "workflow/export/predict.py"
SIZE, PADDING, STEPS = 24, 4, 7
# Runs a program that may import nothing but what its card asks for.
ALONE = """
import runpy, sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused}:
            raise ImportError(f"{{name}} isn't there")

sys.meta_path.insert(0, Refused())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
REFUSED = {"torch", "cv2", "scipy", "skimage", "pandas", "onnx", "safetensors", "ganca", "tqdm"}


def face(side, width=9):
    """A face that nearly fills a square of this side, drawn dark on light."""
    image = Image.new("RGBA", (side, side), (250, 250, 245, 255))
    pen, at = ImageDraw.Draw(image), lambda *points: [side * point for point in points]
    pen.ellipse(at(0.06, 0.06, 0.94, 0.94), outline="black", width=width)
    for x in (0.3, 0.6):
        pen.ellipse(at(x, 0.3, x + 0.1, 0.42), outline="black", width=width)
    pen.arc(at(0.3, 0.45, 0.7, 0.75), 20, 160, fill="black", width=width)
    return image


def lit_sheet():
    """Three faces on a page under a shadow, with a speck between them."""
    page = Image.new("L", (1000, 420), 255)
    for left, top in ((30, 60), (360, 40), (690, 80)):
        page.paste(face(280).convert("L"), (left, top))
    ImageDraw.Draw(page).ellipse((330, 390, 336, 396), fill=40)
    light = np.linspace(0.55, 1, 1000)
    return Image.fromarray((np.asarray(page) * light).astype(np.uint8))


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A folder as `export` leaves it, and the automaton in it."""
    torch.manual_seed(0)
    automaton = Automaton(update_noise=0.02)
    torch.nn.init.normal_(automaton.respond.weight, std=0.02)
    folder = tmp_path_factory.mktemp("export")
    told = {"start": "edges", "steps": STEPS, "size": SIZE, "padding": PADDING}
    notes = {key: str(value) for key, value in told.items()}
    onnx.save(onnxmodel.rollout_model(automaton, notes), folder / "rollout.onnx")
    shutil.copyfile(PROGRAM, folder / "predict.py")
    return SimpleNamespace(folder=folder, automaton=automaton)


@pytest.fixture
def apply(exported, tmp_path):
    """A function that applies the program to a picture from another folder."""

    def run(name, *arguments):
        command = [sys.executable, "-c", ALONE.format(refused=REFUSED)]
        command += [exported.folder / "predict.py", name, *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def program():
    """The program's functions."""
    names = {"__name__": "predict", "__file__": str(PROGRAM)}
    exec(compile(PROGRAM.read_text(), PROGRAM, "exec"), names)
    return SimpleNamespace(**names)


def grown(automaton, lines, steps):
    """What the library makes of lines without noise: (height, width, 4) in [0, 255]."""
    automaton.update_noise, noise = 0.0, automaton.update_noise
    with torch.no_grad():
        picture = automaton.picture(grow(automaton, edge_seed(lines[None]), steps))
    automaton.update_noise = noise
    return 255 * picture[0].clamp(0, 1).permute(1, 2, 0).numpy()


@pytest.mark.parametrize(
    ("draw", "drawings"), [(lambda: face(400), "1 drawing on"), (lit_sheet, "3 drawings on")]
)
def test_a_drawing_and_a_sheet_come_out_as_the_librarys_rollout(
    exported, program, apply, tmp_path, draw, drawings
):
    draw().save(tmp_path / "drawing.png")
    run = apply("drawing.png", "-o", "out.png", "--noise", "0", "--enlarge", "1", "--steps", "5")
    assert run.returncode == 0, run.stderr
    assert drawings in run.stdout and "5 steps" in run.stdout
    lines, _ = program.trace(program.read_gray(tmp_path / "drawing.png"), SIZE, PADDING)
    ours = np.asarray(Image.open(tmp_path / "out.png"), float)
    assert ours.shape == (*lines.shape, 4)
    assert np.abs(ours - grown(exported.automaton, lines, 5)).max() <= 0.51  # rounded


def test_one_drawing_is_traced_as_apply_traces_it(program):
    lines, _ = program.trace(np.asarray(face(400).convert("L"), float), SIZE, PADDING)
    theirs = trace(face(400), SIZE, PADDING)
    assert lines.shape == theirs.shape
    assert np.mean(lines != theirs) < 0.05 and lines.sum() == pytest.approx(theirs.sum(), rel=0.2)


def test_each_drawing_of_a_sheet_is_traced_as_if_it_were_alone(program):
    lines, boxes = program.trace(np.asarray(lit_sheet(), float), SIZE, PADDING)
    alone, _ = program.trace(np.asarray(face(280).convert("L"), float), SIZE, PADDING)
    assert len(boxes) == 3 and lines.shape[0] < lines.shape[1]
    assert lines.sum() == pytest.approx(3 * alone.sum(), rel=0.1)


@pytest.mark.parametrize(
    ("make", "arguments", "line"),
    [
        (None, [], "error: drawing.png: there is no such file"),
        (Image.new("L", (90, 90), 255), [], "error: drawing.png: no lines found on it"),
        (b"not a picture", [], "error: drawing.png: not a readable picture"),
        (face(90), ["-o", "out.jpg"], "out.jpg: a name that ends in .png is wanted"),
        (face(90), ["--steps", "0"], "--steps 0: at least 1 is wanted"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(apply, tmp_path, make, arguments, line):
    if isinstance(make, bytes):
        (tmp_path / "drawing.png").write_bytes(make)
    elif make:
        make.save(tmp_path / "drawing.png")
    run = apply("drawing.png", *arguments)
    assert run.returncode and line in run.stderr.splitlines()[-1]
    assert "Traceback" not in run.stderr
    assert not list(tmp_path.glob("out.*"))


def test_a_sheet_without_end_is_refused_before_it_is_grown(program, monkeypatch):
    monkeypatch.setitem(program.trace.__globals__, "MOST_CELLS", 1000)
    with pytest.raises(program.Unusable, match="cells, more than 1,000; cut the sheet"):
        program.trace(np.asarray(lit_sheet(), float), SIZE, PADDING)
