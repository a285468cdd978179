"""The pen: a training picture's edges redrawn as a hand would, its truth unchanged.

Edges that Canny finds are one pixel wide.  An automaton that has met no others leaves holes inside
thin outlines of large faces, and smudges strokes of a felt pen.  And Canny finds the two sides of
a stroke, where a hand draws the stroke itself.  Not in the paper.
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
GAPS = 3  # that a line has at most
DARK = 0.5  # the brightest channel of a stroke's pixels, on white paper, is below this


def redrawn(edges, truth, pen):
    """Edge maps, each traced or redrawn with a tip, whichever is drawn at random, and interrupted.

    edges: (batch, 1, height, width) float32, 0 or 1.  truth: the pictures that they are edges of,
    (batch, 4, height, width) RGBA in [0, 1].  pen: how often `traced` and each of TIPS is taken,
    by name, in proportion to their sum; and `gaps`, how often `interrupted`.  Draws from torch's
    global generator, so that a training that is resumed draws the same pens.
    """
    shares = {name: share for name, share in pen.items() if share and name != "gaps"}
    if shares:
        weights = torch.tensor([float(share) for share in shares.values()])
        drawn = torch.multinomial(weights, len(edges), replacement=True).to(edges.device)
        lines = torch.stack([drawn_with(name, edges, truth) for name in shares])
        edges = lines[drawn, torch.arange(len(edges), device=edges.device)]
    return interrupted(edges, pen["gaps"]) if pen.get("gaps") else edges


def drawn_with(name, edges, truth):
    """Edge maps as one pen draws them."""
    return traced(edges, truth) if name == "traced" else broadened(edges, TIPS[name])


def traced(edges, truth):
    """The dark strokes beside the edges, and the edges that have no dark beside them.

    As a hand traces a picture: a mouth that is one stroke becomes one line, where the detector has
    found its two sides.  Of fonts without dark strokes the edges stay as they are.
    """
    alpha = truth[:, 3:]
    brightest = (truth[:, :3] * alpha + 1 - alpha).amax(1, keepdim=True)
    dark = (brightest < DARK).to(edges.dtype)
    beside_edges, beside_dark = (broadened(part, TIPS["broad"]) for part in (edges, dark))
    return torch.maximum(dark * beside_edges, edges * (1 - beside_dark))


def broadened(edges, tip):
    """Edge maps (batch, 1, height, width) in whose lines each pixel is one touch of a tip."""
    kernel = tip.flip(0, 1).to(edges)[None, None]
    before = [(side - 1) // 2 for side in tip.shape]
    after = [side - 1 - start for side, start in zip(tip.shape, before, strict=True)]
    padded = F.pad(edges, (after[1], before[1], after[0], before[0]))
    return (F.conv2d(padded, kernel) > 0).to(edges.dtype)


def interrupted(lines, share):
    """Edge maps (batch, 1, height, width), a `share` of them with one to three gaps, at random.

    People don't close every line.  A gap is a square around a pixel of a line, 3 or 5 pixels wide.
    """
    count, _, height, width = lines.shape
    opened = (torch.rand(count) < share)[:, None]
    gaps = opened & (torch.arange(GAPS) < torch.randint(1, GAPS + 1, (count, 1)))
    reach = torch.randint(1, 3, (count, GAPS)).to(lines.device)[..., None, None]
    chance = torch.rand(count, height * width).to(lines.device) * lines.flatten(1)
    middles = chance.topk(GAPS).indices[..., None, None]
    rows, columns = (torch.arange(side, device=lines.device) for side in (height, width))
    near = ((rows[:, None] - middles // width).abs() <= reach) & (
        (columns - middles % width).abs() <= reach
    )
    erased = near & gaps.to(lines.device)[..., None, None]
    return lines * ~erased.any(1, keepdim=True)
