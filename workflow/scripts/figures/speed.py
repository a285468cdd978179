"""The speed of training steps, and how their seconds and memory grow with their size."""

from matplotlib.figure import Figure

from figures.common import table
from ganca.show.plots import BLUE, GREY, LINES, WIDTH

AXES = {
    "side": "side of the grid",
    "batch": "batch",
    "steps": "steps of the rollout",
    "emojis": "training pictures",
}
COSTS = {"seconds": ("seconds", 1), "peak_bytes": ("peak memory (GB)", 1e-9)}
OURS = "this project"
CONTENDERS = ("PyTorch as usually written", OURS, f"{OURS}, recomputed", f"{OURS}, fused")


def label(row):
    """A contender's name with its number of threads, unless the name tells that."""
    threads = int(row["threads"])
    plural = "s" * (threads > 1)
    alone = "side by side" in row["contender"]
    return row["contender"] if alone else f"{row['contender']}, {threads} thread{plural}"


def draw_rates(axes, rows):
    """Draws a bar a contender, its operations a second, with a line from slowest to quickest."""
    rows = sorted(rows, key=lambda row: float(row["giga_per_second"]))
    for place, row in enumerate(rows):
        rate, middle = float(row["giga_per_second"]), float(row["seconds"])
        ours, ceiling = row["contender"].startswith(OURS), row["contender"].startswith("matrix")
        axes.barh(
            place,
            rate,
            color=BLUE if ours else "none" if ceiling else GREY,
            height=0.7,
            edgecolor=GREY if ceiling else "none",
            linestyle="--" if ceiling else "-",
        )
        ends = [rate * middle / float(row[end]) for end in ("slowest", "quickest")]
        axes.plot(ends, [place, place], color="black", linewidth=0.8)
        axes.annotate(
            f"{rate:,.0f}",
            (max(rate, ends[1]), place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    axes.set_yticks(range(len(rows)), [label(row) for row in rows])
    axes.set(title=f"training: {rows[0]['workload']}", xlabel="GFLOP a second")
    axes.margins(x=0.12)
    axes.grid(False, axis="y")


def draw_cost(axes, rows, cost, unit):
    """Draws one cost against one size, a line a contender, both axes logarithmic."""
    for name, style in zip(CONTENDERS, LINES, strict=False):
        points = [row for row in rows if row["contender"] == name]
        pairs = sorted((float(row["value"]), float(row[cost]) * unit) for row in points)
        if pairs:
            axes.plot(*zip(*pairs, strict=True), label=name, **style)
    axes.set(xscale="log", yscale="log")
    values = sorted({int(row["value"]) for row in rows})
    axes.set_xticks(values, values)
    axes.minorticks_off()


def draw(paths, params):
    speed = [row for row in table(paths.speed) if row["kind"] == "training"]
    scaling = table(paths.scaling)
    figure = Figure((WIDTH, 8.5), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(1.25, 1))
    workloads = list(dict.fromkeys(row["workload"] for row in speed))
    for axes, workload in zip(above.subplots(len(workloads), 1), workloads, strict=True):
        draw_rates(axes, [row for row in speed if row["workload"] == workload])
    grid = below.subplots(len(COSTS), len(AXES), sharey="row", sharex="col")
    for line, (cost, (name, unit)) in zip(grid, COSTS.items(), strict=True):
        for axes, (axis, title) in zip(line, AXES.items(), strict=True):
            draw_cost(axes, [row for row in scaling if row["axis"] == axis], cost, unit)
            axes.set_xlabel(title if cost == "peak_bytes" else "")
        line[0].set_ylabel(name)
    below.legend(*grid[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure, ""
