"""The pages that are written from kept tables."""

import json
import re

import pandas as pd
import pytest

from ganca.errors import InputError
from ganca.results import write_table
from ganca.show import documents, kept

TEMPLATES = "workflow/docs"
SETS = [("drawings", "quality"), ("drawings", "stroke_darkness")]
SETS += [("wobbled", "ssim"), ("wobbled", "quality")]
RECORD = {
    "config": "default",
    "given": [],
    "command": "snakemake --cores all docs",
    "date": "2026-11-26",
    "parts": {
        "supervised": "nca",
        "improved": "improved",
        "adversarial": "modern",
        "without_critic": "rival",
        "without_pen": "plain",
    },
    "seeds": [0],
    "horizons": [28, 200],
    "report_at": 28,
}
QUALITY = {"nca": 0.44, "improved": 0.26, "modern": 0.62, "rival": 0.71, "plain": 0.6}
QUALITY["truth"] = 0.85
GAPS = {("modern", "nca"): 0.18, ("improved", "nca"): -0.18, ("modern", "rival"): -0.09}
GAPS["modern", "plain"] = 0.02


def measured():
    """A table as metrics.csv, with more rows than are told."""
    rows = []
    for model, value in QUALITY.items():
        for steps in [28, 55, 200] if model != "truth" else [None]:
            for where, metric in [*SETS, ("faces", "mse")]:
                for group in ("", "big"):
                    numbers = {"mean": value, "low": value - 0.03, "high": value + 0.03}
                    keys = {"model": model, "set": where, "split": "ood", "group": group}
                    keys |= {"steps": steps, "metric": metric, "sd": None}
                    rows.append(keys | numbers | {"pictures": 27, "seeds": 1})
    return pd.DataFrame(rows)


def compared():
    """A table as differences.csv."""
    rows = []
    for (model, against), value in GAPS.items():
        for steps in (28, 55, 200):
            for where, metric in SETS:
                keys = {"model": model, "against": against, "seed": None, "set": where}
                keys |= {"split": "ood", "group": None, "steps": steps, "metric": metric}
                rows.append(
                    keys | {"difference": value, "low": value - 0.05, "high": value + 0.05}
                )
    return pd.DataFrame(rows)


def trained():
    """A table as models.csv."""
    names = [name for name in QUALITY if name != "truth"]
    row = {"seed": 0, "state": "trained", "parameters": 20624, "seconds": 1800, "grid": 28}
    row |= {"device": "a processor", "precision": "float32", "steps": 1200, "trained": 1200}
    rows = [{"model": name, "extra": 1, **row} for name in names]
    stopped = row | {"model": "stopped", "steps": 600}  # another's, and compared with none
    return pd.DataFrame([*rows, stopped])


def judged():
    """A table as claims.csv."""
    rows = [
        ["It is stable.", "error late over early", 1.33, 1.28, 1.41, "reproduced"],
        ["It is good.", "quality", 0.5, 0.4, 0.6, "partly"],
        ["It is seen.", "nothing", None, None, None, "not measured"],
    ]
    return pd.DataFrame(rows, columns=["claim", "measure", "value", "low", "high", "verdict"])


def timed():
    """Tables as `snakemake benchmark` makes them."""
    shape = {"workload": "28 x 28, batch 8, 16 steps", "kind": "training", "rounds": 3}
    shape |= {"living": 0.69, "device": "a processor"}
    ways = [
        ("PyTorch as usually written", 1, 4.0, 10),
        ("this project, float32", 1, 1.0, 40),
        ("this project, torch, float32", 1, 2.0, 20),
        ("this project, float32", 2, 1.5, 30),
        ("this project, float32, 2 side by side", 2, 1.0, 80),
        ("CAX", 1, 50.0, 1),
    ]
    keys = ("contender", "threads", "seconds", "giga_per_second")
    table = pd.DataFrame([shape | dict(zip(keys, way, strict=True)) for way in ways])
    return {"speed": table.assign(share=table.giga_per_second / 50)}


def keep_all(folder, **changes):
    """Keeps the tables above as one run, with some of the record's keys changed."""
    tables = {
        "metrics": measured(),
        "differences": compared(),
        "models": trained(),
        "claims": judged(),
    }
    record = RECORD | changes
    tables = {name: kept.kept(name, table, record) for name, table in tables.items()}
    kept.keep(folder / "runs" / kept.run_name(record), record, tables)


@pytest.fixture
def told(tmp_path):
    """The pages about one run and one machine, by name."""
    keep_all(tmp_path)
    kept.keep(tmp_path / "speed/a", {"device": "a processor", "date": "2026-11-26"}, timed())
    return documents.pages(TEMPLATES, tmp_path)


def test_only_what_the_pages_tell_is_kept(tmp_path):
    keep_all(tmp_path)
    table = pd.read_csv(tmp_path / "runs/default/metrics.csv")
    assert set(zip(table["set"], table.metric, strict=True)) == set(SETS)
    assert set(table.steps.dropna()) == {28, 200} and table.group.isna().all()
    assert "extra" not in pd.read_csv(tmp_path / "runs/default/models.csv")


def test_numbers_and_verdicts_come_from_the_tables(told):
    page = told["results.md"]
    assert "| It is stable. | error late over early | 1.33 (1.28 to 1.41) | reproduced |" in page
    assert "| It is seen. | nothing | not measured | not measured |" in page
    assert "| `modern` | 20,624 | 0.62 (0.59 to 0.65) | 0.62 (0.59 to 0.65) |" in page
    assert "1 reproduced, 1 partly reproduced, 0 not reproduced and 1 not measured" in page
    assert "score 0.85 in quality: that is the ceiling" in page
    assert "trainings of 1,200 steps" in page and "2.5 hours of one core" in page
    assert "`stopped`" not in page


