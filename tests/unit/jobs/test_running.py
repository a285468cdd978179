"""What goes wrong around a rule's work ends in one line: a full disk, a closed file, Ctrl-C."""

from jobs.running import running

import ast
import logging
import multiprocessing
import os
import resource
import runpy
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from ganca.data import dataset
from ganca.results import write_record, write_table
from ganca.show import plots
from ganca.show.animation import save_animation

FORK = multiprocessing.get_context("fork")
NOISE = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3), dtype=np.uint8)
LIMIT = 1000  # bytes that a file may have


def ended(folder, work, disturb=lambda: None):
    """The exit status of a process that does some work, and the lines that it told."""
    told = folder / "told.txt"

    def body():
        sys.stderr = open(told, "w", buffering=1)  # noqa: SIM115 (closed at its end)
        logging.getLogger().handlers.clear()  # pytest's own
        disturb()
        work()

    process = FORK.Process(target=body)
    process.start()
    process.join()
    return process.exitcode, told.read_text().splitlines()


def rule(*outputs, **parts):
    """What Snakemake hands to a script."""
    return SimpleNamespace(rule="any", log=[], output=list(map(str, outputs)), **parts)


def little_room():
    """As on a full disk, a file cannot grow: the system refuses what is written beyond LIMIT."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


WRITERS = {
    "a.npz": lambda path: np.savez_compressed(path, NOISE),
    "a.csv": lambda path: write_table(path, pd.DataFrame(NOISE[0, ..., 0])),
    "a.json": lambda path: write_record(path, NOISE.tolist()),
    "a.gif": lambda path: save_animation(path, NOISE, 2),
    "a.pdf": lambda path: plots.save(Figure((1, 1)), path, path.with_suffix(".png")),
    "a.png": lambda path: Figure((5, 5)).savefig(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_one_line_that_names_the_file(tmp_path, name):
    def work():
        with running(rule(tmp_path / name)):
            WRITERS[name](tmp_path / name)

    status, told = ended(tmp_path, work, little_room)
    assert status == 1
    assert told == [f"error: {tmp_path / name}: File too large; make room and run again"]


def test_a_full_disk_in_the_data_stage_is_one_line(tmp_path):
    """The rule's own script, which draws faces."""
    made = SimpleNamespace(pictures=str(tmp_path / "p.npz"), manifest=str(tmp_path / "m.csv"))

    class Outputs(list):
        pictures, manifest = made.pictures, made.manifest

    given = rule(
        wildcards=SimpleNamespace(set="procedural"),
        params=SimpleNamespace(faces=4, seed=0, size=40, padding=6),
    )
    given.output = Outputs([made.pictures, made.manifest])
    script = str(Path("workflow/scripts/draw_faces.py").resolve())
    status, told = ended(
        tmp_path, lambda: runpy.run_path(script, {"snakemake": given}), little_room
    )
    assert status == 1
    assert told == [
        f"error: {made.pictures}, {made.manifest}: File too large; make room and run again"
    ]


def test_what_cannot_be_read_is_one_line(tmp_path):
    def work():
        with running(rule(tmp_path / "out")):
            dataset.load(tmp_path / "pictures.npz")

    line = (
        f"error: {tmp_path / 'pictures.npz'}: No such file or directory; mend that and run again"
    )
    assert ended(tmp_path, work) == (1, [line])


def test_a_log_that_cannot_be_written_is_one_line(tmp_path):
    given = rule(tmp_path / "out")
    given.log = [str(tmp_path / "absent" / "any.log")]

    def work():
        with running(given):
            raise AssertionError("not reached")

    status, told = ended(tmp_path, work)
    assert status == 1 and len(told) == 1
    assert "absent/any.log: No such file or directory" in told[0]


def interrupted(text, folder):
    """The exit status and the lines of a script, to which Ctrl-C comes once it says so."""
    script = folder / "script.py"
    script.write_text(f"import jobs.running\nimport time\n{text}")
    process = subprocess.Popen(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": "workflow/scripts"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    return process.wait(), process.stderr.read().splitlines()


AT_WORK = """
from types import SimpleNamespace
with jobs.running.running(SimpleNamespace(rule="any", log=["any.log"], output=["out"])):
    print(flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("text", [AT_WORK, "print(flush=True)\ntime.sleep(60)"])
def test_ctrl_c_is_one_line_at_work_and_before(tmp_path, text):
    text = text.replace("any.log", str(tmp_path / "any.log"))
    status, told = interrupted(text, tmp_path)
    assert status == -signal.SIGINT
    assert told == ["stopped by Ctrl-C; run the same command again"]


def test_every_script_knows_of_ctrl_c_before_it_loads_the_rest():
    for path in Path("workflow/scripts").glob("*.py"):
        if "with running(" in (text := path.read_text()):
            nodes = ast.parse(text).body
            imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
            assert getattr(imports[0], "module", None) == "jobs.running", path


RUBBISH = """
import weakref
from types import SimpleNamespace
class Ring:
    def __init__(self):
        self.own = self
with jobs.running.running(SimpleNamespace(rule="any", log=[], output=["out"])):
    made = [weakref.ref(Ring()) for _ in range(20_000)]
    print(sum(ring() is not None for ring in made))
"""


def test_what_a_job_leaves_behind_at_work_is_soon_collected_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(f"import jobs.running\n{RUBBISH}")
    told = subprocess.check_output(
        [sys.executable, script], env=os.environ | {"PYTHONPATH": "workflow/scripts"}
    )
    assert int(told) < 1_000


def test_a_mistake_of_ours_still_shows_where_it_was_made(tmp_path):
    def work():
        with running(rule(tmp_path / "out")):
            raise OSError("a library's own, without a number")

    status, told = ended(tmp_path, work)
    assert status == 1 and told[0] == "any failed" and "Traceback" in told[1]
