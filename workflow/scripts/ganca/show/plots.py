"""What all figures share: one style, crisp pixels, curves, and files without a date.

Importing this module sets the style.  It does without pyplot, so that no window is opened and a
figure is drawn within seconds.
"""

import csv
import logging

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from ganca.results import read_table

WIDTH = 5.75  # inches, the width of the paper's text
DPI = 200  # of the PNG beside each PDF
PIXELS = 160  # to which a picture is enlarged at least, so that no viewer blurs its pixels

# Okabe and Ito's palette, which the colour-blind can tell apart (jfly.uni-koeln.de/color).
BLUE, VERMILLION, GREEN = "#0072b2", "#d55e00", "#009e73"
PURPLE, ORANGE, SKY = "#cc79a7", "#e69f00", "#56b4e9"
BROWN, OLIVE, INDIGO = "#8c564b", "#8a8000", "#4b3a9d"
INK, GREY, PALE = "#222222", "#777777", "#dddddd"

# Several lines in one plot differ by colour, dash and marker; a photocopy keeps the latter two.
LINES = [
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": VERMILLION, "linestyle": "--", "marker": "s"},
    {"color": GREEN, "linestyle": "-.", "marker": "^"},
    {"color": PURPLE, "linestyle": ":", "marker": "D"},
    {"color": ORANGE, "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
    {"color": SKY, "linestyle": (0, (1, 1)), "marker": "P"},
    {"color": INK, "linestyle": (0, (6, 2)), "marker": "X"},
    {"color": BROWN, "linestyle": (0, (3, 1, 1, 1)), "marker": "*"},
    {"color": OLIVE, "linestyle": (0, (8, 2, 2, 2)), "marker": "<"},
    {"color": INDIGO, "linestyle": (0, (2, 2)), "marker": "h"},
]

STYLE = {
    "font.family": "serif",
    "font.serif": ["STIXGeneral"],  # comes with matplotlib: the same on every machine
    "mathtext.fontset": "stix",
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.4,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "lines.linewidth": 1.3,
    "lines.markersize": 4,
    "pdf.fonttype": 42,  # fonts embedded as outlines that can be searched and edited
    "image.composite_image": False,  # each picture stays a picture of its own in the PDF
}
matplotlib.rcdefaults()
matplotlib.rcParams.update(STYLE)
logging.getLogger("fontTools").setLevel(logging.WARNING)  # tells of every glyph that it embeds


def line_style(i):
    """The style of line `i`: LINES in turn, in every second round with hollow markers."""
    style = LINES[i % len(LINES)]
    return style | {"markerfacecolor": "white"} if i // len(LINES) % 2 else style


def black_on_white(edges):
    """Edge maps (..., height, width) in {0, 1} as black strokes on white: uint8 RGB."""
    return np.repeat(np.where(edges[..., None] > 0, 0, 255).astype(np.uint8), 3, axis=-1)


def enlarged(pictures, side=PIXELS):
    """Pictures (..., height, width, channels) with each pixel repeated to a square.

    side: pixels that the longer side has at least.
    """
    factor = -(-side // max(pictures.shape[-3:-1]))
    return pictures.repeat(factor, axis=-3).repeat(factor, axis=-2)


def sheet(width, height):
    """A figure of this size with one bare axes over it, in inches, y downwards."""
    figure = Figure((width, height))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def place(axes, picture, x, y, side):
    """Draws a square RGB picture on a sheet, its upper left corner at (x, y), all in inches."""
    extent = (x, x + side, y + side, y)
    return axes.imshow(enlarged(picture), extent=extent, aspect="auto", zorder=2)


def running_median(values, window):
    """The median of the `window` values around each one; fewer at the ends, nan left out."""
    half = window // 2
    padded = np.pad(np.asarray(values, dtype=float), half, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    return np.nanmedian(windows, axis=1)


def draw_losses(axes, log, column, name, **style):
    """Draws one loss against the training step: logged values thin, their running median bold.

    The axes are fitted to the values between the 1st and the 99th percentile, for a single spike
    would flatten everything.
    log: a mapping from column to values, such as `read_log` gives.
    """
    known = np.isfinite(log[column])
    steps, values = log["step"][known], log[column][known]
    axes.add_artist(Line2D(steps, values, color=style["color"], linewidth=0.4, alpha=0.35))
    axes.update_datalim(np.column_stack([steps[[0, -1]], np.percentile(values, [1, 99])]))
    smooth = running_median(values, max(1, len(values) // 30))
    axes.plot(steps, smooth, label=name, **style)


def logarithmic(axes):
    """Makes the vertical axis logarithmic; plain numbers stand at 1, 2 and 5 times 10^n."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())


def read_log(path):
    """The columns of a log.csv, name -> float array; nan where a cell is empty."""
    rows = list(csv.DictReader(read_table(path)))
    return {key: np.array([float(row[key] or "nan") for row in rows]) for key in rows[0]}


def save(figure, pdf, png, credit=""):
    """Writes a figure as PDF and PNG without date or version: equal figures make equal files.

    credit: for the pictures in it, kept in both files' metadata.
    """
    nameless = {"CreationDate": None, "Creator": None, "Producer": None}
    for image in figure.findobj(matplotlib.image.AxesImage):
        image.set_interpolation("none")  # embedded pixel by pixel
    figure.savefig(pdf, metadata=nameless | {"Subject": credit} if credit else nameless)
    for image in figure.findobj(matplotlib.image.AxesImage):
        image.set_interpolation("antialiased")
    figure.savefig(png, dpi=DPI, metadata={"Software": None, "Copyright": credit})
