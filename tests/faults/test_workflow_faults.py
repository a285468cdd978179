"""Faults that Snakemake itself meets: it says in a line what is wrong, and loses nothing."""

import os
import shutil
import signal
import subprocess
import time

import pytest
from checkout import SNAKEMAKE, copy_project, duplicate

TRAINING = "results/models/nca/seed0"
AGAIN = ("--cores", "1", "--forcerun", "train_model", "--", f"{TRAINING}/weights.safetensors")
ROOM = 64 * 1024  # bytes that are left on a full disk
DAMAGED = {  # what is cut, and what reads it
    "results/data/faces/pictures.npz": "results/data/faces/contact.png",
    "results/data/font.json": "results/data/faces/contact.png",
    f"{TRAINING}/log.csv": "results/tables/models.csv",
    "results/tables/metrics.csv": "results/report/metrics.html",
    "results/figures/fig07.pdf": "results/paper.pdf",
    "results/figures/fig08.png": "report",
}


@pytest.fixture
def read_only(made, tmp_path):
    """A copy of the finished checkout whose results cannot be written, and how to mend that."""
    checkout = duplicate(made, tmp_path / "copy")
    results = checkout.folder / "results"
    if subprocess.run(["mount", "--bind", results, results], capture_output=True).returncode:
        pytest.skip("only root may mount a folder read-only")

    def remount(mode):
        subprocess.run(["mount", "-o", f"remount,bind,{mode}", results], check=True)

    remount("ro")
    yield checkout, lambda: remount("rw")
    subprocess.run(["umount", results], check=True)


def log(checkout):
    return (checkout.folder / TRAINING / "log.csv").read_bytes()


def test_results_that_may_not_be_written(read_only, made, outcome):
    checkout, mend = read_only
    run = checkout.snakemake(*AGAIN)
    assert run.returncode != 0
    assert "Traceback" not in run.stdout
    assert run.stdout.count("Write-protected output files") == 1, run.stdout
    assert log(checkout) == log(made)
    mend()
    assert checkout.snakemake(*AGAIN).returncode == 0
    assert log(checkout) == log(made)
    outcome("read-only `results/`", "Snakemake names the files; writable: bit-equal")


def test_two_snakemakes_in_one_checkout(fresh, outcome):
    """The first one stands still in the middle of its work while the second one starts."""
    command = [SNAKEMAKE, "--cores", "1", "--configfile", "config/tiny.yaml"]
    target = "results/data/drawings/manifest.csv"
    with open(fresh.folder / "first.log", "w") as log:
        first = subprocess.Popen(
            [*command, "--", target], cwd=fresh.folder, stdout=log, stderr=log
        )
    locks = fresh.folder / ".snakemake/locks"
    while not (locks.exists() and any(locks.iterdir())):
        assert first.poll() is None
        time.sleep(0.1)
    first.send_signal(signal.SIGSTOP)
    second = fresh.snakemake(target)
    first.send_signal(signal.SIGCONT)
    assert second.returncode != 0
    assert second.stdout.count("Directory cannot be locked") == 1, second.stdout
    assert "Traceback" not in second.stdout
    assert first.wait() == 0 and (fresh.folder / target).exists()
    outcome(
        "two Snakemakes in one checkout", "the second: one line of Snakemake's; the first goes on"
    )


def test_a_snakemake_that_was_killed(fresh, outcome):
    """It dies with all of its jobs, in the middle of its work; the next one tells the way out."""
    command = [SNAKEMAKE, "--cores", "1", "--configfile", "config/tiny.yaml"]
    target = "results/data/drawings/manifest.csv"
    locks = fresh.folder / ".snakemake/locks"
    first = subprocess.Popen([*command, "--", target], cwd=fresh.folder, start_new_session=True)
    while not (locks.exists() and any(locks.iterdir())):
        assert first.poll() is None
        time.sleep(0.1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    second = fresh.snakemake(target)
    assert second.returncode != 0 and "Traceback" not in second.stdout
    assert "It can be removed with the --unlock argument" in second.stdout
    assert fresh.snakemake("--unlock").returncode == 0
    assert fresh.snakemake(target).returncode == 0 and (fresh.folder / target).exists()
    outcome("`kill -9` of Snakemake", "it names `--unlock`; after that it goes on")


def test_a_full_disk_in_the_data_stage(disk, outcome):
    """There is room for Snakemake's own notes, but not for a contact sheet."""
    checkout, target = copy_project(disk), "results/data/drawings/contact.png"
    assert checkout.snakemake("results/data/drawings/manifest.csv").returncode == 0
    with open(disk / "filler", "wb") as file:
        file.write(bytes(shutil.disk_usage(disk).free - ROOM))
    run = checkout.snakemake(target)
    assert run.returncode != 0 and "Traceback" not in run.stdout
    assert f"error: {target}: No space left on device; make room" in run.stdout, run.stdout
    assert not (disk / target).exists()
    (disk / "filler").unlink()
    assert checkout.snakemake(target).returncode == 0
    outcome("full disk in the data stage", "one line, nothing half is left; with room: whole")


@pytest.mark.parametrize(("damaged", "target"), DAMAGED.items())
def test_half_a_file_is_named_and_made_again(made, tmp_path, outcome, damaged, target):
    checkout = duplicate(made, tmp_path / "copy")
    path = checkout.folder / damaged
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    run = checkout.snakemake(target)
    assert run.returncode != 0 and "Traceback" not in run.stdout
    assert f"error: {damaged}: damaged" in run.stdout, run.stdout
    assert "; delete it and run again" in run.stdout
    path.unlink()
    assert checkout.snakemake(target, damaged).returncode == 0
    assert path.read_bytes() == content
    outcome(f"half a `{path.name}`", "one line; deleted: made again with the same bytes")
