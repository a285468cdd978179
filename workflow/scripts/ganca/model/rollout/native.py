"""The matrix products of a rollout in C, compiled for this machine's processor.

native_bfloat16.c is for processors with AVX-512 BF16 (AMD since Zen 4, Intel since Cooper Lake),
native_float32.c for any with AVX2.  Both need a C compiler.  Neighbourhoods are read where they
lie instead of being gathered.
"""

import ctypes
import os
import shlex
import subprocess
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path

import torch

from ganca.errors import InputWarning
from ganca.model.automaton import CHANNELS, HIDDEN

OPTIONS = ["-O3", "-std=c11", "-shared", "-fPIC"]
PROCESSOR = {
    "bfloat16": ["-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512bf16"],
    "float32": ["-march=native", "-ffp-contract=fast", "-Wno-psabi"],
}
TRIPLE = 3 * CHANNELS  # the cells side by side in one row of a neighbourhood
SEEN = 3 * TRIPLE + 4  # inputs, the bias's one, and filling, as in native_bfloat16.c
TILE = 16  # columns, as in native_float32.c
POINTER, NUMBER = ctypes.c_void_p, ctypes.c_int64


@cache
def library(dtype):
    """The functions compiled for factors of this type, or None where they can't be had.

    Each process compiles for itself, in half a second: no file stays that could be out of date.
    Warns where only a compiler is missing.  CC: another one than `cc`.
    """
    if not suited(dtype):
        return None
    name = str(dtype).removeprefix("torch.")
    source = Path(__file__).with_name(f"native_{name}.c")
    compiler = shlex.split(os.environ.get("CC") or "cc")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "native.so")
        command = [*compiler, *OPTIONS, *PROCESSOR[name], "-o", str(path), str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
            compiled = ctypes.CDLL(str(path))
        except (OSError, subprocess.CalledProcessError) as error:
            reason = getattr(error, "stderr", "") or str(error)
            warnings.warn(
                f"rollouts take nearly twice as long: {compiler[0]} didn't compile {source.name} "
                f"({reason.splitlines()[0]}); install a C compiler or name one in CC",
                InputWarning,
                stacklevel=2,
            )
            return None
    seen = [POINTER, POINTER, NUMBER, NUMBER, POINTER]
    compiled.update.argtypes = [*seen, POINTER, POINTER, ctypes.c_float, POINTER]
    compiled.update_back.argtypes = [*seen, *[POINTER] * 6]
    compiled.update.restype = compiled.update_back.restype = None
    return compiled


def suited(dtype):
    """Whether this machine's processor has what the functions for this type are written for."""
    if dtype == torch.bfloat16:
        return torch.cpu._is_avx512_bf16_supported()
    return dtype == torch.float32 and torch.backends.cpu.get_cpu_capability().startswith("AVX")


class Weights(ctypes.Structure):
    """As in the sources in C."""

    _fields_ = [(name, POINTER) for name in ("w1", "b1", "w2", "b2", "w1_back", "w2_back")]


class NativeProducts:
    """`products.Products`, a share of the pictures for each of torch's threads."""

    def __init__(self, weights, shape, dtype):
        self.dtype, self.library = dtype, library(dtype)
        pack = packed_in_pairs if dtype == torch.bfloat16 else packed_in_tiles
        self.packed = pack(*(weight.detach() for weight in weights))
        self.weights = Weights(*map(pointer, self.packed))
        batch, height, width = shape
        self.down = width + 2
        threads = min(torch.get_num_threads(), batch)
        self.bounds = torch.arange(threads + 1) * batch // threads * (height + 2) * self.down
        self.pool = ThreadPoolExecutor(threads) if threads > 1 else None
        sizes = (SEEN, HIDDEN), (CHANNELS, HIDDEN), (CHANNELS,)
        self.sums = [[torch.zeros(size) for size in sizes] for _ in range(threads)]

    def shares(self, rows):
        """The slices of the living rows that each thread works on: those of its own pictures."""
        ends = torch.searchsorted(rows, self.bounds).tolist()
        return [slice(*pair) for pair in pairwise(ends)]

    def each(self, function, rows):
        """Calls function(slice of rows, sums) for each share, at the same time."""
        list((self.pool.map if self.pool else map)(function, self.shares(rows), self.sums))

    def update(self, cells, rows, noise, strength, keep):
        table = cells.to(self.dtype, copy=True)
        hidden = torch.empty(len(rows), HIDDEN, dtype=self.dtype) if keep else None

        def of(share, sums):
            shared = (part if part is None else part[share] for part in (hidden, noise))
            self.library.update(
                *self.seen(table, rows[share]), *map(pointer, shared), strength, pointer(cells)
            )

        self.each(of, rows)
        return table, rows, hidden

    def update_back(self, table, rows, hidden, d_cells):
        d_change = d_cells.index_select(0, rows)

        def of(share, sums):
            kept = None if hidden is None else hidden[share]
            targets = kept, d_change[share], d_cells, *sums
            self.library.update_back(*self.seen(table, rows[share]), *map(pointer, targets))

        self.each(of, rows)

    def seen(self, table, rows):
        """What both functions are told first."""
        weights = ctypes.addressof(self.weights)
        return pointer(table), pointer(rows), len(rows), self.down, weights

    def gradients(self):
        d_w1, d_w2, d_b2 = (torch.stack(parts).sum(0) for parts in zip(*self.sums, strict=True))
        return d_w1[: 3 * TRIPLE], d_w1[3 * TRIPLE], d_w2.t(), d_b2


def packed_in_pairs(w1, b1, w2, b2):
    """Weights as native_bfloat16.c takes them."""
    return [
        halves(pairs(w1)),
        b1.contiguous(),
        pairs(w2),
        b2.contiguous(),
        torch.stack([pairs(part.t()) for part in w1.split(TRIPLE)]),
        halves(pairs(w2.t())),
    ]


def packed_in_tiles(w1, b1, w2, b2):
    """Weights as native_float32.c takes them."""
    b1, b2 = b1.contiguous(), b2.contiguous()
    return [tiles(w1), b1, tiles(w2), b2, tiles(w1.t()), tiles(w2.t())]


def tiles(matrix):
    """(inputs, columns), 16 columns after the other: (columns / 16, inputs, 16)."""
    return matrix.unflatten(1, (-1, TILE)).transpose(0, 1).contiguous()


def pairs(matrix):
    """(inputs, columns) as bfloat16 pairs of inputs, (inputs / 2, columns, 2)."""
    return matrix.to(torch.bfloat16).unflatten(0, (-1, 2)).transpose(1, 2).contiguous()


def halves(paired):
    """Pairs of inputs, their first 64 columns before the others: (2, inputs / 2, 64, 2)."""
    return paired.unflatten(1, (2, HIDDEN // 2)).transpose(0, 1).contiguous()


def pointer(tensor):
    """Where a contiguous tensor's values lie; None for None."""
    return None if tensor is None else tensor.data_ptr()
