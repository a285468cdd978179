"""Training: it learns, it resumes bit for bit, it says what went wrong."""

import sys

import numpy as np
import pytest
import torch
from discs import pictures, settings

from ganca import provenance
from ganca.data.dataset import PictureSet
from ganca.errors import InputError, InputWarning
from ganca.model.networks import grow
from ganca.model.rollout import choice, native
from ganca.model.rollout.choice import Way, choose
from ganca.train import checkpoint, steps, trainer
from ganca.train.record import named
from ganca.train.resume import differences, take_up
from ganca.train.snapshot import snapshot
from ganca.train.trainer import Diverged, Training, train

OBJECTIVES = {
    "supervised": {},
    "absolute": {"objective": "l1"},
    "asynchronous": {"fire_rate": 0.5},
    "blank": {"start": "blank"},
    "simple": {"objective": "bce", "critic_batch": 2},
    "few": {"objective": "wasserstein", "critic": "wgan", "critic_steps": 3, "critic_batch": 2},
    "improved": {"objective": "bce", "label_smoothing": 0.15, "instance_noise": 0.1},
    "wgan": {"objective": "wasserstein", "critic": "wgan", "critic_steps": 3},
    "modern": {"objective": "relativistic", "critic": "modern", "critic_augment": 2, "ema": 0.9},
    "pool": {
        "objective": "relativistic",
        "critic": "modern",
        "pool": 5,
        "stability_penalty": 0.1,
        "supervision": 0.1,
        "displayed": True,
    },
    "exact": {
        "objective": "relativistic",
        "critic": "modern",
        "supervision": 0.1,
        "supervision_norm": "l1",
    },
    "unpaired": {
        "objective": "relativistic",
        "critic": "modern",
        "unpaired": 0.5,
        "supervision": 0.1,
    },
    "pen": {
        "objective": "relativistic",
        "critic": "modern",
        "pool": 5,
        "pen": {"fine": 0.5, "medium": 0.2, "round": 0.2, "broad": 0.1, "gaps": 0.5},
    },
    "conditional pen": {
        "objective": "pix2pix",
        "critic": "modern",
        "pen": {"fine": 0.5, "medium": 0, "round": 0, "broad": 0.5},
    },
    "small": {"channels": 8, "hidden": 24, "pool": 5},
    "large": {"channels": 32, "hidden": 64, "start": "blank"},
    "unet": {"network": "unet", "objective": "pix2pix", "critic": "patch", "ema": 0.9},
    "unet-small": {"network": "unet-small", "objective": "l2"},
    "conditional": {
        "objective": "pix2pix",
        "critic": "modern",
        "critic_steps": 2,
        "critic_augment": 1,
    },
}


def drawings():
    """Two squares of no known colours beside the discs, as `load_all` reads them."""
    discs, edges = pictures(), np.zeros((2, 12, 12), bool)
    for i, reach in enumerate((3, 4)):
        edges[i, 6 - reach : 6 + reach, 6 - reach : 6 + reach] = True
        edges[i, 7 - reach : 5 + reach, 7 - reach : 5 + reach] = False
    return PictureSet(
        [*discs.names, "d", "e"],
        [*discs.split, "ood", "ood"],
        [""] * 5,
        np.concatenate([discs.edges, edges]),
        np.concatenate([discs.targets, np.zeros((2, 12, 12, 4), np.uint8)]),
    )


def run(folder, changes, stop_at=None, identity=None):
    training = Training(settings(**changes), drawings(), seed=7)
    stop = stop_at and (lambda: training.step == stop_at)
    finished = train(training, folder, identity or {"seed": 7}, stop=stop)
    return training, finished


def same(a, b):
    weights = zip(a.average.parameters(), b.average.parameters(), strict=True)
    logs = np.array_equal(np.array(a.log), np.array(b.log), equal_nan=True)
    stopped = zip(a.best.parameters(), b.best.parameters(), strict=True)
    return logs and all(torch.equal(x, y) for pairs in (weights, stopped) for x, y in pairs)


