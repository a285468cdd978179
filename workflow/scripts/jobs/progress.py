"""How far a training has come: as a bar in the terminal, as a line now and then in the log."""

import logging
import math
import sys
import time

from tqdm import tqdm

BETWEEN_LINES = 15.0  # seconds

log = logging.getLogger("ganca")


class Progress:
    """Shows step, losses and time left: as a bar in a terminal, else as lines."""

    def __init__(self, name, steps):
        self.name, self.steps = name, steps
        self.bar = tqdm(total=steps, desc=name, unit="step", disable=not sys.stderr.isatty())
        self.first, self.told, self.validation = None, 0.0, math.nan

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()

    def show(self, step, losses, seconds):
        """Reports a step, the seconds spent so far, and its losses by name."""
        if self.first is None:
            self.first = step - 1, time.monotonic()
            if step > 1:
                log.info("%s: goes on after step %d", self.name, step - 1)
        if not math.isnan(losses["validation"]):
            self.validation = losses["validation"]
        losses = losses | {"validation": self.validation}
        words = ", ".join(f"{k} {v:.3g}" for k, v in losses.items() if not math.isnan(v))
        self.bar.set_postfix_str(words, refresh=False)
        self.bar.update(step - self.bar.n)
        if time.monotonic() - self.told >= BETWEEN_LINES or step == self.steps:
            self.told = time.monotonic()
            left = self.left(step)
            line = f"{self.name}: step {step}/{self.steps}, {words}, {seconds:.0f} s"
            # debug goes to the log file only: a line would tear the bar apart
            level = logging.INFO if self.bar.disable else logging.DEBUG
            log.log(level, "%s, %.0f s left", line, left)

    def left(self, step):
        """Seconds until the last step, at the pace since this job started."""
        begun, at = self.first
        return (time.monotonic() - at) / max(1, step - begun) * (self.steps - step)
