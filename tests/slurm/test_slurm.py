"""The workflow on a real Slurm: from font to paper, and through interruptions."""

import os
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from checkout import SNAKEMAKE, copy_project, duplicate
from safetensors.torch import load_file

CONFIG = Path(__file__).with_name("config.yaml")
MODELS = ("blank", "nca", "nature", "ganca", "improved", "wgan")
RUNS = [(model, seed) for model in MODELS for seed in (0, 1)]
# Jobs of seconds on one machine: no reason to wait long for states or files.
SLURM = ["--profile", "slurm", "--slurm-init-seconds-before-status-checks", "2"]
SLURM += ["--latency-wait", "5"]
STALL = 35  # seconds: half a minute before its time limit of one minute, a training stops


@pytest.fixture(scope="module")
def started():
    """A function that starts Snakemake in a checkout, its output in run.log."""
    processes = []

    def start(checkout, *arguments):
        with open(checkout.folder / "run.log", "w") as log:
            command = [SNAKEMAKE, *SLURM, *arguments]
            process = subprocess.Popen(
                command, cwd=checkout.folder, stdout=log, stderr=subprocess.STDOUT
            )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def calm(tmp_path_factory, cluster, started):
    """A checkout in which the paper has been made on the cluster, nothing disturbing it."""
    checkout = copy_project(tmp_path_factory.mktemp("calm"))
    shutil.copy(CONFIG, checkout.folder / "config/config.yaml")
    assert started(checkout).wait() == 0, told(checkout)
    return checkout


@pytest.fixture(scope="module")
def records(calm, cluster):
    """Slurm's records of the jobs that made the paper."""
    return [job for job in cluster.records() if job["WorkDir"] == str(calm.folder)]


def told(checkout):
    return (checkout.folder / "run.log").read_text()[-5000:]


def trainings(records):
    return [job for job in records if job["Comment"].startswith("rule_train_model")]


def overlap(a, b):
    """Whether two jobs ran at the same time."""
    return a["StartTime"] < b["EndTime"] and b["StartTime"] < a["EndTime"]


def pairs(jobs):
    return [(a, b) for i, a in enumerate(jobs) for b in jobs[:i]]


def log_of(checkout, model, seed):
    """What a training's present attempt has logged."""
    log = checkout.folder / f"logs/train_model/{model}-seed{seed}.log"
    return log.read_text() if log.exists() else ""


def test_processes_are_tracked_as_on_most_clusters(cluster):
    if not os.access("/sys/fs/cgroup/freezer/cgroup.procs", os.W_OK):
        pytest.skip(
            "no freezer cgroup here: a signal reaches all of a job's processes, and the tests "
            "below would not notice a training that most clusters leave untold"
        )
    assert "proctrack/cgroup" in cluster.command("scontrol", "show", "config")


def test_from_font_to_paper(calm):
    assert (calm.folder / "results/paper.pdf").read_bytes().startswith(b"%PDF")


def test_trainings_and_only_they_hold_a_gpu(records):
    holders = [job for job in records if job["gpus"]]
    assert holders == trainings(records)
    assert len(holders) == len(RUNS) and all(len(job["gpus"]) == 1 for job in holders)
    assert len(records) > len(holders)


def test_no_two_trainings_share_a_gpu_though_several_run_at_once(records):
    at_once = [(a, b) for a, b in pairs(trainings(records)) if overlap(a, b)]
    assert at_once
    assert not [(a, b) for a, b in at_once if a["gpus"] & b["gpus"]]


def test_a_training_sees_the_gpu_that_it_holds(calm, records):
    held = {job["Comment"].split("wildcards_")[1]: job["gpus"] for job in trainings(records)}
    for model, seed in RUNS:
        (gpu,) = held[f"{model}_{seed}"]
        assert f"sees GPU {gpu} alone" in log_of(calm, model, seed)


class Storm:
    """A checkout whose trainings run on the cluster once more, each disturbed in its own way."""

    def __init__(self, checkout, cluster, faults):
        self.checkout, self.cluster, self.faults = checkout, cluster, faults
        self.waiting, self.process = dict(faults), None
        for made in ("models", "checkpoints"):
            shutil.rmtree(checkout.folder / "results" / made)
        shutil.rmtree(checkout.folder / "logs")

    @property
    def weights(self):
        """Of the trainings to disturb."""
        return [f"{folder(run)}/weights.safetensors" for run in self.faults]

    def under_way(self):
        return self.process.poll() is None

    def strike(self):
        """Disturbs each training once, one after the other, as soon as it can be."""
        for run, fault in list(self.waiting.items()):
            comment = "rule_train_model_wildcards_{}_{}".format(*run)
            jobs = self.cluster.running()
            job = next((job for job in jobs if jobs[job] == comment), None)
            if not job or not fault.may_strike(self.checkout, run):
                return
            del self.waiting[run]
            fault.strike(self.cluster, job)


