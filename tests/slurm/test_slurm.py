"""The workflow on a real Slurm: from font to paper, and through interruptions."""

import subprocess
import time

import pytest
from checkout import SNAKEMAKE, copy_project
from safetensors.torch import load_file

pytestmark = pytest.mark.slow

TRAINING = "results/models/nca/seed0"
SLURM = [
    *("--profile", "slurm", "--configfile", "config/tiny.yaml"),
    # jobs of seconds on one machine: no reason to wait long for states or files; and more threads
    # than one make small trainings much slower where processors are shared
    *("--slurm-init-seconds-before-status-checks", "6", "--latency-wait", "5"),
    *("--set-threads", "train_model=1"),
]


def start(checkout, *arguments):
    """Snakemake under way; its output goes to run.log."""
    log = open(checkout.folder / "run.log", "w")  # noqa: SIM115 (closed with the process)
    return subprocess.Popen(
        [SNAKEMAKE, *arguments], cwd=checkout.folder, stdout=log, stderr=subprocess.STDOUT
    )


def told(checkout):
    return (checkout.folder / "run.log").read_text()[-5000:]


def wait_for(what, seconds=600):
    """The first true answer of `what`; it is asked twice a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(0.5)
    pytest.fail(f"waited {seconds} s in vain")


def trainings(records):
    return [job for job in records if job["Comment"].startswith("rule_train_model")]


def test_from_font_to_paper(tmp_path, cluster):
    checkout = copy_project(tmp_path)
    run = start(checkout, *SLURM)
    assert run.wait() == 0, told(checkout)
    assert (checkout.folder / "results/paper.pdf").read_bytes().startswith(b"%PDF")
    records = cluster.records()
    holders = [job for job in records if "gres:gpu" in job.get("TresPerJob", "")]
    assert holders == trainings(records) and len(holders) == 7
    assert len(records) > len(holders)
    # one GPU: the next training starts when the one before it has ended
    ends = [job["EndTime"] for job in holders]
    assert all(job["StartTime"] >= end for job, end in zip(holders[1:], ends, strict=False))


def begun(checkout):
    """Whether the training of the present attempt has made a step."""
    log = checkout.folder / "logs/train_model/nca-seed0.log"
    return log.exists() and "step " in log.read_text()


def test_cancelled_requeued_and_out_of_time(tmp_path, cluster, outcome):
    """One training, met by all three: with an hour between checkpoints, each of those that it
    goes on from was written because of a signal or of the deadline."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    calm, stormy = copy_project(tmp_path / "a"), copy_project(tmp_path / "b")
    long = "checkpoint_every: 3600\nmodels: {nca: {steps: 1500, batch: 4, rollout: [10, 12]}}\n"
    for checkout in (calm, stormy):
        checkout.write("config/long.yaml", long)
    target = ["config/long.yaml", "--", f"{TRAINING}/weights.safetensors"]
    undisturbed = start(
        calm,
        *("--cores", "1", "--set-threads", "train_model=1", "--configfile", "config/tiny.yaml"),
        *target,
    )
    limits = ["--retries", "20", "--set-resources", "train_model:runtime=1", "--configfile"]
    run = start(stormy, *SLURM[:2], *SLURM[4:], *limits, "config/tiny.yaml", *target)
    comment = "rule_train_model_wildcards_nca_0"

    first = wait_for(lambda: begun(stormy) and cluster.running(comment))
    cluster.command("scancel", first)
    second = wait_for(lambda: (job := cluster.running(comment)) != first and job)
    wait_for(lambda: begun(stormy))
    cluster.command("scontrol", "requeue", second)
    # Slurm lets a requeued job wait for two minutes
    wait_for(lambda: pending(cluster, second))
    cluster.command("scontrol", "update", f"JobId={second}", "StartTime=now")

    assert run.wait() == 0, told(stormy)
    assert undisturbed.wait() == 0, told(calm)
    ended = {job["JobId"]: job for job in trainings(cluster.records())[-10:]}
    assert first in ended
    assert ended[second]["Restarts"] == "1"
    assert len(ended) > 2, "the training was too short to run out of time"
    assert same(calm, stormy)
    for fault in ("`scancel`", "`scontrol requeue`", "Slurm's time limit, a retry"):
        outcome(f"{fault}", "checkpoint, goes on by itself: bit-equal")


def pending(cluster, job):
    return cluster.command("squeue", "--noheader", "--format=%T", f"--jobs={job}") == "PENDING\n"


def same(a, b):
    """Whether two checkouts have the same weights and the same log, bit for bit."""
    histories = [(c.folder / TRAINING / "log.csv").read_bytes() for c in (a, b)]
    weights = [load_file(c.folder / TRAINING / "weights.safetensors") for c in (a, b)]
    assert weights[0].keys() == weights[1].keys()
    return histories[0] == histories[1] and all(
        weights[0][name].numpy().tobytes() == weights[1][name].numpy().tobytes()
        for name in weights[0]
    )
