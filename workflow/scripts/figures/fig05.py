"""Figure 5: the losses of the adversarial trainings, generator against critic."""

from matplotlib.figure import Figure

from ganca.show.plots import BLUE, VERMILLION, WIDTH, draw_losses, read_log

LOSS = {
    "bce": "cross-entropy (nats)",
    "wasserstein": "Wasserstein loss",
    "relativistic": "relativistic loss (nats)",
}


def panel(axes, paths):
    """Draws both losses of one model, all its seeds."""
    for seed, path in enumerate(paths):
        log = read_log(path)
        named = "_" * (seed > 0)
        draw_losses(axes, log, "generator", f"{named}generator", color=BLUE)
        draw_losses(axes, log, "critic", f"{named}critic", color=VERMILLION, linestyle="--")
    axes.set_xlim(0, log["step"][-1])


def draw(paths, params):
    models = params.models
    figure = Figure((WIDTH, 1.9 * -(-len(models) // 2)), layout="constrained")
    grid = figure.subplots(-(-len(models) // 2), 2, squeeze=False).flat
    for (model, objective), letter, axes in zip(models.items(), "abcd", grid, strict=False):
        panel(axes, [path for path in paths.logs if f"/{model}/" in path])
        axes.set(title=f"({letter}) {model}", ylabel=LOSS[objective], xlabel="training step")
    for unused in grid:
        unused.remove()
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside upper right", ncols=2)
    return figure, ""
