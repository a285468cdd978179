"""Figure G: each row has the numbers of its own model, at the horizons that it is asked for."""

from figures.fourfold import label


def row(model, steps, mean, where="drawings", group="", metric="quality"):
    keys = {"model": model, "set": where, "group": group, "metric": metric}
    return {**keys, "steps": steps, "mean": mean}


METRICS = [
    row("ours", "55.0", "0.1", where="wobbled"),
    row("ours", "55.0", "0.2", group="hats"),
    row("ours", "55.0", "0.3", metric="palette"),
    row("theirs", "55.0", "0.4"),
    row("ours", "100.0", "0.6"),
    row("ours", "200.0", "0.876"),
    row("ours", "55.0", "0.75"),
    row("ours", "200.0", "0.9", metric="stroke_darkness"),
    row("ours", "55.0", "0.8", metric="stroke_darkness"),
    row("theirs", "55.0", "0.7", metric="stroke_darkness"),
]


def test_a_row_tells_how_its_model_was_trained_and_how_good_all_its_drawings_are():
    ours = {"model": "ours", "critic": True, "pen": False}
    assert label(ours, METRICS, [55, 200]) == "critic, no pen\n0.75, 0.88; strokes 0.80"
    theirs = {"model": "theirs", "critic": False, "pen": True}
    assert label(theirs, METRICS, [55]) == "no critic, pen\n0.40; strokes 0.70"
