"""The pen: a training picture's edges redrawn with broader lines, its truth unchanged.

Edges that Canny finds are one pixel wide.  An automaton that has met no others leaves holes inside
thin outlines of large faces, and smudges strokes of a felt pen.  Not in the paper.
"""

import torch
from torch.nn import functional as F

# What one touch of each tip marks, centred where the detector's pixel lies.
TIPS = {
    "fine": torch.tensor([[1]]),  # the detector's own line
    "medium": torch.tensor([[1, 1], [1, 1]]),
    "round": torch.tensor([[0, 1, 0], [1, 1, 1], [0, 1, 0]]),
    "broad": torch.tensor([[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
}


def redrawn(edges, shares):
    """Edge maps, each redrawn with a pen whose tip is drawn at random.

    edges: (batch, 1, height, width) float32, 0 or 1.  shares: how often each of TIPS is taken, by
    name; in proportion to their sum.  Draws from torch's global generator, so that a training that
    is resumed draws the same pens.
    """
    names = [name for name, share in shares.items() if share]
    weights = torch.tensor([float(shares[name]) for name in names])
    drawn = torch.multinomial(weights, len(edges), replacement=True).to(edges.device)
    lines = torch.stack([broadened(edges, TIPS[name]) for name in names])
    return lines[drawn, torch.arange(len(edges), device=edges.device)]


def broadened(edges, tip):
    """Edge maps (batch, 1, height, width) in whose lines each pixel is one touch of a tip."""
    kernel = tip.flip(0, 1).to(edges)[None, None]
    before = [(side - 1) // 2 for side in tip.shape]
    after = [side - 1 - start for side, start in zip(tip.shape, before, strict=True)]
    padded = F.pad(edges, (after[1], before[1], after[0], before[0]))
    return (F.conv2d(padded, kernel) > 0).to(edges.dtype)
