"""What all tests share: one thread a process, checkouts, the table of the tried faults."""

import fcntl
import os
from pathlib import Path

import pytest
from checkout import Checkout, copy_project, duplicate

# Small tensors gain nothing from more threads, and lose much where the processor is shared.
os.environ.setdefault("OMP_NUM_THREADS", "1")
if not any(Path("/dev").glob("nvidia[0-9]*")):
    os.environ["TRITON_INTERPRET"] = "1"  # read when Triton is imported, by whichever test

FAULTS = Path(__file__).parents[1] / "docs/faults.md"
HEAD = "| fault | outcome |\n| --- | --- |\n"
# The folders of tests, those first that take long: where several processes share the files among
# them, none is left alone with a long one at the end.
ORDER = ["slurm", "workflow", "faults", "page", "unit"]
tried = {}  # rows of the table, by the folder of their tests


@pytest.fixture
def fresh(tmp_path):
    """A checkout in which nothing has been made."""
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A checkout in which the tiny paper has been made once, from font to PDF.

    Tests leave it as they find it.  Where several processes test, the first makes it for all, and
    each has a copy.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make(tmp_path_factory.mktemp("checkout"))
    shared = tmp_path_factory.getbasetemp().parent / "made"
    with open(shared.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            make(tmp_path_factory.mktemp("checkout")).folder.rename(shared)
    return duplicate(Checkout(shared), tmp_path_factory.mktemp("checkout") / "copy")


def make(folder):
    """Makes the tiny paper in a checkout in this folder, and returns the checkout."""
    checkout = copy_project(folder)
    run = checkout.snakemake()
    assert run.returncode == 0, run.stdout[-5000:]
    return checkout


@pytest.fixture
def outcome(request):
    """A function that notes what became of a fault, for docs/faults.md."""
    folder = request.path.parent.name
    return lambda fault, end: request.node.user_properties.append(
        ("outcome", (folder, f"| {fault} | {end} |\n"))
    )


def pytest_collection_modifyitems(items):
    """Puts the folders of tests in their order."""
    rank = {folder: i for i, folder in enumerate(ORDER)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(Path(__file__).parent).parts[0], 0))


def pytest_runtest_logreport(report):
    """Collects what became of faults, from whatever process tried them."""
    if report.when == "teardown":
        for name, noted in report.user_properties:
            if name == "outcome":
                folder, row = noted
                tried.setdefault(folder, []).append(row)


def pytest_sessionfinish(session, exitstatus):
    """Writes the table if no test failed and none was left out by name.

    Rows of faults that weren't tried this time stay: not every machine can have a Slurm.
    """
    whole = not session.config.option.keyword and "faults" in tried
    if exitstatus == pytest.ExitCode.OK and whole and not hasattr(session.config, "workerinput"):
        introduction, _, table = FAULTS.read_text().partition(HEAD)
        rows = [*table.splitlines(keepends=True), *tried["faults"], *tried.get("slurm", [])]
        latest = {row.split("|")[1]: row for row in rows}
        FAULTS.write_text(introduction + HEAD + "".join(latest.values()))