@pytest.mark.parametrize("changes", OBJECTIVES.values(), ids=OBJECTIVES)
def test_an_interrupted_run_ends_bit_equal_to_an_undisturbed_one(tmp_path, changes):
    undisturbed, _ = run(tmp_path / "a", changes)
    for stop_at in (1, 4):
        assert not run(tmp_path / "b", changes, stop_at)[1]
        torch.manual_seed(12345)  # another process would start with other random numbers
    resumed, finished = run(tmp_path / "b", changes)
    assert finished
    assert same(undisturbed, resumed)


def test_the_weights_of_the_least_validation_loss_are_kept(tmp_path):
    training, _ = run(tmp_path, {"learning_rate": 0.01, "steps": 10})
    losses = np.array(training.log)[:, training.columns.index("validation")]
    assert training.least == np.nanmin(losses) < losses[-1]
    training.average = training.stopped_early
    assert training.validate() == training.least


def test_a_checkpoint_of_another_version_is_named(tmp_path):
    older = Training(settings(), pictures(), seed=7)
    tensors = {k: v for k, v in snapshot(older).items() if not k.startswith("best/")}
    header = {"identity": {"seed": 7}, "finished": False}
    checkpoint.write(tmp_path, 2, tensors, header)
    with pytest.raises(InputError, match="its checkpoints are another version's"):
        run(tmp_path, {})


def test_more_steps_go_on_from_a_finished_run(tmp_path):
    undisturbed, _ = run(tmp_path / "a", {"steps": 9})
    run(tmp_path / "b", {"steps": 6})
    extended = Training(settings(steps=9), pictures(), seed=7)
    seen = []
    train(extended, tmp_path / "b", {"seed": 7}, report=lambda step, *_: seen.append(step))
    assert seen == [7, 8, 9]
    assert same(undisturbed, extended)


def test_different_seeds_differ(tmp_path):
    trainings = [Training(settings(), pictures(), seed) for seed in (0, 1)]
    for i, training in enumerate(trainings):
        train(training, tmp_path / str(i), {})
    assert not same(*trainings)


def test_supervised_training_learns_a_disc(tmp_path):
    changes = {"steps": 150, "rollout": [8, 8], "learning_rate": 0.003, "update_noise": 0.0}
    training, _ = run(tmp_path, changes | {"persistence": 0.0})
    losses = [row[0] for row in training.log]
    # an untrained automaton leaves the edges; a tenth of that loss is a filled, coloured disc
    assert np.mean(losses[-10:]) < 0.1 * losses[0]


@pytest.mark.slow
def test_an_adversarial_automaton_fills_its_outlines(tmp_path):
    changes = OBJECTIVES["modern"] | {"steps": 150, "rollout": [8, 8], "batch": 8}
    changes |= {"learning_rate": 0.003, "critic_learning_rate": 0.002, "update_noise": 0.0}
    training, _ = run(tmp_path, changes)
    first, last = (
        np.nanmean([row[-1] for row in part]) for part in (training.log[:4], training.log[-20:])
    )
    assert last < 0.6 * first  # validation L2, which it is never trained on


@pytest.mark.slow
def test_a_unet_learns_the_discs_by_the_same_loop(tmp_path):
    changes = OBJECTIVES["unet"] | {"steps": 80, "learning_rate": 0.002, "ema": 0.0}
    training, _ = run(tmp_path, changes)
    distances = [row[training.columns.index("distance")] for row in training.log]
    assert np.mean(distances[-10:]) < 0.2 * distances[0]


@pytest.mark.parametrize("objective, conditional", [("pix2pix", True), ("bce", False)])
def test_only_a_conditional_critic_tells_the_same_picture_over_other_edges(objective, conditional):
    training = Training(settings(objective=objective, critic="patch"), pictures(), seed=0)
    picture, (one, other) = training.examples.truth[:1], torch.eye(2, dtype=int).argmax(1)
    critic = training.adversary.critic
    starts = [training.examples.start(index[None])[:, :1] for index in (one, other)]
    scores = [critic(steps.critic_input(training, picture, lines)) for lines in starts]
    assert torch.equal(*scores) != conditional


def test_a_network_of_one_step_starts_from_edges_each_time(tmp_path):
    training, _ = run(tmp_path, OBJECTIVES["unet"] | {"persistence": 1.0, "steps": 2})
    state, indices = training.examples.draw()
    assert torch.equal(state, training.examples.seeds[indices])


