"""Times every implementation of the rollout, and the machine's ceilings, in one run."""

from jobs.running import running, whole

import os
import subprocess
from functools import partial
from pathlib import Path

import pandas as pd
import torch

from ganca.bench.clock import interleaved, peak_memory, seconds, side_by_side
from ganca.bench.workloads import (
    Workload,
    copy,
    equipment,
    job,
    living_share,
    ours,
    product,
    subject,
    ways,
)
from ganca.data import dataset
from ganca.machine import device_name, keep_freed_memory
from ganca.model.rollout.choice import fastest
from ganca.results import write_table

ROUNDS = 3
SIZES = {"default": (28, 8, 16), "paper": (40, 16, 55)}  # side, batch, steps
SLOW = "default"  # the size at which CAX, some forty times slower, is timed


class Cax:
    """CAX in another process, in an environment of its own."""

    def __init__(self, python, worker, threads):
        processors = sorted(os.sched_getaffinity(0))[:threads]
        self.process = subprocess.Popen(
            [python, worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, processors),
        )

    def seconds(self, workload):
        request = (workload.side, workload.batch, workload.steps, int(workload.training))
        print(*request, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def contenders(works, workload, device, threads, cax):
    """name -> (a clock, how many times one run does the workload)."""
    clocks = {name: (partial(seconds, work), 1) for name, work in works.items()}
    if device == "cpu" and threads > 1:
        name = ours(fastest())
        together = side_by_side(works[name], threads)
        clocks[f"{name}, {threads} side by side"] = (together, threads)
    if cax:
        clocks["CAX"] = (partial(cax.seconds, workload), 1)
    return clocks


def ceilings(precisions, device):
    """name -> (a clock, the operations or bytes of one run)."""
    found = {f"matrix product, {name}": product(name, device) for name in precisions}
    if device == "cuda":
        found["copy of device memory"] = copy(device)
    return {name: (partial(seconds, work), amount) for name, (work, amount) in found.items()}


def measure(workload, truth, precisions, device, threads, cax):
    """Yields the table's rows about one workload and the ceilings.  threads: of torch."""
    torch.set_num_threads(threads)
    automaton, state = subject(workload, truth, device)
    found = ways(precisions, device)
    works = {name: job(way, automaton, state, workload) for name, way in found.items()}
    rolled = contenders(works, workload, device, threads, cax)
    highest = ceilings(precisions, device)
    times = interleaved({name: clock for name, (clock, _) in (rolled | highest).items()}, ROUNDS)
    kind = "training" if workload.training else "inference"
    share = living_share(state)
    peaks = {name: peak_memory(work) for name, work in works.items()}
    products = [name for name in highest if name.startswith("matrix product")]
    ceiling = max(highest[name][1] / pd.Series(times[name]).median() for name in products)
    for name, spent in times.items():
        series = pd.Series(spent)
        jobs = rolled[name][1] if name in rolled else None
        amount = jobs * workload.operations if jobs else highest[name][1]
        yield {
            "workload": str(workload),
            "kind": kind,
            "living": share,
            "threads": threads,
            "contender": name,
            "seconds": series.median(),
            "quickest": series.min(),
            "slowest": series.max(),
            "rounds": len(series),
            "peak_bytes": peaks.get(name),
            "updates_per_second": jobs and jobs * workload.updates / series.median(),
            "giga_per_second": amount / series.median() / 1e9,  # operations; of a copy, bytes
            "share": jobs and amount / series.median() / ceiling,  # of the fastest matrix product
        }


def workloads():
    """Each size with and without a backward pass, and whether slow contenders take part."""
    for size, shape in SIZES.items():
        for training in (True, False):
            yield Workload(*shape, training), size == SLOW


with running(snakemake) as log:
    params = snakemake.params
    device, precisions = equipment()
    keep_freed_memory()  # as trainings do
    truth = dataset.load(snakemake.input.pictures).where("train").truth()
    installed = Path(params.cax).exists()
    if not installed:
        log.warning("CAX is left out; `make %s` installs it", Path(params.cax).parts[0])
    table = []
    for threads in sorted({1, snakemake.threads}) if device == "cpu" else [snakemake.threads]:
        cax = Cax(params.cax, snakemake.input.worker, threads) if installed else None
        for workload, all_take_part in workloads():
            log.info("%s, %d threads", workload, threads)
            here = cax if all_take_part else None
            table += measure(workload, truth, precisions, device, threads, here)
        if cax:
            cax.close()
    with whole(snakemake.output.table) as path:
        rows = pd.DataFrame(table).assign(device=device_name(device))
        write_table(path, rows, "%.5g")
