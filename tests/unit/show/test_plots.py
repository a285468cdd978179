"""What every figure promises: true colours, crisp pixels, equal files for equal figures."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from ganca.show import plots

SCRIPTS = Path(plots.__file__).parents[2]

DRAW = """
import sys
import numpy as np
from matplotlib.figure import Figure
from ganca.show import plots
figure, axes = plots.sheet(2, 1)
plots.place(axes, np.arange(48, dtype=np.uint8).reshape(4, 4, 3), 0.5, 0, 1)
axes.text(1, 0.5, "é α → 1,234")
axes.plot([0, 2], [0, 1], label="line")
axes.legend()
plots.save(figure, *sys.argv[1:], "somebody")
"""


def rendered(figure):
    """The figure as it comes out of the PNG backend, (height, width, 3) uint8, 100 dpi."""
    figure.set_dpi(100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def test_edges_are_black_on_white():
    picture = plots.black_on_white(np.array([[1, 0]], np.uint8))
    assert picture.tolist() == [[[0, 0, 0], [255, 255, 255]]]


def test_running_median_ignores_a_spike_and_shrinks_at_the_ends():
    assert plots.running_median([1, 2, 90, 4, 5], 3).tolist() == [1.5, 2, 4, 5, 4.5]


def test_running_median_of_one_value_is_the_value():
    assert plots.running_median([1, 5, 3], 1).tolist() == [1, 5, 3]


def test_running_median_passes_over_missing_values():
    assert plots.running_median([1, np.nan, 3], 3).tolist() == [1, 2, 3]


def test_a_log_keeps_its_gaps(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("step,loss,validation\n1,4.5,\n2,4.0,9.0\n\n")
    log = plots.read_log(path)
    assert log["loss"].tolist() == [4.5, 4.0]
    assert np.isnan(log["validation"][0]) and log["validation"][1] == 9


def test_a_sparse_loss_is_drawn_only_where_it_was_measured():
    axes = Figure().subplots()
    log = {"step": np.arange(1.0, 5), "validation": np.array([np.nan, 7, np.nan, 5])}
    plots.draw_losses(axes, log, "validation", "validation", color=plots.BLUE)
    for line in axes.lines:
        assert line.get_xdata().tolist() == [2, 4]


def test_a_spike_does_not_flatten_the_rest_of_a_curve():
    axes = Figure().subplots()
    loss = np.linspace(4, 2, 1000)
    loss[500] = 1e6
    log = {"step": np.arange(1.0, 1001), "loss": loss}
    plots.draw_losses(axes, log, "loss", "loss", color=plots.BLUE)
    low, high = axes.get_ylim()
    assert 1.5 < low < 2.1 and 3.9 < high < 4.5


def test_a_placed_picture_is_upright_and_where_it_was_put():
    """Its upper left pixel is red, its upper right one green, and nothing is blurred."""
    picture = np.full((2, 2, 3), 255, np.uint8)
    picture[0, 0], picture[0, 1], picture[1, 0] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    figure, axes = plots.sheet(3, 2)
    plots.place(axes, picture, 1, 0.5, 1)
    drawn = rendered(figure)
    assert drawn[60, 110].tolist() == drawn[95, 145].tolist() == [255, 0, 0]
    assert drawn[60, 190].tolist() == [0, 255, 0]
    assert drawn[140, 110].tolist() == [0, 0, 255]
    assert (drawn[40] == 255).all() and (drawn[:, :95] == 255).all()


def test_enlarging_repeats_pixels():
    picture = np.random.default_rng(0).integers(0, 256, (28, 28, 3), np.uint8)
    large = plots.enlarged(picture)
    factor = len(large) // 28
    assert len(large) >= plots.PIXELS
    assert (large[::factor, ::factor] == picture).all()
    assert (large[factor - 1 :: factor, factor - 1 :: factor] == picture).all()


def test_every_pixel_becomes_a_square():
    small = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    large = plots.enlarged(small, side=15)
    assert large.shape == (10, 15, 4)
    assert (large[5:, 10:] == small[1, 2]).all()


def test_the_same_figure_is_the_same_file(tmp_path):
    """Byte for byte, from two processes whose clocks and hashes differ."""
    for name, seed in (("a", "1"), ("b", "2")):
        files = [str(tmp_path / f"{name}.{suffix}") for suffix in ("pdf", "png")]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(SCRIPTS)}
        subprocess.run([sys.executable, "-c", DRAW, *files], env=environment, check=True)
    for kind in ("pdf", "png"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_files_carry_the_credit_and_embed_their_fonts(tmp_path):
    pdf, png = tmp_path / "a.pdf", tmp_path / "a.png"
    figure, axes = plots.sheet(1, 1)
    axes.text(0.5, 0.5, "word")
    plots.save(figure, pdf, png, "somebody")
    assert b"somebody" in pdf.read_bytes() and b"somebody" in png.read_bytes()
    assert b"/FontFile2" in pdf.read_bytes()  # TrueType outlines, not Type 3 bitmaps


def test_no_two_of_many_lines_look_alike():
    assert len({str(plots.line_style(i)) for i in range(2 * len(plots.LINES))}) == 20


def test_lines_differ_without_colour():
    """Each line has a dash and a marker of its own, and colours stand out from white paper."""
    for key in ("linestyle", "marker", "color"):
        assert len({str(line[key]) for line in plots.LINES}) == len(plots.LINES)
    for line in plots.LINES:
        red, green, blue = to_rgb(line["color"])
        assert 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.7
