"""Figure 13: the supervised NCA's L2 loss while it trains, on training and validation faces."""

from matplotlib.figure import Figure

from ganca.show.plots import BLUE, VERMILLION, WIDTH, draw_losses, logarithmic, read_log


def draw(paths, params):
    figure = Figure((WIDTH, 2.2), layout="constrained")
    axes = figure.subplots()
    for seed, path in enumerate(paths.logs):
        log = read_log(path)
        named = "_" * (seed > 0)
        draw_losses(axes, log, "loss", f"{named}training", color=BLUE)
        style = {"color": VERMILLION, "linestyle": "--"}
        draw_losses(axes, log, "validation", f"{named}validation", **style)
    axes.set(xlim=(0, log["step"][-1]), xlabel="training step")
    axes.set_ylabel("L2 loss: half the squared\nerror summed over a picture")
    logarithmic(axes)
    axes.legend()
    return figure, ""
