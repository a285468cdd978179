"""Many trainings at once: they are planned quickly, and fan out over a cluster."""

import resource

SWEEP = f"seeds: {list(range(29))}\n"  # with the tiny configuration's seven models


def test_two_hundred_trainings_are_planned_in_ten_seconds(fresh):
    """In seconds of this process's children on the processor: others share it with us."""
    tiny = fresh.folder / "config/tiny.yaml"
    tiny.write_text(tiny.read_text() + SWEEP)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    planned = fresh.planned()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert planned["train_model"] == 203
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 10