class Cancelled:
    """scancel, after which Snakemake submits the training again."""

    row = "`scancel`"

    def may_strike(self, checkout, run):
        """Whether the training has made a step."""
        return "step " in log_of(checkout, *run)

    def strike(self, cluster, job):
        cluster.command("scancel", job)


class Requeued(Cancelled):
    row = "`scontrol requeue`"

    def strike(self, cluster, job):
        cluster.command("scontrol", "requeue", job)


class Preempted(Cancelled):
    """A job of higher priority that needs the memory of the training.

    The first fault of all: Slurm preempts nothing while other jobs are on their way out.
    """

    row = "Slurm's preemption (REQUEUE)"

    def strike(self, cluster, job):
        urgent = ["--partition=urgent", "--mem=40000", "--comment=urgent"]
        urgent += ["--output=/dev/null", "--wrap=sleep 2"]
        cluster.command("sbatch", *urgent)
        end = time.monotonic() + 10
        while job in cluster.running() and time.monotonic() < end:
            time.sleep(0.2)


class OutOfTime(Cancelled):
    """The training stands still until its time is nearly up."""

    row = "Slurm's time limit, a retry"

    def strike(self, cluster, job):
        cluster.command("scontrol", "suspend", job)
        threading.Timer(STALL, cluster.command, ["scontrol", "resume", job]).start()


class Killed(Cancelled):
    """kill -9 of all processes of the job."""

    row = "`kill -9` of the whole job: no signal, a checkpoint every second"

    def may_strike(self, checkout, run):
        """Whether there is a checkpoint."""
        found = (checkout.folder / "results/checkpoints").glob("{}/seed{}/step-*".format(*run))
        return any(found)

    def strike(self, cluster, job):
        cluster.command("scancel", "--signal=KILL", "--full", job)


def start_what_was_requeued(cluster):
    """Slurm lets requeued jobs wait for two minutes: not here."""
    jobs = cluster.command("squeue", "--noheader", "--states=PENDING", "--format=%i %r")
    for job, reason in (line.split(maxsplit=1) for line in jobs.splitlines()):
        if reason == "BeginTime":
            cluster.command("scontrol", "update", f"JobId={job}", "StartTime=now")


def folder(run):
    return "results/models/{}/seed{}".format(*run)


def for_run(model, seed, value, otherwise):
    """A resource that one training alone has, as --set-resources takes it."""
    here = f"wildcards.model == {model!r} and wildcards.seed == '{seed}'"
    return f"{value!r} if {here} else {otherwise!r}"


def test_interrupted_trainings_end_as_if_undisturbed(calm, cluster, started, tmp_path, outcome):
    """All at once; an hour between checkpoints where a signal or the deadline brings one."""
    warned = Storm(
        duplicate(calm, tmp_path / "warned"),
        cluster,
        {
            ("blank", 0): Preempted(),
            ("nca", 0): Cancelled(),
            ("nca", 1): OutOfTime(),
            ("ganca", 0): Requeued(),
        },
    )
    killed = Storm(duplicate(calm, tmp_path / "killed"), cluster, {("ganca", 1): Killed()})
    resources = [
        f"train_model:slurm_partition={for_run('blank', 0, 'spot', 'main')}",
        f"train_model:mem_mb={for_run('blank', 0, 40000, 4000)}",
        f"train_model:runtime={for_run('nca', 1, 1, 60)}",
    ]
    resources = ["--set-resources", *resources, "--", *warned.weights]
    warned.process = started(warned.checkout, *resources)
    killed.process = started(
        killed.checkout, "--config", "checkpoint_every=1", "--", *killed.weights
    )
    while warned.under_way() or killed.under_way():
        warned.strike()
        if not warned.waiting:
            killed.strike()
        start_what_was_requeued(cluster)
        time.sleep(0.3)
    for storm in (warned, killed):
        assert storm.process.returncode == 0, told(storm.checkout)
        assert not storm.waiting
        for run, fault in storm.faults.items():
            assert goes_on(storm.checkout, run), fault.row
            assert same(calm, storm.checkout, run), fault.row
            outcome(fault.row, "goes on by itself from a checkpoint: bit-equal")


def goes_on(checkout, run):
    """Whether the last attempt began where the one before had stopped."""
    return re.search(r"goes on after step \d+\n", log_of(checkout, *run)) is not None


def same(a, b, run):
    """Whether two checkouts have the same weights and the same log of a run, bit for bit."""
    places = [checkout.folder / folder(run) for checkout in (a, b)]
    weights = [load_file(place / "weights.safetensors") for place in places]
    logs = [(place / "log.csv").read_bytes() for place in places]
    assert weights[0].keys() == weights[1].keys()
    return logs[0] == logs[1] and all(
        weights[0][name].numpy().tobytes() == weights[1][name].numpy().tobytes()
        for name in weights[0]
    )
