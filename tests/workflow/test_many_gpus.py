"""A machine with several GPUs trains one model on each at a time."""

import json

import pytest
from checkout import duplicate

# In place of a training: it says when it held which GPU, and makes files that nothing reads.
STAND_IN = """
import json, time
from pathlib import Path
from jobs.gpus import only_one

with only_one() as gpu:
    begun = time.time()
    time.sleep(4)
    record = {"gpu": gpu, "begun": begun, "ended": time.time()}
for path in snakemake.output:
    Path(path).write_text(json.dumps(record))
"""

RECORDS = [f"results/models/{model}/seed0/run.json" for model in ("blank", "nca", "nature")]


@pytest.fixture
def stand_in(made, tmp_path):
    """A copy of the finished checkout in which trainings only hold a GPU for a while."""
    checkout = duplicate(made, tmp_path / "copy")
    checkout.write("workflow/scripts/train_model.py", STAND_IN)
    return checkout


def trained(checkout):
    return [json.loads((checkout.folder / record).read_text()) for record in RECORDS]


def most_at_once(runs):
    """How many of the runs there were at the same time, at most."""
    return max(sum(a["begun"] <= b["begun"] < a["ended"] for a in runs) for b in runs)


def test_two_gpus_train_two_models_at_once_each_on_its_own(stand_in, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    run = stand_in.snakemake("--cores", "4", "--", *RECORDS)
    assert run.returncode == 0, run.stdout
    runs = trained(stand_in)
    assert most_at_once(runs) == 2
    for gpu in ("0", "1"):
        assert most_at_once([run for run in runs if run["gpu"] == gpu]) == 1
