"""What tests of several kinds of faults share."""

import subprocess

import pytest


@pytest.fixture
def disk(tmp_path):
    """A folder that is a file system of 128 MiB: the project takes half of it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", folder]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)
