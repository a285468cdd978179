"""Progress must be told for each item's share of the work, and end at the end."""

import logging

from jobs.counting import counted


def test_all_items_come_in_their_order_and_the_last_line_says_done(caplog):
    caplog.set_level(logging.INFO, "ganca")
    assert list(counted("sets", ["a", "bbb"], len)) == ["a", "bbb"]
    assert caplog.messages == ["sets: 4 of 4, 0 s left"]


def test_lines_come_now_and_then_with_the_time_left(caplog, monkeypatch):
    clock = iter([0, 10, 12, 30])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    caplog.set_level(logging.INFO, "ganca")
    list(counted("frames", range(3)))
    assert caplog.messages == ["frames: 1 of 3, 20 s left", "frames: 3 of 3, 0 s left"]
