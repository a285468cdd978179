"""The sources that a rule depends on: its script and whatever that imports, however far down."""

import pytest

import dag
from ganca import provenance


@pytest.fixture
def scripts(tmp_path, monkeypatch):
    """A folder of scripts: draw -> library.high -> library.low, and an unrelated module."""
    library = tmp_path / "library"
    library.mkdir()
    (tmp_path / "draw.py").write_text("import sys\nfrom library.high import paint\n")
    (library / "__init__.py").touch()
    (library / "high.py").write_text("import numpy\nfrom library import low\n")
    (library / "low.py").write_text("import library.high\n")  # round and round
    (library / "other.py").touch()
    monkeypatch.setattr(dag, "SCRIPTS", tmp_path)
    provenance.imported.cache_clear()
    return tmp_path


def test_a_transitive_import_is_found_and_nothing_else(scripts):
    names = ["draw.py", "library/__init__.py", "library/high.py", "library/low.py"]
    assert dag.sources("draw") == [str(scripts / name) for name in names]


def test_an_import_inside_a_function_counts(scripts):
    (scripts / "draw.py").write_text("def late():\n    from library.other import x\n")
    assert str(scripts / "library" / "other.py") in dag.sources("draw")


def test_a_real_rule_reaches_the_library_through_the_library():
    """The trainer imports the automaton's products in C: editing them must retrain."""
    found = dag.sources("train_model")
    for module in ("train_model.py", "jobs/running.py", "ganca/train/trainer.py"):
        assert f"workflow/scripts/{module}" in found
    for precision in ("bfloat16", "float32"):
        assert f"workflow/scripts/ganca/model/rollout/native_{precision}.c" in found


def test_no_figure_depends_on_the_training():
    """A figure that imported the trainer would be drawn anew, and would import torch."""
    for figure in sorted(dag.SCRIPTS.glob("figures/fig[01]*.py")):
        reached = dag.sources("draw_figure", f"figures/{figure.stem}")
        assert "workflow/scripts/ganca/train/trainer.py" not in reached
