"""A checkout of its own in which the tiny configuration has been run once, from font to PDF."""

import pytest
from checkout import copy_project


@pytest.fixture
def fresh(tmp_path):
    """A checkout in which nothing has been made."""
    return copy_project(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A checkout in which the tiny paper has been made; tests leave it as they find it."""
    checkout = copy_project(tmp_path_factory.mktemp("checkout"))
    run = checkout.snakemake()
    assert run.returncode == 0, run.stdout[-5000:]
    return checkout
