"""Each training on a machine with several GPUs gets one of its own."""

import multiprocessing
import os
import tempfile

import pytest

from jobs import gpus

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A function that gives this machine GPUs; the lock files lie in a folder of the test's."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda names: monkeypatch.setenv(gpus.VISIBLE, names)


class Holder:
    """A process that takes a GPU and holds it until it is told to go."""

    def __init__(self):
        self.answers, self.gone = FORK.Queue(), FORK.Event()
        self.process = FORK.Process(target=self.body)
        self.process.start()
        self.gpu, self.seen = self.answers.get(timeout=30)

    def body(self):
        with gpus.only_one() as gpu:
            self.answers.put((gpu, os.environ.get(gpus.VISIBLE)))
            self.gone.wait(30)

    def leave(self):
        self.gone.set()
        self.process.join()

    def die(self):
        self.process.kill()
        self.process.join()


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("0", ["0"]),
        ("2, 3", ["2", "3"]),
        ("MIG-1a/7/0,MIG-1a/8/0", ["MIG-1a/7/0", "MIG-1a/8/0"]),
        ("", []),
        ("-1", []),
        ("1,-1,2", ["1"]),
    ],
)
def test_the_environment_says_which_are_visible(machine, listed, names):
    machine(listed)
    assert gpus.visible() == names


@pytest.mark.parametrize("ending", [Holder.leave, Holder.die])
def test_trainings_at_once_hold_different_ones(machine, ending):
    machine("0,1,MIG-1a/7/0")
    holders = [Holder() for _ in range(3)]
    assert {holder.gpu for holder in holders} == {"0", "1", "MIG-1a/7/0"}
    assert all(holder.seen == holder.gpu for holder in holders)
    ending(holders[1])
    after = Holder()
    assert after.gpu == holders[1].gpu
    for holder in (holders[0], holders[2], after):
        holder.leave()


def test_more_trainings_than_gpus_are_spread_evenly(machine):
    machine("0,1")
    holders = [Holder() for _ in range(4)]
    assert sorted(holder.gpu for holder in holders) == ["0", "0", "1", "1"]
    for holder in holders:
        holder.leave()


@pytest.mark.parametrize(("listed", "gpu"), [("7", "7"), ("", None)])
def test_there_is_nothing_to_choose_from_one_or_none(machine, tmp_path, listed, gpu):
    machine(listed)
    with gpus.only_one() as mine:
        assert mine == gpu and os.environ[gpus.VISIBLE] == listed
    assert not list(tmp_path.iterdir())
