"""Settings that change nothing: those that a user states are refused, shared ones are not."""

from pathlib import Path

import pytest
import yaml

from ganca.config.configuration import configuration
from ganca.config.settings import laid_over
from ganca.errors import InputError

SCHEMA = yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())
DEFAULT = yaml.safe_load(Path("config/config.yaml").read_text())


def settled(tmp_path, text, single=()):
    """The resolved configuration of the default's, a file with this text and single keys."""
    file = tmp_path / "own.yaml"
    file.write_text(text)
    given = yaml.safe_load(text) or {}
    files = [file, "config/config.yaml"]
    return configuration(laid_over(DEFAULT, given), files, given, dict(single), SCHEMA)


NEW = "models: {mine: {dataset: faces, "


@pytest.mark.parametrize(
    "text, line",
    [
        ("clip: 0.5}}", "models.mine.clip: has no effect, for only objective wasserstein has it"),
        (
            "l1: 7}}",
            "models.mine.l1: has no effect, for only objective pix2pix has it, and this i",
        ),
        ("penalty: 0.1}}", "models.mine.penalty: has no effect"),
        ("label_smoothing: 0.1}}", "models.mine.label_smoothing: has no effect"),
        ("critic: wgan}}", "models.mine.critic: has no effect, for objective l2 has no critic"),
        ("critic_steps: 5}}", "models.mine.critic_steps: has no effect"),
        ("critic_augment: 3}}", "models.mine.critic_augment: has no effect"),
        ("displayed: true}}", "models.mine.displayed: has no effect"),
        ("supervision: 1}}", "models.mine.supervision: has no effect"),
        ("objective: l1, supervision_norm: l1}}", "models.mine.supervision_norm: has no effect"),
        (
            "objective: bce, supervision_norm: l1}}",
            "models.mine.supervision_norm: has no effect, for supervision is 0; delete it",
        ),
        ("picture: 1f97a}}", "models.mine.picture: has no effect, for only start blank grows"),
        (
            "persistence: 0, stability_penalty: 1}}",
            "models.mine.stability_penalty: has no effect, for with persistence 0",
        ),
        ("network: unet, rollout: [4, 5]}}", "models.mine.rollout: has no effect, for network un"),
        ("network: unet, fire_rate: 0.5}}", "models.mine.fire_rate: has no effect"),
    ],
)
def test_a_stated_setting_without_effect_is_refused(text, line, tmp_path):
    with pytest.raises(InputError) as refused:
        settled(tmp_path, NEW + text)
    assert str(refused.value).startswith(line)


def test_it_is_refused_on_the_command_line_and_in_an_extended_file(tmp_path):
    single = {"models": {"nca": {"clip": "0.5"}}}
    with pytest.raises(InputError, match=r"models\.nca\.clip: has no effect"):
        settled(tmp_path, "seeds: [0]", single)
    (tmp_path / "base.yaml").write_text("models: {nca: {clip: 0.5}}")
    with pytest.raises(InputError, match=r"models\.nca\.clip: has no effect"):
        settled(tmp_path, f"extends: {tmp_path}/base.yaml")


def test_an_emoji_list_beside_a_folder_is_refused(tmp_path):
    for i in range(70):
        (tmp_path / f"{i}.png").touch()
    folder = f"datasets: {{mine: {{images: {tmp_path}"
    with pytest.raises(InputError, match=r"datasets\.mine\.emoji: has no effect, for its pict"):
        settled(tmp_path, folder + ", emoji: nature}}")
    settled(tmp_path, folder + "}}")
    settled(tmp_path, f"datasets: {{faces: {{images: {tmp_path}}}}}")  # emoji is the default's


def test_a_shared_recipe_and_a_lower_layer_may_hold_more_than_is_used(tmp_path):
    models = settled(
        tmp_path,
        """
        models:
          mine: &mine {dataset: faces, objective: relativistic, penalty: 2, critic: modern}
          without: {<<: *mine, objective: l2}
          ganca-modern: {instance_noise: 0}
          ganca-improved: {objective: wasserstein}
          noisy: {dataset: faces, objective: bce, label_smoothing: 0.1, instance_noise: 0.1}
        paper: {improved: noisy}
        """,
    )["models"]
    assert models["without"] == models["mine"] | {"objective": "l2"}
    assert models["ganca-improved"]["label_smoothing"] == 0.15  # the default's, without effect


def test_what_a_file_states_with_effect_may_lose_it_from_above(tmp_path):
    base = tmp_path / "base.yaml"
    base.write_text("models: {mine: {dataset: faces, objective: wasserstein, clip: 0.5}}")
    single = {"models": {"mine": {"objective": "l2"}}}
    settled(tmp_path, f"extends: {base}\nmodels: {{mine: {{objective: l2}}}}")
    settled(tmp_path, f"extends: {base}", single)
    settled(tmp_path, base.read_text(), single)
    with pytest.raises(InputError, match=r"models\.mine\.clip: has no effect"):
        settled(tmp_path, f"extends: {base}\nmodels: {{mine: {{objective: l2, clip: 0.1}}}}")


def test_a_default_says_nothing(tmp_path):
    settled(tmp_path, NEW + "clip: 0.01, label_smoothing: 0, displayed: false, critic: paper}}")


@pytest.mark.parametrize("name", sorted(Path("config").glob("*.yaml")), ids=str)
def test_the_projects_own_files_state_nothing_without_effect(name):
    given = yaml.safe_load(name.read_text())
    configuration(laid_over(DEFAULT, given), [name, "config/config.yaml"], given, {}, SCHEMA)


def test_a_resolved_configuration_is_taken_as_a_file(tmp_path):
    """As `snakemake config` prints it: each entry states every setting."""
    whole = settled(tmp_path, "partial: false")
    assert settled(tmp_path, yaml.safe_dump(whole)) == whole