def test_persistence_goes_on_from_the_last_final_states(tmp_path):
    training, _ = run(tmp_path, {"persistence": 1.0, "steps": 2})
    state, indices = training.examples.draw()
    assert torch.equal(state, training.examples.pool.samples["state"])
    assert torch.equal(indices, training.examples.pool.samples["indices"])


def test_a_pool_is_filled_and_then_drawn_from(tmp_path):
    training, _ = run(tmp_path, {"pool": 7, "persistence": 1.0, "steps": 3})
    examples = training.examples
    assert (
        examples.pool.samples["age"].tolist() == [1] * 9
    )  # three batches of three, all begun anew
    drawn = set()
    for _ in range(20):
        state, indices = examples.draw()
        drawn |= set(examples.places.tolist())
        assert len(set(examples.places.tolist())) == 3
        assert torch.equal(state, examples.pool.samples["state"][examples.places])
        examples.keep(state + 1, indices)
        assert torch.equal(examples.pool.samples["state"][examples.places], state + 1)
    assert drawn == set(range(9)) and examples.pool.samples["age"].sum() == 9 + 20 * 3


def test_only_finished_states_are_held_where_they_are():
    training = Training(settings(stability_penalty=0.5), pictures(), seed=0)
    state, _ = training.examples.draw()
    final = state.clone()
    final[0, 0, 0, :2] += torch.tensor([3.0, 4.0])  # a distance of 5
    final[1] += 1
    for ages, distance in (([0, 1, 1], 0), ([2, 1, 0], 5), ([2, 0, 9], 5)):
        training.examples.age = torch.tensor(ages)
        assert steps.instability(training, state, final) == pytest.approx(0.5 * distance / 3)


def test_a_checkpoint_from_before_ages_were_kept_goes_on(tmp_path):
    training, _ = run(tmp_path / "a", {"persistence": 1.0}, stop_at=3)
    tensors = {k: v for k, v in snapshot(training).items() if k != "slots/age"}
    checkpoint.write(tmp_path / "b", 3, tensors, {"identity": {"seed": 7}, "finished": False})
    assert run(tmp_path / "b", {"persistence": 1.0})[1]


def test_a_critic_step_alone_grows_no_more_pictures_than_are_judged(tmp_path, monkeypatch):
    grown, grow = [], Training.grow
    monkeypatch.setattr(Training, "grow", lambda self, s: grown.append(len(s)) or grow(self, s))
    run(tmp_path, OBJECTIVES["few"] | {"steps": 2})
    assert grown == [2, 2, 3] * 2


def test_a_share_of_the_states_starts_from_drawings_and_none_where_it_is_off():
    for share, low, high in ((0, 0, 0), (0.25, 0.2, 0.3), (1, 1, 1)):
        changes = OBJECTIVES["unpaired"] | {"unpaired": share}
        examples = Training(settings(**changes), drawings(), seed=0).examples
        _, indices = examples.draw(4000)
        # a quarter of 4,000 is off by more than 0.05 once in 10^12
        assert low <= (indices >= len(examples.truth)).float().mean() <= high


def test_what_is_drawn_without_a_truth_is_the_critics_alone_to_judge():
    changes = OBJECTIVES["unpaired"] | {"unpaired": 1}
    training = Training(settings(**changes), drawings(), seed=0)
    state, drawn = training.examples.draw()
    fake = training.network.picture(training.grow(state)).detach().requires_grad_()
    indices = torch.tensor([0, *drawn[1:]])
    steps.supervision(training, fake, indices).backward()
    assert fake.grad[0].abs().sum() > 0 and fake.grad[1:].abs().sum() == 0
    real, shown = steps.real_input(training, 3), steps.critic_input(training, fake, indices)
    training.adversary.generator_loss(real, shown).backward()
    assert (fake.grad.flatten(1).abs().sum(1) > 0).all()
    assert (
        steps.real_input(training, 50).flatten(1).any(1).all()
    )  # never the drawings' missing colours


