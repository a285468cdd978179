"""An automaton as ONNX: one step, and a rollout whose number of steps is an input.

The graphs are written here node by node, as the update rule is defined.  An exporter would record
one number of steps and the random draws of one run.  `agreement` measures that the graphs compute
what `ganca.model.automaton` does.
"""

import copy
import json

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper, parser

from ganca.errors import InputError
from ganca.model.automaton import ALIVE, ALPHA, VISIBLE

STEP_TOLERANCE = 1e-5  # of one step, relative to the largest value of the state (or to 1)
ROLLOUT_TOLERANCE = 1e-3  # of a whole rollout, in which the steps' errors add up and grow

HEAD = '<ir_version: 10, opset_import: ["" : 21]>'
STATE = "float[batch, {channels}, height, width]"
PICTURE = "float[batch, 4, height, width]"
# x <- x + mask(x) (W2 relu(W1 x + b1) + b2 + noise), with the names of ganca.model.automaton.
UPDATE = """
    alpha = Slice (state, alpha_first, alpha_last, channel_axis)
    nearby = MaxPool <kernel_shape = [3, 3], pads = [1, 1, 1, 1]> (alpha)
    living = GreaterOrEqual (nearby, alive)
    draw = RandomUniformLike (nearby)
    awake = Less (draw, fire_rate)
    active = And (living, awake)
    mask = Cast <to = 1> (active)
    perceived = Conv <pads = [1, 1, 1, 1]> (state, perceive_weight, perceive_bias)
    hidden = Relu (perceived)
    answer = Conv (hidden, respond_weight, respond_bias)
    normal = RandomNormalLike (answer)
    noise = Mul (normal, update_noise)
    change = Add (answer, noise)
    gated = Mul (change, mask)
    next_state = Add (state, gated)
"""
SHOW = {
    False: "visible = Slice ({state}, zero, visible_last, channel_axis)",
    True: "raw = Slice ({state}, zero, visible_last, channel_axis) visible = Tanh (raw)",
}
STEP = """{head}
step ({shape} state, float update_noise, float fire_rate)
  => ({shape} next_state, {picture} picture)
{{ {update} {show} picture = Clip (visible, dark, bright) }}
"""
ROLLOUT = """{head}
rollout ({shape} state, int64 steps, float update_noise, float fire_rate)
  => ({shape} final_state, {picture} picture)
{{
    go = Constant <value = bool {{1}}> ()
    final_state = Loop <body = step (int64 number, bool going, {shape} state)
      => (bool goes_on, {shape} next_state)
    {{ goes_on = Identity (going) {update} }}> (steps, go, state)
    {show} picture = Clip (visible, dark, bright)
}}
"""


def step_model(automaton, notes):
    """One step as ONNX (ModelProto).

    Inputs: `state` (batch, channels, height, width), with any batch, height and width;
    `update_noise` and `fire_rate`, which make the step deterministic if they are 0 and 1.
    Outputs: `next_state`, and `picture` (batch, 4, height, width), RGBA in [0, 1].

    notes: key -> text, for the file's metadata beside the automaton's settings.
    """
    return assemble(STEP, "next_state", automaton, notes)


def rollout_model(automaton, notes):
    """A rollout as ONNX (ModelProto): `step_model` in a loop.

    It has one more input, the number of `steps`; its outputs are `final_state` and `picture`.
    """
    return assemble(ROLLOUT, "final_state", automaton, notes)


def assemble(template, last, automaton, notes):
    """The model (ModelProto) that a template describes, with the automaton's weights."""
    show = SHOW[automaton.squash].format(state=last)
    shape = STATE.format(channels=automaton.perceive.in_channels)
    text = template.format(head=HEAD, shape=shape, picture=PICTURE, update=UPDATE, show=show)
    model = parser.parse_model(text)
    model.graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), name)
        for name, value in (constants() | weights(automaton)).items()
    )
    settings = json.dumps({name: getattr(automaton, name) for name in automaton.SETTINGS})
    for key, value in ({"automaton": settings} | notes).items():
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model, full_check=True)
    return model


def constants():
    """The constants of the update rule and of the picture, by name."""
    return {
        "channel_axis": np.array([1]),
        "zero": np.array([0]),
        "visible_last": np.array([VISIBLE]),
        "alpha_first": np.array([ALPHA]),
        "alpha_last": np.array([ALPHA + 1]),
        "alive": np.float32(ALIVE),
        "dark": np.float32(0),
        "bright": np.float32(1),
    }


def weights(automaton):
    """The automaton's tensors by name, `perceive.weight` as perceive_weight and so on."""
    return {key.replace(".", "_"): value.numpy() for key, value in automaton.state_dict().items()}


def run(model, **inputs):
    """The outputs of a model (ModelProto) for these inputs, on the CPU, by onnxruntime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return session.run(None, {name: np.asarray(value) for name, value in inputs.items()})


@torch.no_grad()
def agreement(step, rollout, automaton, state, steps):
    """The error of ONNX against PyTorch, relative to the state: (of one step, of the rollout).

    There is no noise and every cell is updated, for random draws cannot be compared.  One step is
    compared from each state of PyTorch's rollout, the rollout at its end.
    state: (batch, channels, height, width).  Raises InputError if an error exceeds its tolerance.
    """
    calm = copy.deepcopy(automaton)
    calm.update_noise, calm.fire_rate = 0.0, 1.0
    quiet = {"update_noise": np.float32(0), "fire_rate": np.float32(1)}
    states = [state]
    for _ in range(steps):
        states.append(calm(states[-1]))
    before, after = torch.cat(states[:-1]), torch.cat(states[1:])
    shown = [calm.picture(x).clamp(0, 1) for x in (after, states[-1])]
    once = run(step, state=before, **quiet)
    often = run(rollout, state=state, steps=np.int64(steps), **quiet)
    return (
        within(STEP_TOLERANCE, "one step", once, (after, shown[0])),
        within(ROLLOUT_TOLERANCE, f"{steps} steps", often, (states[-1], shown[1])),
    )


def within(tolerance, after, ours, theirs):
    """The larger of the errors of state and picture.  Raises InputError beyond the tolerance."""
    stray = max(map(distance, ours, theirs))
    if not stray <= tolerance:  # a nan isn't either
        raise InputError(
            f"ONNX and PyTorch differ by {stray:.1e} after {after}, where {tolerance:.0e} is "
            "allowed; install the versions in requirements.txt"
        )
    return stray


def distance(ours, theirs):
    """The largest difference of two arrays, relative to the second's largest value or to 1."""
    theirs = theirs.numpy()
    return float(np.abs(ours - theirs).max() / max(1.0, np.abs(theirs).max()))
