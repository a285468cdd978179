"""A Slurm of one node with stand-in GPUs, where this machine lets us install one."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("cluster.sh")
DAEMONS = ("munged", "slurmctld", "slurmd")
GPUS = 5  # fewer than there are trainings, so that one has to wait


class Cluster:
    """Slurm's commands, and its own records of the jobs that have ended."""

    def __init__(self, folder):
        self.folder = folder

    def command(self, *words):
        """Runs one of Slurm's commands; returns what it printed."""
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout

    def running(self):
        """The comments of the running jobs, by the jobs' numbers."""
        jobs = self.command("squeue", "--noheader", "--states=RUNNING", "--format=%i %k")
        return dict(line.split(maxsplit=1) for line in jobs.splitlines())

    def records(self):
        """A dictionary for each job that has ended, as `scontrol show job` told it then.

        `gpus` are the numbers of those that it held, which Slurm tells only while it does.
        """
        jobs = [self.record(path.name) for path in (self.folder / "ended").iterdir()]
        return sorted(jobs, key=lambda job: job["StartTime"])

    def record(self, number):
        """The record of one job."""
        start, end = ((self.folder / when / number).read_text() for when in ("started", "ended"))
        held = re.search(r"GRES=gpu\S*\(IDX:([\d,-]+)\)", start)
        return dict(re.findall(r"(\w+)=(\S+)", end)) | {
            "gpus": numbers(held[1]) if held else set()
        }


def numbers(ranges):
    """The numbers in a list such as 0,2-3."""
    ends = [[int(end) for end in part.split("-")] for part in ranges.split(",")]
    return {number for part in ends for number in range(part[0], part[-1] + 1)}


def install():
    """Skips the test, and says why, where Slurm can't be installed."""
    if os.geteuid() != 0:
        pytest.skip("needs root to start Slurm's daemons")
    if all(shutil.which(daemon, path=f"{os.environ['PATH']}:/usr/sbin") for daemon in DAEMONS):
        return
    if not shutil.which("apt-get"):
        pytest.skip("needs Slurm: run as root on Debian or Ubuntu, or install its packages")
    if subprocess.run([SCRIPT, "install"], capture_output=True).returncode:
        pytest.skip("needs Slurm, and apt-get could not install it")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The running cluster; its daemons and its configuration are gone afterwards."""
    install()
    # the munge daemon refuses a folder below one that others may not pass
    folder = tmp_path_factory.mktemp("slurm")
    above = Path(tempfile.gettempdir()).resolve()
    for parent in (folder, *folder.parents):
        if above in parent.parents:
            parent.chmod(0o755)
    command = [SCRIPT, "start", folder]
    started = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"GPUS": str(GPUS)}
    )
    if "has a Slurm of its own" in started.stderr:
        pytest.skip("this machine has a Slurm of its own")
    try:
        assert started.returncode == 0, started.stderr
        yield Cluster(folder)
    finally:
        subprocess.run([SCRIPT, "stop", folder], check=True, capture_output=True)
