"""How far a job has come that does one thing after another, in the terminal and in its log."""

import logging
import sys
import time

from tqdm import tqdm

BETWEEN_LINES = 5.0  # seconds

log = logging.getLogger("ganca")


def counted(name, items, size=lambda item: 1):
    """Yields the items; tells how many are done and the seconds left, as a bar or else as lines.

    size: how much work an item is.
    """
    items = list(items)
    total, done = sum(map(size, items)), 0
    begun = told = time.monotonic()
    bar = tqdm(total=total, desc=name, disable=not sys.stderr.isatty())
    # debug goes to the log file only: a line would tear the bar apart
    level = logging.INFO if bar.disable else logging.DEBUG
    with bar:
        for item in items:
            yield item
            done += size(item)
            bar.update(size(item))
            now = time.monotonic()
            if now - told >= BETWEEN_LINES or done == total:
                told = now
                left = (now - begun) / max(done, 1) * (total - done)
                log.log(level, "%s: %d of %d, %.0f s left", name, done, total, left)
