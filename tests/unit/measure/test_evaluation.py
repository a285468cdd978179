"""Snapshots and films must show the same rollout, at the steps they say, on every processor."""

from functools import partial

import numpy as np
import pytest
import torch

from ganca.data import edges
from ganca.drawings.development import draw_development
from ganca.measure import evaluation, metrics
from ganca.measure.evaluation import (
    CHUNK,
    STEPS,
    by_horizons,
    filmed_at,
    pictures_at,
    show,
    together,
)
from ganca.model import networks
from ganca.model.automaton import CHANNELS, Automaton, edge_seed
from ganca.model.rollout import rollout
from ganca.model.rollout.choice import FLOAT32, TORCH_FLOAT32, available
from ganca.model.rollout.noise import Steps
from ganca.model.unet import build_unet

PUBLISHED = "resources/weights/nca/seed0/weights.safetensors"


@pytest.fixture
def automaton():
    torch.manual_seed(0)
    automaton = Automaton(update_noise=0.02)
    torch.nn.init.normal_(automaton.respond.weight, std=0.01)
    return automaton


@pytest.fixture
def state():
    return edge_seed((np.random.default_rng(0).random((3, 10, 10)) < 0.2).astype(np.uint8))


def shown_after(automaton, state, steps):
    """The picture by the plainest way, as integers."""
    with torch.no_grad():
        return show(automaton, rollout.rollout(automaton, state, steps)).astype(int)


def test_a_snapshot_shows_as_many_steps_as_it_says(automaton, state):
    automaton.update_noise = 0
    snapshots = pictures_at(automaton, state, [64, 7])
    assert list(snapshots) == [7, 64]
    for steps, shown in snapshots.items():
        # float sums may differ in the last bit, which may tip a rounding
        assert np.abs(shown - shown_after(automaton, state, steps)).max() <= 1


def test_a_unet_shows_its_one_picture_at_every_horizon_and_in_a_film_of_two_frames(state):
    unet = build_unet("unet-small", 10)
    snapshots = pictures_at(unet, state, [64, 7])
    assert list(snapshots) == [7, 64] and (snapshots[7] == snapshots[64]).all()
    frames, beside = filmed_at(unet, state, [64, 7], 30)
    assert (frames[:, 0] == show(unet, state)).all() and (frames[:, 1] == snapshots[7]).all()
    assert frames.shape[1] == 2
    assert list(beside) == [7, 64] and all((beside[k] == snapshots[k]).all() for k in beside)


def test_a_film_begins_with_the_start_and_has_a_frame_a_step(automaton, state):
    automaton.update_noise = 0
    frames, _ = filmed_at(automaton, state, [5])
    assert frames.shape == (3, STEPS + 1, 10, 10, 4)
    for steps in (0, 1, 60):
        assert np.abs(frames[:, steps] - shown_after(automaton, state, steps)).max() <= 1


def test_pictures_grown_in_chunks_keep_their_order(automaton, state):
    automaton.update_noise = 0
    many = state[torch.arange(2 * CHUNK + 3) % 3]
    grown = pictures_at(automaton, many, [9])[9]
    assert np.abs(grown - shown_after(automaton, many, 9)).max() <= 1


def test_pictures_are_grown_to_the_horizons_of_their_part_of_the_data():
    parts = ["train", "validation", "train", "validation", "drawings"]
    horizons = {"train": [5, 10], "validation": [5, 10, 20], "drawings": [5, 10, 20]}
    near, far = by_horizons(parts, horizons)
    assert near[0].tolist() == [0, 2] and near[1] == [5, 10]
    assert far[0].tolist() == [1, 3, 4] and far[1] == [5, 10, 20]


def test_what_was_grown_apart_is_in_the_pictures_own_order_at_each_horizon():
    made = np.arange(4)
    odd, even = np.array([1, 3]), np.array([2, 0])
    found = together([(odd, {5: made[odd], 9: made[odd]}), (even, {5: made[even]})])
    assert list(found) == [5, 9]
    assert found[5][0].tolist() == found[5][1].tolist() == [0, 1, 2, 3]
    assert found[9][0].tolist() == found[9][1].tolist() == [1, 3]


