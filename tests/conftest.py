"""What all tests share: one thread a process, and the table of the faults that were tried."""

import os
from pathlib import Path

import pytest

# Small tensors gain nothing from more threads, and lose much where the processor is shared.
os.environ.setdefault("OMP_NUM_THREADS", "1")

FAULTS = Path(__file__).parents[1] / "docs/faults.md"
HEAD = "| fault | outcome |\n| --- | --- |\n"
tried = {"faults": [], "slurm": []}  # by the folder of the tests


@pytest.fixture
def outcome(request):
    """A function that notes what became of a fault, for docs/faults.md."""
    return lambda fault, end: tried[request.path.parent.name].append(f"| {fault} | {end} |\n")


def pytest_sessionfinish(session, exitstatus):
    """Writes the table if no test failed and none was left out by name.

    Rows of faults that weren't tried this time stay: Slurm's tests take minutes and run apart.
    """
    whole = not session.config.option.keyword and tried["faults"]
    if exitstatus == pytest.ExitCode.OK and whole:
        introduction, _, table = FAULTS.read_text().partition(HEAD)
        rows = [*table.splitlines(keepends=True), *tried["faults"], *tried["slurm"]]
        latest = {row.split("|")[1]: row for row in rows}
        FAULTS.write_text(introduction + HEAD + "".join(latest.values()))
