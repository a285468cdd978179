"""Draws the losses of one model's trainings, and its error on validation pictures."""

from jobs.running import running

from matplotlib.figure import Figure

from ganca.show.plots import DPI, LINES, WIDTH, draw_losses, logarithmic, read_log

TRAINED_BY = [["loss"], ["generator", "critic"]]

with running(snakemake):
    figure = Figure((WIDTH, 2.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    for seed, path in enumerate(snakemake.input.logs):
        log = read_log(path)
        (columns,) = [names for names in TRAINED_BY if names[0] in log]
        for name, style in zip(columns, LINES, strict=False):
            draw_losses(left, log, name, f"{'_' * (seed > 0)}{name}", **style | {"marker": ""})
        draw_losses(right, log, "validation", "validation", **LINES[0] | {"marker": ""})
    for axes, title in ((left, "what is trained on"), (right, "L2 loss on validation pictures")):
        axes.set(title=title, xlabel="training step", xlim=(0, log["step"][-1]))
    left.legend()
    logarithmic(right)
    figure.savefig(snakemake.output[0], dpi=DPI, metadata={"Software": None})
