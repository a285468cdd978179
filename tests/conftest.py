"""What all tests share: one thread a process, checkouts, the table of the tried faults."""

import os
from pathlib import Path

import pytest
from checkout import copy_project

# Small tensors gain nothing from more threads, and lose much where the processor is shared.
os.environ.setdefault("OMP_NUM_THREADS", "1")

FAULTS = Path(__file__).parents[1] / "docs/faults.md"
HEAD = "| fault | outcome |\n| --- | --- |\n"
tried = {"faults": [], "slurm": []}  # by the folder of the tests


@pytest.fixture
def fresh(tmp_path):
    """A checkout in which nothing has been made."""
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A checkout in which the tiny paper has been made once, from font to PDF.

    Tests leave it as they find it.
    """
    checkout = copy_project(tmp_path_factory.mktemp("checkout"))
    run = checkout.snakemake()
    assert run.returncode == 0, run.stdout[-5000:]
    return checkout


@pytest.fixture
def outcome(request):
    """A function that notes what became of a fault, for docs/faults.md."""
    return lambda fault, end: tried[request.path.parent.name].append(f"| {fault} | {end} |\n")


def pytest_sessionfinish(session, exitstatus):
    """Writes the table if no test failed and none was left out by name.

    Rows of faults that weren't tried this time stay: not every machine can have a Slurm.
    """
    whole = not session.config.option.keyword and tried["faults"]
    if exitstatus == pytest.ExitCode.OK and whole:
        introduction, _, table = FAULTS.read_text().partition(HEAD)
        rows = [*table.splitlines(keepends=True), *tried["faults"], *tried["slurm"]]
        latest = {row.split("|")[1]: row for row in rows}
        FAULTS.write_text(introduction + HEAD + "".join(latest.values()))
