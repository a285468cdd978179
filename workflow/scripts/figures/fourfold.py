"""The same drawings by four models: with a critic or without, with the pen or without."""

from figures.common import chosen, rollouts, rows, table
from ganca.data.dataset import load
from ganca.show.gallery import Gallery

GUTTER = 1.45  # inches for what each row is called, and its numbers


def mean(metrics, model, metric, steps):
    """The mean of a metric over a model's drawings after so many steps, in two digits.

    metrics: the rows of metrics.csv.
    """
    wanted = {"model": model, "set": "drawings", "group": "", "metric": metric}
    found = (row for row in metrics if all(row[key] == told for key, told in wanted.items()))
    return f"{next(float(row['mean']) for row in found if float(row['steps']) == steps):.2f}"


def label(player, metrics, horizons):
    """What a row of pictures is called: how its model was trained, and what came of it.

    player: one of `fourfold_players`.  The numbers: quality at each horizon, and how dark strokes
    are at the first.
    """
    critic = "critic" if player["critic"] else "no critic"
    pen = "pen" if player["pen"] else "no pen"
    numbers = ", ".join(mean(metrics, player["model"], "quality", steps) for steps in horizons)
    darkness = mean(metrics, player["model"], "stroke_darkness", horizons[0])
    return f"{critic}, {pen}\n{numbers}; strokes {darkness}"


def draw(paths, params):
    metrics, drawings = table(paths.metrics), load(paths.drawings)
    horizons = [params.report_at, params.last]
    made = {
        label(player, metrics, horizons): rollouts(path, f"drawings/{params.report_at}")
        for player, path in zip(params.players, paths.rollouts, strict=True)
    }
    gallery = Gallery(columns=12, gutter=GUTTER)
    gallery.add("", rows(drawings, chosen(drawings, 24, "ood"), made))
    return gallery.finished(), ""
