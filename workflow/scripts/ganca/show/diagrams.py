"""The shapes of a diagram on a sheet: boxes, funnels, gates, cards, arrows.  In inches."""

from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle

from ganca.show.plots import GREY, INK, place

FILL = {"blue": "#dcebf5", "orange": "#fbeed2", "plain": "#f3f3f3"}


def write(axes, x, y, text, **style):
    """Writes text centred at (x, y)."""
    centred = {"ha": "center", "va": "center", "linespacing": 1, "zorder": 5}
    return axes.text(x, y, text, **centred | style)


def box(axes, x, y, width, height, fill):
    """Draws a rounded box with its upper left corner at (x, y)."""
    style = "round,pad=0,rounding_size=0.05"
    edge = {"edgecolor": GREY, "linewidth": 0.7, "zorder": 1}
    axes.add_patch(FancyBboxPatch((x, y), width, height, style, facecolor=FILL[fill], **edge))


def funnel(axes, x, middle, width, left, right, fill):
    """Draws a layer as a trapezium, `left` inches high on the left and `right` on the right."""
    corners = [(x, middle - left / 2), (x + width, middle - right / 2)]
    corners += [(x + width, middle + right / 2), (x, middle + left / 2)]
    edge = {"edgecolor": GREY, "linewidth": 0.7, "joinstyle": "round"}
    axes.add_patch(Polygon(corners, facecolor=FILL[fill], **edge))


def gate(axes, x, y, sign, radius=0.09):
    """Draws a small circle with a sign in it, such as + or ×."""
    axes.add_patch(Circle((x, y), radius, facecolor="white", edgecolor=INK, linewidth=0.8))
    write(axes, x, y, sign, fontsize=9)


def card(axes, picture, x, y, side):
    """Draws a picture with a thin frame."""
    place(axes, picture, x, y, side)
    frame(axes, x, y, side, edgecolor=GREY, linewidth=0.6)


def frame(axes, x, y, side, **style):
    """Draws a square, empty by default, with its upper left corner at (x, y)."""
    style = {"facecolor": "none", "zorder": 3} | style
    axes.add_patch(Rectangle((x, y), side, side, **style))


def arrow(axes, *points, **style):
    """Draws a line through these points that ends in an arrowhead."""
    style = {"color": INK, "linewidth": 0.9} | style
    axes.plot(*zip(*points, strict=True), solid_joinstyle="miter", zorder=2, **style)
    tip = {"arrowstyle": "-|>", "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0, "linewidth": 0}
    axes.add_patch(FancyArrowPatch(*points[-2:], **tip, color=style["color"], zorder=2))
