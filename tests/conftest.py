"""One thread a test process: small tensors gain nothing from more, and lose much where the
processor is shared."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