def test_supervision_is_of_the_norm_that_is_asked_and_of_clipped_pictures():
    for norm, pull in (("l2", 0.25), ("l1", 1)):
        changes = OBJECTIVES["exact"] | {"supervision": 3, "supervision_norm": norm}
        training = Training(settings(**changes), pictures(), seed=0)
        _, indices = training.examples.draw()
        fake = (training.examples.truth[indices] * 0.75).requires_grad_()
        steps.supervision(training, fake, indices).backward()
        red = training.examples.truth[indices] == 1
        assert red.any()
        torch.testing.assert_close(fake.grad[red], torch.full((red.sum(),), -3 * pull / len(fake)))


@pytest.mark.slow
def test_supervision_beside_the_critic_brings_known_pictures_nearer_to_the_truth(tmp_path):
    changes = OBJECTIVES["modern"] | {"steps": 60, "rollout": [8, 8], "learning_rate": 0.003}
    errors = []
    for weight in (0, 10):
        training, _ = run(tmp_path / str(weight), changes | {"supervision": weight})
        errors.append(training.log[-1][-1])
    assert errors[1] < errors[0]


def test_a_blank_model_learns_the_picture_that_it_is_told():
    training = Training(settings(start="blank", picture="b"), pictures(), seed=0)
    assert torch.equal(training.examples.truth[0], torch.tensor(pictures().truth()[1]))
    with pytest.raises(InputError, match="no training picture 'z'"):
        Training(settings(start="blank", picture="z"), pictures(), seed=0)


OLD_IDENTITY = {"models.nca.decay": 0.5, "models.nca.rest": 0.1, "models.nca.variants": 2}
NEW_IDENTITY = {
    "models.nca.min_lr_ratio": 0.5,
    "models.nca.stability_penalty": 0.1,
    "models.nca.augmentations": 2,
}
LEARNED = "results/data/faces"


def test_a_checkpoint_whose_settings_have_old_names_goes_on(tmp_path):
    """So do its augmentations, whose file was renamed and holds another word than it did."""
    undisturbed, _ = run(tmp_path / "a", {})
    files = {f"{LEARNED}/pictures.npz": "ab", f"{LEARNED}/variants-2.npz": "cd"}
    run(tmp_path / "b", {}, stop_at=2, identity=OLD_IDENTITY | files)
    files = {f"{LEARNED}/pictures.npz": "ab", f"{LEARNED}/augmented-2.npz": "ef"}
    resumed, finished = run(tmp_path / "b", {}, identity=NEW_IDENTITY | files)
    assert finished and same(undisturbed, resumed)
    header = checkpoint.read(tmp_path / "b")[1]
    assert header["identity"] == NEW_IDENTITY | files


def test_another_value_under_an_old_name_is_told_under_the_present_one(tmp_path):
    run(tmp_path, {}, stop_at=2, identity=OLD_IDENTITY)
    with pytest.raises(InputError, match=r"models.nca.stability_penalty: 0.1 -> 0.2"):
        run(tmp_path, {}, identity=NEW_IDENTITY | {"models.nca.stability_penalty": 0.2})


@pytest.mark.parametrize(
    "new", [{f"{LEARNED}/augmented-3.npz": "cd"}, {}], ids=["more of them", "none"]
)
def test_other_augmentations_than_an_old_checkpoints_are_told(tmp_path, new):
    run(tmp_path, {}, stop_at=2, identity={"seed": 7, f"{LEARNED}/variants-2.npz": "cd"})
    with pytest.raises(
        InputError, match=r"other settings lies here \(.*/augmented-2.npz: cd -> go"
    ):
        run(tmp_path, {}, identity={"seed": 7} | new)


def test_an_unfinished_run_with_other_settings_is_an_error_that_says_what_changed(tmp_path):
    run(tmp_path, {}, stop_at=2, identity={"models.nca.learning_rate": 0.001})
    with pytest.raises(InputError, match=r"models.nca.learning_rate: 0.001 -> 0.01"):
        run(tmp_path, {}, identity={"models.nca.learning_rate": 0.01})


WHOLE = {"objective": "l2", "network": "automaton", "persistence": 0.5, "start": "edges"}