def test_a_training_that_is_not_at_its_end_is_told(tmp_path, told):
    assert "training's end" not in "".join(told.values())
    table = pd.read_csv(tmp_path / "runs/default/models.csv")
    rows = table.assign(state=table.state.where(table.model != "rival", "unfinished"))
    write_table(tmp_path / "runs/default/models.csv", rows)
    page = documents.pages(TEMPLATES, tmp_path)["results.md"]
    assert "\n\n`rival` is not at its training's end: this is it after 1,200 steps.\n\n" in page


def test_the_words_of_a_comparison_follow_its_interval(told):
    page = told["results.md"]
    rival = "the same training without a critic, `rival`"
    assert "`modern`, is better on drawings than the paper's supervised" in page
    assert f"`modern`, is worse on drawings than {rival}: a difference of -0.09" in page
    assert documents.sign(kept.Number(0.1, -0.1, 0.3)) == 0
    assert documents.bold(kept.Number(0.1, -0.1, 0.3)) == "0.10"
    assert documents.bold(kept.Number(-0.1, -0.2, -0.05)) == "**-0.10**"


def test_the_speed_page_tells_ratios_of_what_was_timed(told):
    page = told["speed.md"]
    assert "| PyTorch as usually written | 10 |" in page
    assert "| this project, float32, 2 threads | 30 |" in page
    assert "`this project, float32` is 4.0 times as fast as PyTorch as usually written." in page
    assert "It is 50 times as fast as CAX." in page
    assert "at 80 % of the fastest matrix product" in page


def test_a_claim_tells_its_range_over_seeds_and_why_it_is_judged_so(tmp_path):
    keep_all(tmp_path)
    table = judged().assign(seeds=[3, 1, 3], least=[1.1, None, None], most=[1.5, None, None])
    table["reason"] = [None, "one seed", None]
    table.to_csv(tmp_path / "runs/default/claims.csv", index=False)
    page = documents.pages(TEMPLATES, tmp_path)["results.md"]
    assert "| 1.33 (1.28 to 1.41); 1.10 to 1.50 over 3 seeds | reproduced |" in page
    assert "| 0.50 (0.40 to 0.60) | partly: one seed |" in page
    assert "| not measured | not measured |" in page


def test_of_models_with_further_seeds_it_is_told_how_many_were_trained(tmp_path):
    keep_all(tmp_path)
    path = tmp_path / "runs/default/models.csv"
    first = pd.read_csv(path)
    further = first[first.model == "modern"]
    missing = further.assign(seed=2, state="missing")
    pd.concat([first, further.assign(seed=1), missing]).to_csv(path, index=False)
    page = documents.pages(TEMPLATES, tmp_path)["results.md"]
    assert "steps, 1 seed, of `modern` 2, in" in page and "but where ± tells" in page


def test_several_seeds_are_told_one_by_one(tmp_path):
    keep_all(tmp_path, seeds=[0, 1], given=["seeds=[0, 1]"])
    table = compared()
    every = [table.assign(seed=seed) for seed in (None, 0, 1)]
    path = tmp_path / "runs/default-seeds-0-1/differences.csv"
    pd.concat(every).to_csv(path, index=False)
    page = documents.pages(TEMPLATES, tmp_path)["results.md"]
    assert "## The default run, `seeds=[0, 1]`" in page
    assert "| `nca` | **0.18**, **0.18** |" in page
    assert "rests on one training" not in page


@pytest.mark.parametrize("page", ["results.md", "speed.md", "readme.md"])
def test_without_a_run_a_page_says_how_to_make_one(tmp_path, page):
    assert "snakemake --cores all docs" in documents.pages(TEMPLATES, tmp_path)[page]


@pytest.mark.parametrize("page", ["results.md", "speed.md", "readme.md"])
def test_pages_are_whole_markdown(told, page):
    text = told[page]
    assert "None" not in text and "nan" not in text and "{" not in text
    assert "\n\n\n" not in text
    widths = [line.count("|") for line in text.splitlines()]
    for above, line, width in zip(widths, text.splitlines()[1:], widths[1:], strict=False):
        if line.startswith("|") and above:
            assert width == above, line


def test_templates_hold_no_results():
    """A number with digits behind its point is a result; one in a template was typed by hand."""
    for path in sorted(documents.Path(TEMPLATES).glob("*.j2")):
        words = re.sub(r"{[{%#].*?[}%#]}", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"\d\.\d", words), path


def test_the_readme_keeps_all_but_what_stands_between_the_marks():
    text = f"before\n{documents.BEGIN}\nold\n{documents.END}\nafter\n"
    new = documents.with_part(text, "new\n")
    assert new == f"before\n{documents.BEGIN}\n\nnew\n\n{documents.END}\nafter\n"
    with pytest.raises(InputError, match=r"README\.md: put the results between"):
        documents.with_part("no marks", "new\n")


def test_a_cut_table_is_named(tmp_path):
    keep_all(tmp_path)
    (tmp_path / "runs/default/claims.csv").write_text("")
    with pytest.raises(InputError, match=r"claims\.csv: cannot be read"):
        kept.runs(tmp_path / "runs")


def test_a_record_says_which_run_it_was(tmp_path):
    keep_all(tmp_path)
    record = json.loads((tmp_path / "runs/default/run.json").read_text())
    assert record == RECORD
