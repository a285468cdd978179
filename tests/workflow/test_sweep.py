"""Many trainings at once: they are planned quickly, and fan out over a cluster."""

import resource

import pandas as pd
from checkout import duplicate

SWEEP = f"seeds: {list(range(20))}\n"  # with the tiny configuration's eleven models


def test_two_hundred_trainings_are_planned_in_ten_seconds(fresh):
    """In seconds of this process's children on the processor: others share it with us."""
    tiny = fresh.folder / "config/tiny.yaml"
    tiny.write_text(tiny.read_text() + SWEEP)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    planned = fresh.planned()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert planned["train_model"] == 220
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 10


def test_more_seeds_train_these_alone(made):
    """Named on the command line, where Snakemake leaves the numbers of a list texts."""
    assert made.planned("--config", "seeds=[0, 1]")["train_model"] == 11


def test_a_further_seed_of_one_model_trains_that_alone_and_counts_in_the_tables(made):
    planned = made.planned("--config", "further_seeds={ganca-simple: [0, 1]}")
    assert planned["train_model"] == planned["evaluate_model"] == 1
    assert {"summarize_metrics", "judge_claims", "typeset_paper"} <= set(planned)


def test_a_further_seed_of_the_supervised_automaton_is_judged_as_far_as_the_first(made, tmp_path):
    """A claim asks how its error on training pictures grows, though few are grown beyond the first
    horizon.
    """
    checkout, claims = duplicate(made, tmp_path / "copy"), "results/tables/claims.csv"
    told = "evaluation: {beyond: [drawings], far: [61]}\nfurther_seeds: {nca: [1]}\n"
    checkout.write("config/far.yaml", f"extends: config/tiny.yaml\n{told}")
    run = checkout.snakemake("--", claims, config="config/far.yaml")
    assert run.returncode == 0, run.stdout[-5000:]
    judged = pd.read_csv(checkout.folder / claims).set_index("name").loc["stable_beyond_training"]
    assert "after 61 steps" in judged.measure
    assert judged.seeds == 2 and judged.least < judged.most


def test_more_steps_go_on_from_the_finished_training(made, tmp_path):
    """As they can where the learning rate is constant."""
    checkout = duplicate(made, tmp_path / "copy")
    tiny = checkout.folder / "config/tiny.yaml"
    steps = "  ganca-simple: *tiny", "  ganca-simple: {<<: *tiny, steps: 9}"
    tiny.write_text(tiny.read_text().replace(*steps))
    assert checkout.planned("--", "train") == {"train": 1, "train_model": 1}
    run = checkout.snakemake("train")
    assert run.returncode == 0, run.stdout
    log = (checkout.folder / "logs/train_model/ganca-simple-seed0.log").read_text()
    assert "goes on after step 6" in log and "step 9/9" in log
    history = (checkout.folder / "results/models/ganca-simple/seed0/log.csv").read_text()
    assert [line.split(",")[0] for line in history.split()] == ["step", *"123456789"]