@pytest.mark.parametrize(
    ("settings", "changed", "told"),
    [
        ({}, {"supervision": 0.02}, []),
        ({}, {"supervision": 0.02, "pool": 9}, ["models.nca.pool: 0 -> 9"]),
        ({}, {"objective": "bce", "supervision": 0.02}, ["objective", "supervision"]),
        ({"objective": "bce"}, {"supervision": 0.02}, ["models.nca.supervision: 0.1 -> 0.02"]),
        ({"objective": "bce"}, {"penalty": 9, "clip": 9}, []),
    ],
)
def test_a_setting_without_effect_makes_no_other_training(settings, changed, told):
    old = WHOLE | {"supervision": 0.1, "pool": 0, "penalty": 1, "clip": 1} | settings
    found = differences(named("nca", old), named("nca", old | changed))
    assert len(found) == len(told)
    assert all(words in line for words, line in zip(told, found, strict=True))


def extended(folder, identity, steps=6, **options):
    """A training of so many steps that goes on with what lies in a folder, if it may."""
    training = Training(settings(steps=steps), drawings(), seed=7)
    train(training, folder, identity, **options)
    return training


def test_fewer_steps_than_an_unfinished_run_has_taken_are_an_error_and_delete_nothing(tmp_path):
    identity = {"models.nca.min_lr_ratio": 1, "models.nca.steps": 6}
    run(tmp_path, {}, stop_at=4, identity=identity)
    with pytest.raises(InputError, match="unfinished run of 4 steps lies here, and steps is 3"):
        extended(tmp_path, identity | {"models.nca.steps": 3}, steps=3)
    assert extended(tmp_path, identity | {"models.nca.steps": 5}, steps=5).step == 5


@pytest.mark.parametrize("old", [{"models.nca.steps": 100}, {}], ids=["known", "older"])
def test_another_decay_is_told_with_the_steps_there_really_were(tmp_path, old):
    """Checkpoints of constant rates once held no number of steps, and not the default either."""
    run(tmp_path, {}, stop_at=2, identity={"models.nca.min_lr_ratio": 1} | old)
    identity = {"models.nca.min_lr_ratio": 0.5, "models.nca.steps": 6}
    steps = f"models.nca.steps: {old.get('models.nca.steps', 'not known')} -> 6"
    with pytest.raises(InputError, match=rf"models.nca.min_lr_ratio: 1 -> 0.5; {steps}"):
        extended(tmp_path, identity, assumed={"models.nca.steps": 10000})


CODE = {"ganca.trainer": "ab", "ganca.objectives": "cd"}
EDITED = CODE | {"ganca.objectives": "ef"}


def test_an_unfinished_run_of_other_code_is_an_error_that_names_the_modules(tmp_path):
    run(tmp_path, {}, stop_at=2, identity={"code": CODE})
    with pytest.raises(InputError, match=r"other code lies here \(since then ganca.objectives ch"):
        extended(tmp_path, {"code": EDITED})
    assert extended(tmp_path, {"code": CODE}).earlier_code == []


def test_code_that_a_checkpoint_does_not_know_is_other_code(tmp_path):
    run(tmp_path, {}, stop_at=2, identity={"seed": 7})
    with pytest.raises(InputError, match=r"other code lies here \(which wasn't recorded"):
        extended(tmp_path, {"seed": 7, "code": CODE})


def test_accepted_code_goes_on_and_is_told_of_however_often_the_run_is_interrupted(tmp_path):
    run(tmp_path, {}, stop_at=2, identity={"code": CODE})
    halfway = Training(settings(), drawings(), seed=7)
    train(halfway, tmp_path, {"code": EDITED}, stop=lambda: halfway.step == 4, accept=True)
    whole = extended(tmp_path, {"code": EDITED})
    assert whole.step == 6 and whole.code == EDITED
    assert whole.earlier_code == [{"until_step": 2, "code": CODE}]


def test_a_finished_run_of_other_code_makes_way_unless_that_is_accepted(tmp_path):
    run(tmp_path, {}, identity={"code": CODE})
    taken = []
    kept = extended(tmp_path, {"code": EDITED}, accept=True, report=lambda *_: taken.append(1))
    assert not taken and kept.step == 6 and kept.code == CODE
    again = extended(tmp_path, {"code": EDITED}, report=lambda *_: taken.append(1))
    assert len(taken) == 6 and again.code == EDITED and again.earlier_code == []


def test_a_finished_run_with_other_settings_makes_way(tmp_path):
    run(tmp_path, {}, identity={"models.nca.learning_rate": 0.001})
    again, finished = run(tmp_path, {"steps": 3}, identity={"models.nca.learning_rate": 0.01})
    assert finished and again.step == 3


