"""ONNX must say what PyTorch says, on grids and batches of any shape, or refuse."""

import json
import re
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from ganca.errors import InputError
from ganca.export import modelcard, onnxmodel
from ganca.model.automaton import Automaton, edge_seed


def automaton(**settings):
    torch.manual_seed(0)
    made = Automaton(**settings)
    torch.nn.init.normal_(made.respond.weight, std=0.02)
    return made


def state(*shape, seed=0):
    return edge_seed((np.random.default_rng(seed).random(shape) < 0.2).astype(np.uint8))


def both(made):
    return onnxmodel.step_model(made, {}), onnxmodel.rollout_model(made, {})


def scalars(noise=0.0, fire_rate=1.0):
    return {"update_noise": np.float32(noise), "fire_rate": np.float32(fire_rate)}


@pytest.mark.parametrize("squash", [False, True])
@pytest.mark.parametrize("shape", [(1, 20, 20), (3, 9, 17)])
def test_agrees_with_pytorch(squash, shape):
    made = automaton(update_noise=0.02, fire_rate=0.5, squash=squash)
    step, rollout = onnxmodel.agreement(*both(made), made, state(*shape), 15)
    assert step <= onnxmodel.STEP_TOLERANCE and rollout <= onnxmodel.ROLLOUT_TOLERANCE


def test_the_sizes_are_those_of_the_weights():
    made = automaton()
    made.perceive = torch.nn.Conv2d(10, 24, 3, padding=1)
    made.respond = torch.nn.Conv2d(24, 10, 1)
    begin = state(2, 9, 11)[:, :10]
    step, rollout = onnxmodel.agreement(*both(made), made, begin, 5)
    assert step <= onnxmodel.STEP_TOLERANCE and rollout <= onnxmodel.ROLLOUT_TOLERANCE


def test_the_check_is_made_without_changing_the_automaton():
    made = automaton(update_noise=0.02, fire_rate=0.5)
    onnxmodel.agreement(*both(made), made, state(1, 8, 8), 2)
    assert (made.update_noise, made.fire_rate) == (0.02, 0.5)


def test_other_weights_are_noticed():
    made = automaton()
    models = both(made)
    with torch.no_grad():
        made.respond.bias += 1e-3
    with pytest.raises(InputError, match=r"differ by .* after one step, where 1e-05 is allowed"):
        onnxmodel.agreement(*models, made, state(2, 9, 9), 3)


def test_a_rollout_is_that_many_steps():
    step, rollout = both(automaton())
    after = state(2, 11, 7).numpy()
    final, picture = onnxmodel.run(rollout, state=after, steps=np.int64(4), **scalars())
    for _ in range(4):
        after, shown = onnxmodel.run(step, state=after, **scalars())
    assert np.allclose(final, after, atol=1e-5) and np.allclose(picture, shown, atol=1e-5)
    assert picture.shape == (2, 4, 11, 7) and picture.min() >= 0 and picture.max() <= 1


def test_noise_is_of_the_given_strength_and_falls_on_living_cells_alone():
    made, begin = automaton(), state(4, 20, 20)
    step, _ = both(made)
    calm, noisy = (onnxmodel.run(step, state=begin, **scalars(noise))[0] for noise in (0.0, 0.02))
    living = made.active(begin).numpy()
    difference = noisy - calm
    assert not difference[~np.broadcast_to(living, difference.shape)].any()
    assert np.isclose(difference[np.broadcast_to(living, difference.shape)].std(), 0.02, rtol=0.1)


def test_the_fire_rate_is_the_share_of_living_cells_that_take_part():
    made, begin = automaton(), state(4, 20, 20)
    step, _ = both(made)
    after = onnxmodel.run(step, state=begin, **scalars(fire_rate=0.25))[0]
    moved = (after != begin.numpy()).any(1)
    assert np.isclose(moved.sum() / made.active(begin).sum().item(), 0.25, atol=0.06)


def test_the_files_name_the_settings_that_the_automaton_was_trained_with():
    model = onnxmodel.step_model(automaton(update_noise=0.01), {"licence": "CC BY-SA 4.0"})
    notes = {note.key: note.value for note in model.metadata_props}
    assert json.loads(notes["automaton"])["update_noise"] == 0.01
    assert notes["licence"] == "CC BY-SA 4.0"


@pytest.mark.parametrize("start", ["edges", "blank"])
def test_the_cards_example_runs(tmp_path, monkeypatch, start):
    onnx.save(onnxmodel.rollout_model(automaton(), {}), tmp_path / "rollout.onnx")
    monkeypatch.chdir(tmp_path)
    card = (Path(__file__).parents[3] / "workflow/export/card.md").read_text()
    example = re.search(r"```python\n(.*?)```", card, re.DOTALL)[1]
    parts = {"start_lines": modelcard.start({"start": start}, 12, 16), "steps": 3}
    parts |= {"update_noise": 0.02, "fire_rate": 1}
    for key, value in parts.items():
        example = example.replace(f"{{{{{key}}}}}", str(value))
    names = {}
    exec(example, names)
    assert names["picture"].shape == (1, 4, 12, 12)
    assert names["state"].any() == (start == "blank")
