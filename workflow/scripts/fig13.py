"""Figure 13: the supervised NCA's L2 loss while it trains, on training and validation faces."""

from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from ganca.plots import BLUE, VERMILLION, WIDTH, draw_losses, read_log, save
from job import running

with running(snakemake):
    figure = Figure((WIDTH, 2.2), layout="constrained")
    axes = figure.subplots()
    for seed, path in enumerate(snakemake.input.logs):
        log = read_log(path)
        named = "_" * (seed > 0)
        draw_losses(axes, log, "loss", f"{named}training", color=BLUE)
        style = {"color": VERMILLION, "linestyle": "--"}
        draw_losses(axes, log, "validation", f"{named}validation", **style)
    axes.set(xlim=(0, log["step"][-1]), yscale="log", xlabel="training step")
    axes.set_ylabel("L2 loss: half the squared\nerror summed over a picture")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.legend()
    save(figure, *snakemake.output)
