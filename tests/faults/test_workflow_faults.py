"""Faults that Snakemake itself meets: it says in a line what is wrong, and loses nothing."""

import signal
import subprocess
import time

import pytest
from checkout import SNAKEMAKE, duplicate

TRAINING = "results/models/nca/seed0"
AGAIN = ("--cores", "1", "--forcerun", "train_model", "--", f"{TRAINING}/weights.safetensors")


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
