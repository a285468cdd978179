"""A Slurm of one node with a stand-in GPU, where this machine lets us install one."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("cluster.sh")
DAEMONS = ("munged", "slurmctld", "slurmd")


class Cluster:
    """Slurm's commands, and its own records of the jobs that have ended."""

    def __init__(self, folder):
        self.folder = folder

    def command(self, *words):
        """Runs one of Slurm's commands; returns what it printed."""
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout

    def running(self, comment):
        """The number of the running job with this comment, or None."""
        jobs = self.command("squeue", "--noheader", "--states=RUNNING", "--format=%i %k")
        numbers = [line.split()[0] for line in jobs.splitlines() if line.endswith(comment)]
        return numbers[0] if numbers else None

    def records(self):
        """One dictionary for each time that a job ended, as `scontrol show job` tells it."""
        texts = [path.read_text() for path in sorted((self.folder / "jobs").iterdir())]
        found = [dict(re.findall(r"(\w+)=(\S+)", text)) for text in texts for text in parts(text)]
        return sorted(found, key=lambda job: job["StartTime"])


def parts(text):
    """A requeued job has a record of each time that it ended."""
    return [f"JobId={part}" for part in text.split("JobId=")[1:]]


def install():
    """Skips the test, and says why, where Slurm can't be installed."""
    if all(shutil.which(daemon, path=f"{os.environ['PATH']}:/usr/sbin") for daemon in DAEMONS):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip("needs Slurm: run as root on Debian or Ubuntu, or install its packages")
    if subprocess.run([SCRIPT, "install"], capture_output=True).returncode:
        pytest.skip("needs Slurm, and apt-get could not install it")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The running cluster; its daemons and its configuration are gone afterwards."""
    if os.geteuid() != 0:
        pytest.skip("needs root to start Slurm's daemons")
    install()
    # the munge daemon refuses a folder below one that others may not pass
    folder = tmp_path_factory.mktemp("slurm")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    started = subprocess.run([SCRIPT, "start", folder], capture_output=True, text=True)
    if "has a Slurm of its own" in started.stderr:
        pytest.skip("this machine has a Slurm of its own")
    assert started.returncode == 0, started.stderr
    yield Cluster(folder)
    subprocess.run([SCRIPT, "stop", folder], check=True, capture_output=True)