def test_a_film_passes_through_the_pictures_grown_without_one_before_its_end_and_after(
    automaton, state
):
    horizons = [9, 20, 33]
    frames, beside = filmed_at(automaton, state, horizons, 20)
    made = pictures_at(automaton, state, horizons)
    assert list(beside) == horizons and all((beside[k] == made[k]).all() for k in horizons)
    assert frames.shape[1] == 21 and all((frames[:, k] == made[k]).all() for k in (9, 20))


def by_definition(automaton, state, steps, generator, *_):
    """The rollout by plain convolutions over all cells, with the noise at the same places."""
    height, width = state.shape[2:]
    places = torch.arange((height + 2) * (width + 2))
    noise = Steps(automaton.update_noise, generator, steps, len(places))
    for step in range(steps):
        drawn = noise[step].of(places, CHANNELS).view(height + 2, width + 2, CHANNELS)
        change = automaton.update(state) + automaton.update_noise * drawn[1:-1, 1:-1].movedim(2, 0)
        state = state + change * automaton.active(state)
    return state


def in_every_arithmetic(monkeypatch):
    """Yields the name of each float32 arithmetic that this processor has, and lets it be used."""
    if available(FLOAT32):
        yield "native"
    monkeypatch.setattr(rollout, "fastest", lambda *asked: TORCH_FLOAT32)
    yield "torch"
    monkeypatch.setattr(networks, "rollout", by_definition)
    yield "definition"


def test_no_arithmetic_of_a_processor_moves_a_measure(monkeypatch):
    """A published automaton, noise and all: means move by less than a thousandth of themselves."""
    network, drawings = networks.load_weights(PUBLISHED), draw_development(4, 1, 32, 4)
    detect = partial(edges.find, method="canny", low=250, high=500)
    palette = metrics.rgb2lab([[1.0, 0.8, 0.3], [0.0, 0.0, 0.0]])
    found, made = {}, {}
    for name in in_every_arithmetic(monkeypatch):
        made[name] = pictures_at(network, edge_seed(drawings.edges), [100])[100].astype(int)
        scores = metrics.measure(made[name].astype(np.uint8), drawings, palette, detect)
        found[name] = scores[[*metrics.WITHOUT_TRUTH, "quality"]].mean()
    assert found["torch"].quality > 0.1 and found["torch"].edge_precision > 0.9
    for name in found:
        assert np.abs(made[name] - made["torch"]).mean() < 0.001
        assert found[name].to_dict() == pytest.approx(found["torch"].to_dict(), rel=1e-3)


@pytest.mark.parametrize("fire_rate", [1, 0.5])
def test_what_becomes_of_a_picture_depends_on_no_other(automaton, state, fire_rate):
    """Nor, then, does one cell that lives here and not there move any other's noise."""
    automaton.fire_rate = fire_rate
    three = pictures_at(automaton, state, [20])[20]
    for i in range(len(state)):
        assert (pictures_at(automaton, state[i : i + 1], [20])[20] == three[i]).all()
    many = pictures_at(automaton, state[torch.arange(CHUNK + 3) % 3], [20])[20]
    assert (many == three[np.arange(CHUNK + 3) % 3]).all()


def test_evaluations_are_in_float32_whatever_the_training_was(automaton, state, monkeypatch):
    used = []

    def noted(network, state, steps, generator=None, dtype=torch.float32, recompute=False):
        used.append(dtype)
        return state

    monkeypatch.setattr(evaluation.networks, "grow", noted)
    pictures_at(automaton, state, [3, 5])
    filmed_at(automaton, state, [3], 2)
    assert set(used) == {torch.float32}


def test_the_same_weights_make_the_same_pictures_despite_the_noise(automaton, state):
    first, again = (pictures_at(automaton, state, [20])[20] for _ in range(2))
    assert (first == again).all()
    assert (first != show(automaton, state)).any()


def test_pictures_are_clipped_and_what_overflowed_is_left_empty_with_a_warning(automaton):
    state = torch.zeros(2, 16, 4, 4)
    state[0, :, 0, 0], state[0, :, 1, 1] = 3.0, -3.0
    state[1, 0, 2, 2] = torch.nan
    with pytest.warns(UserWarning, match="1 pictures"):
        shown = show(automaton, state)
    assert shown.dtype == np.uint8
    assert (shown[0, 0, 0] == 255).all() and (shown[0, 1, 1] == 0).all()
    assert (shown[1] == 0).all()
