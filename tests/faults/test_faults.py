"""Faults that a training meets: it ends as if undisturbed, or says in one line why it can't.

The bytes of weights and log are compared with those of an undisturbed training; after each fault
every declared output is whole or absent.
"""

import json
import math
import os
import random
import signal
import subprocess
from pathlib import Path

import pytest
from faults.training_run import FORK, TrainingRun

from ganca.train import checkpoint, steps
from ganca.train.trainer import Training

KILLED = -signal.SIGKILL
TRY_AGAIN = 75
REFUSED = 1


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    run = TrainingRun(tmp_path_factory.mktemp("undisturbed"))
    assert run.finish() == 0
    return run


def ends_the_same(run, undisturbed):
    """Whether a run, started once more, ends with the bytes of the undisturbed one."""
    return run.finish() == 0 and all(
        run.content(name) == undisturbed.content(name) for name in ("weights", "history")
    )


def outputs_are_whole(run, undisturbed):
    """Whether each declared output is absent or complete."""
    record = run.content("record")
    return (record is None or json.loads(record)["seed"] == 3) and all(
        run.content(name) in (None, undisturbed.content(name)) for name in ("weights", "history")
    )


def kill_itself(*_):
    """Ends this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def at_step(number, action):
    """A disturbance: once the training has made this many steps, `action` is called."""

    def disturb():
        advance = Training.advance

        def advance_then_act(training):
            losses = advance(training)
            if training.step == number:
                action()
            return losses

        Training.advance = advance_then_act

    return disturb


def at_call(holder, name, number, after):
    """A disturbance: kill -9 right before (or after) the `number`th call of holder.name."""

    def disturb():
        whole, calls = getattr(holder, name), []

        def fatal(*arguments):
            calls.append(arguments)
            if len(calls) == number and not after:
                kill_itself()
            result = whole(*arguments)
            return result if len(calls) != number else kill_itself()

        setattr(holder, name, fatal)

    return disturb


def test_killed_at_random_moments(tmp_path, undisturbed, outcome):
    """A checkpoint follows each step, so that many of the kills fall on its writing."""
    draw, run, kills = random.Random(4), TrainingRun(tmp_path), 0
    for _ in range(20):
        process = run.start()
        process.join(draw.uniform(0.05, 0.8))
        process.kill()
        process.join()
        kills += process.exitcode == KILLED
        assert outputs_are_whole(run, undisturbed)
    assert kills >= 4  # the last ones may find a training that is done
    assert ends_the_same(run, undisturbed)
    outcome("`kill -9` at twenty random moments, a checkpoint after each step", "bit-equal")


@pytest.mark.parametrize(
    ("moment", "name", "number", "after"),
    [
        ("before its content is flushed", "flush", 5, False),
        ("between flush and rename", "flush", 5, True),
        ("between rename and the flush of the folder", "flush_folder", 3, False),
        ("before an old one is deleted", "flush_folder", 3, True),
    ],
)
def test_killed_while_a_checkpoint_is_written(
    tmp_path, undisturbed, outcome, moment, name, number, after
):
    run = TrainingRun(tmp_path)
    assert run.finish(at_call(checkpoint, name, number, after)) == KILLED
    assert checkpoint.newest_first(run.checkpoints)
    assert ends_the_same(run, undisturbed)
    outcome(f"`kill -9` while a checkpoint is written, {moment}", "bit-equal")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_while_an_output_gets_its_name(tmp_path, undisturbed, outcome, after):
    run = TrainingRun(tmp_path, every=3600.0)
    # renamed: one checkpoint, then log.csv, run.json and the weights
    assert run.finish(at_call(Path, "replace", 3, after)) == KILLED
    assert run.content("weights") is None and outputs_are_whole(run, undisturbed)
    assert ends_the_same(run, undisturbed)
    where = "after" if after else "before"
    outcome(f"`kill -9` between the outputs, {where} one gets its name", "bit-equal")


def spoil(number):
    """A disturbance: the loss of this step is no number."""

    def disturb():
        descend = steps.descend

        def descend_spoilt(training, loss):
            return descend(training, loss * math.nan if training.step == number - 1 else loss)

        steps.descend = descend_spoilt

    return disturb


def test_a_loss_that_is_no_number(tmp_path, undisturbed, outcome):
    run = TrainingRun(tmp_path)
    assert run.finish(spoil(8)) == REFUSED
    assert outputs_are_whole(run, undisturbed)
    assert len(run.errors()) == 1 and "step 8: loss nan" in run.errors()[0]
    assert ends_the_same(run, undisturbed)
    outcome("a loss of nan at step 8", "one line, exit 1; if it doesn't come again: bit-equal")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_twice(tmp_path, undisturbed, outcome, number):
    """With an hour between checkpoints, there is only the one that the signal brought."""
    run = TrainingRun(tmp_path, every=3600.0)

    def tell():
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    assert run.finish(at_step(7, tell)) == TRY_AGAIN
    assert [path.name[:13] for path in checkpoint.newest_first(run.checkpoints)] == [
        "step-00000007"
    ]
    assert ends_the_same(run, undisturbed)
    outcome(f"{number.name}, twice", f"checkpoint, exit {TRY_AGAIN}; run again: bit-equal")


def fill(folder):
    """Leaves no byte free."""
    with open(folder / "filler", "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 4096)
        except OSError:
            return


@pytest.mark.parametrize("step", [7, 20])
def test_a_full_disk(disk, undisturbed, outcome, step):
    """Full in the middle, when a checkpoint is due; and at the end, when the outputs are."""
    run = TrainingRun(disk, every=0.0 if step == 7 else 3600.0)
    if step == 7:
        assert run.finish(at_step(7, lambda: fill(disk))) == REFUSED
    else:
        run.finish()
        for path in run.results.iterdir():
            path.unlink()
        fill(disk)
        assert run.finish() == REFUSED
    assert outputs_are_whole(run, undisturbed)
    assert len(run.errors()) == 1 and "No space left on device" in run.errors()[0]
    (disk / "filler").unlink()
    assert ends_the_same(run, undisturbed)
    due = "a checkpoint is" if step == 7 else "the outputs are"
    outcome(f"full disk when {due} written", "one line, exit 1; with room again: bit-equal")


def test_a_folder_that_may_not_be_written(disk, undisturbed, outcome):
    run = TrainingRun(disk)
    subprocess.run(["mount", "-o", "remount,ro", run.folder], check=True)
    assert run.finish() == REFUSED
    assert len(run.errors()) == 1 and "Read-only file system" in run.errors()[0]
    subprocess.run(["mount", "-o", "remount,rw", run.folder], check=True)
    assert ends_the_same(run, undisturbed)
    outcome("read-only folder", "one line before the first step, exit 1; writable: bit-equal")


def test_two_trainings_in_one_folder(tmp_path, undisturbed, outcome):
    run = TrainingRun(tmp_path)
    reached, go_on = FORK.Event(), FORK.Event()
    first = run.start(at_step(7, lambda: reached.set() or go_on.wait()))
    assert reached.wait(60)
    assert run.finish() == REFUSED
    go_on.set()
    first.join()
    assert first.exitcode == 0
    assert len(run.errors()) == 1 and "another training is at work here" in run.errors()[0]
    assert ends_the_same(run, undisturbed)
    outcome("a second training in the same folder", "one line, exit 1; the first: bit-equal")


def test_a_damaged_checkpoint(tmp_path, undisturbed, outcome):
    run = TrainingRun(tmp_path)
    assert run.finish(at_step(9, kill_itself)) == KILLED
    newest = checkpoint.newest_first(run.checkpoints)[0]
    newest.write_bytes(newest.read_bytes()[:-100])
    assert ends_the_same(run, undisturbed)
    assert f"{newest.name}: damaged" in run.told()
    outcome("newest checkpoint cut short", "a warning, the one before is used: bit-equal")