def test_a_setting_that_is_younger_than_a_checkpoint_had_its_default_then(tmp_path):
    run(tmp_path, {}, stop_at=2, identity={"seed": 7})
    training = Training(settings(), pictures(), seed=7)
    identity = {"seed": 7, "models.nca.new": "default"}
    assert train(training, tmp_path, identity, assumed={"models.nca.new": "default"})
    run(tmp_path / "b", {}, stop_at=2, identity={"seed": 7})
    with pytest.raises(InputError, match=r"models\.nca\.new: default -> other"):
        identity["models.nca.new"] = "other"
        train(training, tmp_path / "b", identity, assumed={"models.nca.new": "default"})


def test_a_released_training_is_gone_on_with_where_there_is_none_of_ones_own(tmp_path):
    undisturbed, _ = run(tmp_path / "a", {})
    run(tmp_path / "released", {}, stop_at=2)
    assert take_up(tmp_path / "released", tmp_path / "b", {"seed": 7}, {}) == 2
    assert take_up(tmp_path / "released", tmp_path / "b", {"seed": 7}, {}) == 0
    seen = []
    resumed = Training(settings(), pictures(), seed=7)
    train(resumed, tmp_path / "b", {"seed": 7}, report=lambda step, *_: seen.append(step))
    assert seen == [3, 4, 5, 6]
    assert same(undisturbed, resumed)


def test_a_released_training_of_another_identity_or_of_too_many_steps_is_left_alone(tmp_path):
    run(tmp_path / "released", {}, stop_at=2)
    assert take_up(tmp_path / "released", tmp_path / "b", {"seed": 8}, {}) == 0
    assert take_up(tmp_path / "released", tmp_path / "b", {"seed": 7}, {}, most=1) == 0
    assert checkpoint.read(tmp_path / "b") is None


def test_a_released_training_whose_code_is_not_known_is_gone_on_with_and_that_is_told(tmp_path):
    run(tmp_path / "released", {}, stop_at=2)
    own = {"seed": 7, "code": CODE}
    assert take_up(tmp_path / "released", tmp_path / "b", own, {}) == 2
    training = extended(tmp_path / "b", own)
    assert training.code == CODE
    assert training.earlier_code == [{"until_step": 2, "code": None}]


def test_a_released_training_of_other_code_is_left_alone_unless_accepted(tmp_path):
    run(tmp_path / "released", {}, stop_at=2, identity={"code": CODE})
    paths = tmp_path / "released", tmp_path / "b"
    with pytest.warns(InputWarning, match="left alone .since then ganca.objectives changed"):
        assert take_up(*paths, {"code": EDITED}, {}) == 0
    assert take_up(*paths, {"code": EDITED}, {}, accept=True) == 2
    told = [{"until_step": 2, "code": CODE}]
    assert extended(tmp_path / "b", {"code": EDITED}).earlier_code == told


@pytest.mark.parametrize("name", ["supervised", "few", "modern"])
def test_what_diverges_changes_nothing(monkeypatch, name):
    """Neither the critic, which learns before the network does, nor the random state."""
    training = Training(settings(**OBJECTIVES[name]), drawings(), seed=7)
    for _ in range(3):
        training.advance()
    before = {key: value.clone() for key, value in snapshot(training).items()}
    overflow = steps.overflow
    monkeypatch.setattr(steps, "overflow", lambda *given: overflow(*given) + torch.nan)
    with pytest.raises(Diverged):
        training.advance()
    after = snapshot(training)
    assert before.keys() == after.keys()
    for key, value in before.items():
        assert torch.equal(value.nan_to_num(), after[key].nan_to_num()), key


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_checkpoint(tmp_path, monkeypatch):
    training = Training(settings(steps=6), pictures(), seed=7)
    whole = steps.ERRORS["l2"]

    def poisoned(made, targets):
        return whole(made, targets) * (torch.nan if training.step == 4 else 1.0)

    monkeypatch.setitem(steps.ERRORS, "l2", poisoned)
    with pytest.raises(Diverged, match=r"^step 5: loss nan.*the last good checkpoint is kept in"):
        train(training, tmp_path, {}, every=0.0)
    monkeypatch.undo()
    resumed = Training(settings(steps=6), pictures(), seed=7)
    train(resumed, tmp_path, {}, every=0.0)
    undisturbed, _ = run(tmp_path / "other", {})
    assert same(resumed, undisturbed)


