import torch

from ganca.train.adversary import StraightThroughClamp, displayed


def test_what_is_displayed_is_clipped_and_multiplied_by_alpha():
    pixels = torch.tensor([[0.5, 2.0, -1.0, 0.5], [0.3, 0.6, 0.9, -0.2], [1.0, 0.2, 0.0, 3.0]])
    seen = torch.tensor([[0.25, 0.5, 0.0, 0.5], [0.0, 0.0, 0.0, 0.0], [1.0, 0.2, 0.0, 1.0]])
    assert torch.allclose(displayed(pixels[:, :, None, None])[:, :, 0, 0], seen)
    edges = torch.full((3, 1, 1, 1), 7.0)  # what a conditional critic sees before the picture
    both = displayed(torch.cat([edges, pixels[:, :, None, None]], 1))
    assert torch.allclose(both[:, 1:, 0, 0], seen) and (both[:, 0] == 7).all()


def test_a_clamped_value_beyond_its_range_can_come_back_but_is_not_pushed_further():
    values = torch.tensor([-0.5, -0.5, 0.5, 0.5, 1.5, 1.5], requires_grad=True)
    wanted = torch.tensor([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    clamped = StraightThroughClamp.apply(values)
    (-wanted * clamped).sum().backward()  # descending this moves values as wanted
    assert (-values.grad).tolist() == [1, 0, 1, -1, 0, -1]


def test_the_backward_pass_of_the_clamp_is_linear_in_the_gradient_and_can_be_differentiated():
    values = torch.tensor([-0.5, -0.5, 0.5, 0.5, 1.5, 1.5], requires_grad=True)
    gradient = torch.tensor([2.0, -2.0, 2.0, -2.0, 2.0, -2.0], requires_grad=True)
    clamped = StraightThroughClamp.apply(values)
    (led_back,) = torch.autograd.grad(clamped, values, gradient, create_graph=True)
    weights = torch.arange(1.0, 7.0)
    (led_back * weights).sum().backward()
    assert gradient.grad.tolist() == [0, 2, 3, 4, 5, 0] and values.grad is None
