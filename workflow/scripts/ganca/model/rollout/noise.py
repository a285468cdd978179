"""The noise of an automaton's updates: normal numbers, a function of what they are for.

Each number depends on the rollout's key, the step, the cell and the channel, and on nothing else:
neither on which cells live, nor on threads, nor on what multiplies.  So a resumed training goes on
as an undisturbed one would, and noise.h makes the same numbers to the bit.

Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) makes four words
of 32 bits from a counter, Box and Muller's transform two normal numbers from two words.
"""

import ctypes
import math
from dataclasses import dataclass

import torch

ROUNDS = 10
WORD = 0xFFFFFFFF  # the bits of a word


@dataclass(frozen=True)
class Noise:
    """The noise of one step.

    key: two words.  strength: the standard deviation.  places: the number of cells after which the
    noise is the same again, 0 for none.
    """

    key: tuple
    step: int
    strength: float
    places: int = 0

    def of(self, cells, channels):
        """Standard normal numbers, (cells, channels) float32.

        cells: their indices in the padded table of cells, (cells,) int64.  Out of a counter's four
        words come the channels g, g + 4, g + 8 and g + 12 of sixteen, g from 0 to 3.
        """
        cells = cells % self.places if self.places else cells
        sixteens = -(-channels // 16)
        groups = torch.arange(4 * sixteens).view(1, sixteens, 4)
        words = philox((cells[:, None, None], groups, self.step, 0), self.key)
        drawn = [*normal(words[0], words[1]), *normal(words[2], words[3])]
        return torch.stack(drawn, 2).flatten(1)[:, :channels]


class CommonNoise(torch.Generator):
    """A generator whose noise is alike for all pictures of a batch: none depends on the others.

    Its key is its seed, and the steps go on counting from one rollout to the next.  So a picture
    becomes the same whatever batch it is in, and wherever a rollout stops for a look at it.
    """

    def __new__(cls, seed=0):
        return super().__new__(cls)

    def __init__(self, seed=0):
        self.manual_seed(seed)
        self.key, self.steps = (seed & WORD, seed >> 32 & WORD), 0


class Steps:
    """The noise of each of the next `count` steps; its key is drawn from a generator.

    places: the number of cells of a picture in the padded table, which `CommonNoise` asks for.
    """

    def __init__(self, strength, generator=None, count=0, places=0):
        self.strength, self.first, self.places = strength, 0, 0
        if isinstance(generator, CommonNoise):
            self.key, self.first, self.places = generator.key, generator.steps, places
            generator.steps += count
        else:
            self.key = tuple(torch.randint(WORD + 1, (2,), generator=generator).tolist())

    def __getitem__(self, step):
        return Noise(self.key, self.first + step, self.strength, self.places)


class Struct(ctypes.Structure):
    """A Noise as noise.h has it."""

    _fields_ = [
        ("key", ctypes.c_uint32 * 2),
        ("step", ctypes.c_uint32),
        ("strength", ctypes.c_float),
        ("places", ctypes.c_int64),
    ]


def philox(counter, key):
    """The four words that belong to a counter of four, tensors or numbers, and a key of two."""
    a, b, c, d = (torch.as_tensor(word) for word in counter)
    for round in range(ROUNDS):
        first, second = a * 0xD2511F53, c * 0xCD9E8D57  # beyond 63 bits they wrap around
        own = [key[0] + round * 0x9E3779B9 & WORD, key[1] + round * 0xBB67AE85 & WORD]
        a, b = (second >> 32 & WORD) ^ b ^ own[0], second & WORD
        c, d = (first >> 32 & WORD) ^ d ^ own[1], first & WORD
    return torch.broadcast_tensors(a, b, c, d)


def normal(radius, angle):
    """Box and Muller's two normal numbers from two words.

    Written in float32 step by step, for noise.h does the same.  The radius comes from a number in
    units of 2^-31, always odd, so that its logarithm is finite.  The angle lies between -pi/2 and
    pi/2; the word's first bit is the cosine's sign.
    """
    squared = logarithm((radius >> 1 | 1).float() * 2**-31) * -2
    r = squared.double().sqrt().float()  # rounded rightly, as torch's own for float32 is not
    signed = ((angle << 1 & WORD) ^ 2**31) - 2**31
    x = signed.float() * (math.pi * 2**-32)
    q = x * x
    sine = horner(q, 1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880)
    cosine = horner(q, 1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800)
    even = r * cosine
    return torch.where(angle > WORD >> 1, -even, even), r * (x * sine)


def logarithm(u):
    """Of float32 in (0, 1]: ln(m 2^e) = e ln 2 + 2 artanh((m - 1) / (m + 1))."""
    bits = u.view(torch.int32)
    exponent = bits - 0x3F3504F3 >> 23  # m lies between the roots of 1/2 and 2
    m = (bits - (exponent << 23)).view(torch.float32)
    s = (m - 1) / (m + 1)
    series = horner(s * s, 1, 1 / 3, 1 / 5, 1 / 7)
    return exponent.float() * math.log(2) + s * series * 2


def horner(x, *coefficients):
    """The polynomial with these coefficients, the constant first."""
    value = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        value = x * value + coefficient
    return value