def test_the_learning_rate_falls_along_a_cosine():
    training = Training(settings(steps=10, min_lr_ratio=0.2), pictures(), seed=0)
    rates = []
    for training.step in (0, 5, 10):
        training.schedule()
        rates.append(training.optimizer.param_groups[0]["lr"])
    assert rates == pytest.approx([1e-3, 0.6e-3, 0.2e-3])


WAYS = {str(way): way for way in (*choice.ranking(), choice.BFLOAT16)}


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("recompute", [True, False])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_run_interrupted_on_any_path_ends_as_an_undisturbed_one(
    tmp_path, monkeypatch, way, recompute
):
    """Also where the machine that goes on would by itself choose another way."""
    if not choice.available(way):
        pytest.skip("the processor or a C compiler is missing")
    changes = {
        "precision": "auto",
        "activation_checkpointing": recompute,
        "update_noise": 0.02,
        "fire_rate": 0.8,
    }
    monkeypatch.setattr(choice, "ranking", lambda: [way])
    undisturbed, _ = run(tmp_path / "a", changes)
    run(tmp_path / "b", changes, stop_at=3)
    monkeypatch.setattr(choice, "ranking", lambda: [choice.TORCH_FLOAT32])
    resumed, finished = run(tmp_path / "b", changes)
    assert finished
    assert same(undisturbed, resumed)
    assert resumed.ran_on == undisturbed.ran_on
    assert resumed.ran_on["rollout"] == way.rollout


def test_a_way_that_this_machine_does_not_have_is_told_of_and_recorded(tmp_path, monkeypatch):
    monkeypatch.setattr(choice, "ranking", lambda: [choice.TORCH_FLOAT32])
    training = Training(settings(), drawings(), seed=7)
    training.ran_on |= {"rollout": "abacus", "precision": "bfloat16"}
    train(training, tmp_path, {"seed": 7}, stop=lambda: training.step == 3)
    with pytest.warns(InputWarning, match="began with abacus in bfloat16.*it goes on with torch"):
        resumed, finished = run(tmp_path, {})
    assert finished
    assert resumed.ran_on["rollout"] == "torch"
    before = {"until": 3, "rollout": "abacus", "precision": "bfloat16"}
    assert resumed.ran_on["before"] == [before]
    assert run(tmp_path, {})[0].ran_on["before"] == [before]


def test_a_finished_training_keeps_where_and_when_it_ran(tmp_path, monkeypatch):
    """Else a comment that is edited a day later would change the record."""
    days = iter(["2021-12-31", "2022-01-01"])
    monkeypatch.setattr(provenance, "dated", lambda: {"date": next(days), "commit": None})
    trained, _ = run(tmp_path, {})
    monkeypatch.setattr(choice, "ranking", lambda: [choice.TORCH_FLOAT32])
    monkeypatch.setattr(trainer, "device_name", lambda device: "an abacus")
    assert trained.ran_on["date"] == "2021-12-31"
    assert run(tmp_path, {})[0].ran_on == trained.ran_on


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_of_how_one_rolls_out_is_taken():
    training = Training(settings(), pictures(), seed=7, gpu_rollout="fused")
    assert training.rollout.func is grow
    assert training.ran_on["rollout"] in (*native.KERNELS, "torch")


def test_a_gpu_rolls_out_as_it_is_told_and_the_record_says_so():
    for told in ("dense", "fused"):
        assert choose(settings(precision="auto"), "cuda", told)[:2] == (told, "bfloat16")


def test_a_fused_rollout_that_cannot_be_had_is_refused_in_a_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "triton", None)
    monkeypatch.delitem(sys.modules, "ganca.model.rollout.fused", raising=False)
    monkeypatch.setattr(trainer, "choose", lambda *told: Way("fused", "float32"))
    with pytest.raises(InputError, match=r"^gpu_rollout: fused doesn't work here \(.*triton"):
        Training(settings(), pictures(), seed=7)
