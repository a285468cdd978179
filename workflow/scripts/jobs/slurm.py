"""What a long job does where Slurm runs it: be told in time, and know when its time is up."""

import math
import os
import shutil
import subprocess
import sys
from datetime import datetime

OWN_STEP = "own-step"  # the argument that tells a script that it has its own step already


def under_slurm():
    """Whether this process is part of a Slurm job and can ask Slurm for something."""
    return "SLURM_JOB_ID" in os.environ and shutil.which("srun") is not None


def move_to_own_step(threads):
    """Starts this script anew as a job step of its own; returns where there is no Slurm.

    Most clusters track processes by cgroup, and Slurm then sends SIGTERM only to the first process
    of each step.  That is Snakemake, which tells its jobs nothing.  A step of its own makes this
    script a first process.  It shares CPUs, memory and GPU with Snakemake's step.
    """
    if not under_slurm() or OWN_STEP in sys.argv:
        return
    shared = ["--overlap", "--mem=0", "--nodes=1", "--ntasks=1", "--cpu-bind=quiet"]
    step = ["srun", *shared, f"--cpus-per-task={threads}"]
    os.execvp("srun", [*step, sys.executable, sys.argv[0], OWN_STEP])


def end_of_job():
    """When Slurm's time limit ends this job, in seconds since the epoch; inf where there is none.

    Slurm is asked, because what it puts into a job's environment differs from version to version.
    """
    if not under_slurm():
        return math.inf
    command = ["squeue", "--noheader", "--format=%e", "--jobs", os.environ["SLURM_JOB_ID"]]
    clock = os.environ | {"SLURM_TIME_FORMAT": "standard"}
    answer = subprocess.run(command, capture_output=True, text=True, env=clock).stdout.strip()
    try:
        return datetime.fromisoformat(answer).timestamp()
    except ValueError:  # N/A: no limit
        return math.inf
