"""The pen traces and broadens lines, as often as it is told, and leaves all else."""

import cv2
import numpy as np
import pytest
import torch
from discs import pictures, settings

from ganca.data.edges import find
from ganca.model.automaton import VISIBLE
from ganca.train.pen import TIPS, broadened, interrupted, redrawn, traced
from ganca.train.trainer import Training

EDGES = (torch.rand(40, 1, 9, 11, generator=torch.Generator().manual_seed(0)) < 0.1).float()
WHITE = torch.zeros(1, 4, 1, 1)  # no picture: the white paper


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
    assert torch.equal(redrawn(EDGES, WHITE, {"fine": 0.3}), EDGES)


def test_a_line_of_one_pixel_becomes_as_wide_as_the_tip():
    line = torch.zeros(1, 1, 7, 7)
    line[..., 3, :] = 1
    widths = {name: int(broadened(line, tip)[0, 0, :, 3].sum()) for name, tip in TIPS.items()}
    assert widths == {"fine": 1, "medium": 2, "round": 3, "broad": 3}


def test_every_stroke_is_kept_and_pens_are_taken_in_their_shares():
    torch.manual_seed(0)
    dots = torch.zeros(4000, 1, 5, 5)
    dots[:, :, 2, 2] = 1
    drawn = redrawn(dots, WHITE, {"fine": 4, "medium": 3, "round": 2, "broad": 1})
    assert (drawn >= dots).all()
    marked = drawn.flatten(1).sum(1)
    # 4,000 draws: the share's standard deviation is 0.8 % at most
    for pixels, share in ((1, 0.4), (4, 0.3), (5, 0.2), (9, 0.1)):
        assert (marked == pixels).float().mean().item() == pytest.approx(share, abs=0.03)


def test_pens_are_drawn_from_the_generator_that_checkpoints_keep():
    shares = {"fine": 1, "broad": 1}
    torch.manual_seed(3)
    redrawn(EDGES, WHITE, shares)
    state = torch.get_rng_state()
    first = redrawn(EDGES, WHITE, shares)
    torch.set_rng_state(state)
    assert torch.equal(first, redrawn(EDGES, WHITE, shares))


def test_gaps_open_their_share_of_outlines_and_draw_nothing():
    torch.manual_seed(0)
    ring = np.zeros((24, 24), np.uint8)
    cv2.circle(ring, (12, 12), 9, 1)
    rings = torch.from_numpy(ring).float().expand(2000, 1, 24, 24)
    lines = redrawn(rings, WHITE, {"fine": 1, "gaps": 0.4})
    assert (lines <= rings).all()
    opened = (lines != rings).flatten(1).any(1)
    # 2,000 draws: the share's standard deviation is 1.1 %
    assert opened.float().mean().item() == pytest.approx(0.4, abs=0.04)
    # one to three gaps, each at least 3 pixels of the line; those that meet are one
    drawn = lines[:, 0].numpy().astype(np.uint8)
    areas = [cv2.connectedComponents(1 - line, connectivity=4)[0] - 1 for line in drawn]
    assert np.array_equal(np.array(areas) == 1, opened.numpy())  # ground and inside are one
    assert {cv2.connectedComponents(line)[0] - 1 for line in drawn} == {1, 2, 3}
    assert ((rings - lines).sum((1, 2, 3))[opened] >= 3).all()


def test_gaps_without_a_pen_and_pens_without_gaps():
    assert not torch.equal(redrawn(EDGES, WHITE, {"fine": 0, "gaps": 1}), EDGES)
    torch.manual_seed(3)
    first = redrawn(EDGES, WHITE, {"fine": 1, "broad": 1})
    torch.manual_seed(3)
    assert torch.equal(first, redrawn(EDGES, WHITE, {"fine": 1, "broad": 1, "gaps": 0}))


def test_an_empty_page_stays_empty_however_many_gaps():
    assert not interrupted(torch.zeros(5, 1, 9, 9), 1).any()


def face(outline):
    """A yellow disc with a mouth, (1, 4, 40, 40), and its edges, (1, 1, 40, 40)."""
    picture = np.zeros((40, 40, 4), np.uint8)
    cv2.circle(picture, (20, 20), 16, (250, 220, 40, 255), -1)
    cv2.circle(picture, (20, 20), 16, (*outline, 255), 2)
    cv2.line(picture, (13, 26), (27, 26), (*outline, 255), 2)
    found = find(picture[None], "canny", 150, 300)
    truth = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
    return truth, torch.from_numpy(found.astype(np.float32))[:, None]


def test_a_traced_stroke_is_one_line_where_the_detector_finds_two():
    truth, edges = face(outline=(0, 0, 0))
    line = traced(edges, truth)
    black = (truth[:, 3:] > 0.5) & (truth[:, :3].amax(1, keepdim=True) < 0.5)
    assert not (line * ~black).any() and (edges * ~black).any()
    across = slice(20, 32), 20  # through the middle of the mouth
    sides, strokes = (np.diff(m[0, 0].numpy()[across]).clip(0).sum() for m in (edges, line))
    assert (sides, strokes) == (2, 1)


def test_edges_of_nothing_dark_are_traced_as_they_are():
    truth, edges = face(outline=(250, 120, 40))
    assert edges.any() and torch.equal(traced(edges, truth), edges)
    assert torch.equal(traced(EDGES, WHITE.expand(len(EDGES), 4, 9, 11)), EDGES)


PENS = {"fine": 0, "traced": 0, "medium": 0, "round": 0, "broad": 1}


def examples(**changes):
    return Training(settings(pool=4, persistence=0.5, **changes), pictures(), seed=0).examples


def test_a_state_that_starts_anew_has_redrawn_lines_and_the_truth_stays():
    plain, penned = examples(), examples(pen=PENS)
    indices = torch.tensor([0, 1])
    thin, broad = plain.start(indices), penned.start(indices)
    assert torch.equal(thin, plain.seeds[indices])
    expected = broadened(thin[:, :1], TIPS["broad"]).expand(-1, VISIBLE, -1, -1)
    assert torch.equal(broad[:, :VISIBLE], expected) and (broad > thin).any()
    assert torch.equal(plain.truth, penned.truth) and torch.equal(plain.seeds, penned.seeds)


def test_a_sample_of_the_pool_keeps_the_lines_that_it_started_from():
    """A critic that sees edges judges a picture by the lines that it was drawn from."""
    drawn = examples(pen=PENS | {"fine": 1})
    for _ in range(12):
        state, indices = drawn.draw()
        fresh = drawn.age == 0
        assert torch.equal(drawn.lines[fresh], state[fresh, :1])
        # as a rollout would end: its state says nothing of its lines, but for a mark of its own
        marks = drawn.lines.flatten(1).sum(1)
        if drawn.places is not None:
            assert torch.equal(state[~fresh, 5, 0, 0], marks[~fresh])
        final = torch.zeros_like(state)
        final[:, 5] = marks[:, None, None]
        drawn.keep(final, indices)
    assert len(set(marks.tolist())) > 1
