import pytest
import torch

from ganca.train.critic import build_critic

SINGLE = ["paper", "wgan", "modern"]  # score a picture as a whole


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("side", [12, 25, 28, 40])
def test_a_critic_scores_each_picture_once(name, side):
    assert build_critic(name, side)(torch.rand(3, 4, side, side)).shape == (3,)


def test_the_wgan_critic_has_as_many_parameters_as_the_papers_code():
    assert sum(p.numel() for p in build_critic("wgan", 40).parameters()) == 55_937


@pytest.mark.parametrize("name", [*SINGLE, "patch"])
def test_scores_do_not_depend_on_the_rest_of_the_batch(name):
    """Gradient penalties are taken a picture at a time; batch statistics would mix them."""
    critic = build_critic(name, 28).eval()
    pictures = torch.rand(4, 4, 28, 28)
    alone = torch.cat([critic(picture[None]) for picture in pictures])
    assert torch.allclose(critic(pictures), alone, atol=1e-5)


@pytest.mark.parametrize("side", [14, 25, 28, 40])
def test_the_patch_critic_judges_patches_of_sixteen_pixels(side):
    critic, pictures = build_critic("patch", side, 5), torch.rand(1, 5, side, side)
    critic[3] = torch.nn.Identity()  # the norm, through which a patch sees all
    for score in critic(pictures.requires_grad_()):
        (slope,) = torch.autograd.grad(score, pictures, retain_graph=True)
        rows, columns = slope[0].any(0).nonzero().T
        assert rows.max() - rows.min() < 16 and columns.max() - columns.min() < 16
