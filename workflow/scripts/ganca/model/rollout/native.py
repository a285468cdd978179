"""The matrix products of a rollout in C, compiled for this machine's processor.

native_tiles.c is for processors with tiles for bfloat16 (Intel since Sapphire Rapids),
native_bfloat16.c for those with AVX-512 BF16 (AMD since Zen 4), native_float32.c for any with
AVX2.  All need a C compiler.
"""

import ctypes
import subprocess
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import torch
from torch.nn import functional as F

from ganca.errors import InputWarning
from ganca.model.automaton import ALIVE, ALPHA
from ganca.model.rollout import compiler
from ganca.model.rollout.noise import Struct

TILE = 16  # columns, as in native_float32.c and native_tiles.c
DEPTH = 32  # as in native_tiles.c
# What makes six weights of three beside each other: the matrix G of Winograd's F(4, 3) with the
# points 0, 1, -1, 2, -2 and infinity (Lavin and Gray 2016, section 4.1).
SIX = torch.tensor([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
PART, TRIO = 64, 48  # columns, as in native_bfloat16.c
POINTER, NUMBER = ctypes.c_void_p, ctypes.c_int64


@dataclass(frozen=True)
class Kernel:
    """A source in C and how it is used.

    name: of the source, native_<name>.c.  dtype: of the factors.  options: of the compiler.
    pack: W1, b1, W2, b2 as the source takes them.  suits: whether this machine's processor has the
    instructions.  hidden: what the width of the hidden layer must be a multiple of; the channels
    one of 16.  filled: what W1's gradient, the bias's behind it, is filled up to a multiple of.
    columns: of a neighbourhood in W1's gradient.  unpack: W1's gradient out of it.
    """

    name: str
    dtype: torch.dtype
    options: tuple
    pack: Callable
    suits: Callable
    hidden: int
    filled: int
    columns: int = 3
    unpack: Callable = lambda d_w1: d_w1

    def takes(self, channels, hidden):
        """Whether it is written for automata of this size."""
        return channels % TILE == 0 and hidden % self.hidden == 0


@cache
def library(kernel, channels, hidden):
    """A kernel's functions, compiled for automata of this size; None where they can't be had.

    Warns where only a compiler is missing.
    """
    if not (kernel.takes(channels, hidden) and kernel.suits()):
        return None
    source = Path(__file__).with_name(f"native_{kernel.name}.c")
    sizes = [f"-DCHANNELS={channels}", f"-DHIDDEN={hidden}"]
    sizes += [f"-DALPHA={ALPHA}", f"-DALIVE={ALIVE}f"]
    try:
        compiled = compiler.load(source, [*kernel.options, *sizes])
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        warnings.warn(
            f"rollouts take longer: {compiler.name()[0]} didn't compile {source.name} "
            f"({reason.splitlines()[0]}); install a C compiler or name one in CC",
            InputWarning,
            stacklevel=2,
        )
        return None
    told = [POINTER, NUMBER, NUMBER, NUMBER, POINTER, POINTER]
    compiled.grow.argtypes = [*told, POINTER]
    compiled.grow_back.argtypes = [*told, *[POINTER] * 3]
    compiled.grow.restype = compiled.grow_back.restype = None
    if hasattr(compiled, "allowed") and not compiled.allowed():
        return None  # the processor has tiles, the operating system doesn't hand them out
    return compiled


class Weights(ctypes.Structure):
    """As in the sources in C."""

    _fields_ = [(name, POINTER) for name in ("w1", "b1", "w2", "b2", "w1_back", "w2_back")]


class Trace(ctypes.Structure):
    """As in steps.h."""

    _fields_ = [(name, NUMBER) for name in ("height", "width", "cells", "kept")] + [
        (name, POINTER) for name in ("fires", "lives", "tables", "hidden")
    ]


class NativeProducts:
    """`products.Products` by a kernel, a share of the pictures for each of torch's threads."""

    def __init__(self, weights, shape, kernel):
        hidden, channels = weights[2].shape
        self.dtype, self.library = kernel.dtype, library(kernel, channels, hidden)
        self.packed = kernel.pack(*(weight.detach() for weight in weights))
        self.weights = Weights(*map(pointer, self.packed))
        self.shape = shape
        threads = min(torch.get_num_threads(), shape[0])
        bounds = [shape[0] * i // threads for i in range(threads + 1)]
        self.shares = list(pairwise(bounds))  # the pictures of each thread
        self.unpack, self.hidden = kernel.unpack, hidden
        self.rows = 3 * kernel.columns * channels  # of W1's gradient, without the bias's
        filled = -(-(self.rows + 1) // kernel.filled) * kernel.filled
        sizes = (filled, hidden), (channels, hidden), (channels,)
        self.sums = [[torch.zeros(size) for size in sizes] for _ in range(threads)]

    def grow(self, cells, steps, fires=None, noise=None, keep=False, recompute=True):
        room = (steps if keep else 1, len(cells))
        lives = torch.empty(room, dtype=torch.bool)
        tables = torch.empty(*room, cells.shape[1], dtype=self.dtype)
        hidden = None
        if not recompute:  # of what isn't written to, the system provides nothing
            hidden = torch.empty(*room, self.hidden, dtype=self.dtype)
        self.kept = fires, lives, tables, hidden
        self.trace = Trace(*self.shape[1:], len(cells), keep, *map(pointer, self.kept))
        drawn = noise and Struct(noise.key, noise.first, noise.strength, noise.places)
        self.steps = steps

        def of(share, sums):
            told = map(address, (self.weights, drawn, self.trace))
            self.library.grow(pointer(cells), *share, steps, *told)

        self.each(of)

    def back(self, d_cells):
        def of(share, sums):
            told = *map(address, (self.weights, self.trace)), *map(pointer, sums)
            self.library.grow_back(pointer(d_cells), *share, self.steps, *told)

        self.each(of)
        del self.kept

    def each(self, function):
        """Calls function(first and last picture, sums) for each share, at the same time."""
        if len(self.shares) == 1:
            return function(self.shares[0], self.sums[0])
        with ThreadPoolExecutor(len(self.shares)) as pool:
            list(pool.map(function, self.shares, self.sums))

    def gradients(self):
        d_w1, d_w2, d_b2 = (torch.stack(parts).sum(0) for parts in zip(*self.sums, strict=True))
        return self.unpack(d_w1[: self.rows]), d_w1[self.rows], d_w2.t(), d_b2


def packed_in_pairs(w1, b1, w2, b2):
    """Weights as native_bfloat16.c takes them."""
    b1, b2 = b1.contiguous(), b2.contiguous()
    w1_back, w2_back = pairs(w1.t(), TRIO), pairs(w2.t(), PART)
    return [pairs(w1, PART), b1, pairs(w2, TILE), b2, w1_back, w2_back]


def packed_in_tiles(w1, b1, w2, b2):
    """Weights as native_tiles.c takes them."""
    b1, b2 = b1.contiguous(), b2.contiguous()
    w1_back, w2_back = tiles_of_pairs(w1.t()), tiles_of_pairs(w2.t())
    w1 = F.pad(w1, (0, 0, 0, 1))  # nothing comes of the one that stands behind the inputs
    return [tiles_of_pairs(w1), b1, tiles_of_pairs(w2), b2, w1_back, w2_back]


def packed_in_columns(w1, b1, w2, b2):
    """Weights as native_float32.c takes them."""
    b1, b2 = b1.contiguous(), b2.contiguous()
    six = combined(SIX, w1.unflatten(0, (3, 3, -1)).transpose(0, 1)).flatten(1, 2)
    there, back = (torch.stack([*map(columns, part)]) for part in (six, six.mT))
    return [there, b1, columns(w2), b2, back, columns(w2.t())]


def three_of_six(d_w1):
    """The transposed of what `packed_in_columns` does to W1: (18 channels, hidden) to (9 ...)."""
    d_three = combined(SIX.t(), d_w1.unflatten(0, (6, 3, -1)))
    return d_three.transpose(0, 1).flatten(0, 2)


def combined(matrix, parts):
    """Sums of tensors, each a row's.  Not by a product, which rounds now this way, now that."""
    rows = (zip(row, parts, strict=True) for row in matrix.tolist())
    return torch.stack([sum(factor * part for factor, part in row) for row in rows])


def tiles_of_pairs(matrix):
    """(inputs, columns), with zeros below, as bfloat16 (columns / 16, inputs / 32, 16, 16, 2)."""
    filled = F.pad(matrix, (0, 0, 0, -len(matrix) % DEPTH)).to(torch.bfloat16)
    tiles = filled.unflatten(0, (-1, DEPTH // 2, 2)).unflatten(3, (-1, TILE))
    return tiles.permute(3, 0, 1, 4, 2).contiguous()


def columns(matrix):
    """(inputs, columns), 16 columns after the other: (columns / 16, inputs, 16)."""
    return matrix.unflatten(1, (-1, TILE)).transpose(0, 1).contiguous()


def pairs(matrix, width):
    """(inputs, columns), `width` columns after the other, as bfloat16 pairs of inputs.

    (columns / width, inputs / 2, width, 2)
    """
    paired = matrix.to(torch.bfloat16).unflatten(0, (-1, 2)).unflatten(2, (-1, width))
    return paired.permute(2, 0, 3, 1).contiguous()


def address(structure):
    """Where a structure lies; None for None."""
    return None if structure is None else ctypes.addressof(structure)


def pointer(tensor):
    """Where a contiguous tensor's values lie; None for None."""
    return None if tensor is None else tensor.data_ptr()


def has_tiles():
    """Whether the processor multiplies bfloat16 in tiles."""
    return torch.cpu._is_amx_tile_supported()


def has_pairs():
    """Whether the processor has AVX-512 BF16."""
    return torch.cpu._is_avx512_bf16_supported()


def has_lanes():
    """Whether the processor has AVX2 or more."""
    return torch.backends.cpu.get_cpu_capability().startswith("AVX")


AVX512_BF16 = "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512bf16"
AMX = *AVX512_BF16, "-mamx-tile", "-mamx-bf16"
NATIVE = ("-march=native",)
TILES = Kernel("tiles", torch.bfloat16, AMX, packed_in_tiles, has_tiles, hidden=32, filled=32)
BFLOAT16 = Kernel(
    "bfloat16", torch.bfloat16, AVX512_BF16, packed_in_pairs, has_pairs, hidden=64, filled=4
)
FLOAT32 = Kernel(
    "float32",
    torch.float32,
    NATIVE,
    packed_in_columns,
    has_lanes,
    hidden=16,
    filled=1,
    columns=6,
    unpack=three_of_six,
)
KERNELS = {kernel.name: kernel for kernel in (TILES, BFLOAT16, FLOAT32)}
