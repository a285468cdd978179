"""The same automaton in CAX (arXiv 2410.02651), timed on request, in an environment of its own.

Reads lines "<side> <batch> <steps> <training>" and answers each with the seconds of one call;
compiling isn't timed.
"""

import sys
import time
from functools import cache

import jax
import jax.numpy as jnp
from cax.core import ComplexSystem
from cax.core.perceive import ConvPerceive
from cax.core.update import NCAUpdate
from flax import nnx


class Automaton(ComplexSystem):
    """3 x 3 convolution to 128, ReLU, 1 x 1 convolution back to 16, added where cells live."""

    def __init__(self):
        rngs = nnx.Rngs(0)
        self.perceive = ConvPerceive(16, 128, use_bias=True, activation_fn=nnx.relu, rngs=rngs)
        self.update = NCAUpdate(16, 128, (), rngs=rngs)

    def _step(self, state, input=None, *, sow=False):
        return self.update(state, self.perceive(state), input)


@cache
def prepared(side, batch, steps, training):
    """A call to time, already compiled."""
    automaton, state = Automaton(), jnp.full((batch, side, side, 16), 0.01)

    def loss(automaton, state):
        return jnp.square(automaton(state, num_steps=steps)[..., -4:]).sum()

    step = nnx.jit(nnx.grad(loss) if training else loss)

    def call():
        jax.block_until_ready(jax.tree.leaves(step(automaton, state)))

    call()
    return call


for line in sys.stdin:
    call = prepared(*map(int, line.split()))
    started = time.perf_counter()
    call()
    print(time.perf_counter() - started, flush=True)
