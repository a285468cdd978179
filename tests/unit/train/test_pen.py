"""The pen broadens lines, as often as it is told, and leaves all else."""

import cv2
import numpy as np
import pytest
import torch

from ganca.train.pen import TIPS, broadened, redrawn

EDGES = (torch.rand(40, 1, 9, 11, generator=torch.Generator().manual_seed(0)) < 0.1).float()


@pytest.mark.parametrize("name", TIPS)
def test_each_tip_draws_what_opencv_draws_with_it(name):
    tip = TIPS[name].numpy().astype(np.uint8)
    anchor = (tip.shape[1] // 2, tip.shape[0] // 2)
    # a tip marks what lies around it; OpenCV's kernel looks around a pixel, so it is turned
    expected = [
        cv2.dilate(edge[0].numpy(), cv2.flip(tip, -1), anchor=anchor, borderValue=0)
        for edge in EDGES
    ]
    assert np.array_equal(broadened(EDGES, TIPS[name])[:, 0].numpy(), expected)


def test_the_fine_pen_changes_nothing():
    assert torch.equal(redrawn(EDGES, {"fine": 0.3}), EDGES)


def test_a_line_of_one_pixel_becomes_as_wide_as_the_tip():
    line = torch.zeros(1, 1, 7, 7)
    line[..., 3, :] = 1
    widths = {name: int(broadened(line, tip)[0, 0, :, 3].sum()) for name, tip in TIPS.items()}
    assert widths == {"fine": 1, "medium": 2, "round": 3, "broad": 3}


def test_every_stroke_is_kept_and_pens_are_taken_in_their_shares():
    torch.manual_seed(0)
    dots = torch.zeros(4000, 1, 5, 5)
    dots[:, :, 2, 2] = 1
    drawn = redrawn(dots, {"fine": 4, "medium": 3, "round": 2, "broad": 1})
    assert (drawn >= dots).all()
    marked = drawn.flatten(1).sum(1)
    # 4,000 draws: the share's standard deviation is 0.8 % at most
    for pixels, share in ((1, 0.4), (4, 0.3), (5, 0.2), (9, 0.1)):
        assert (marked == pixels).float().mean().item() == pytest.approx(share, abs=0.03)


def test_pens_are_drawn_from_the_generator_that_checkpoints_keep():
    shares = {"fine": 1, "broad": 1}
    torch.manual_seed(3)
    redrawn(EDGES, shares)
    state = torch.get_rng_state()
    first = redrawn(EDGES, shares)
    torch.set_rng_state(state)
    assert torch.equal(first, redrawn(EDGES, shares))
