"""A file that was cut short at whatever byte is told in one line by whoever reads it."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import dag
from figures import common as figures
from ganca.data import dataset, emoji
from ganca.data.dataset import PictureSet
from ganca.errors import InputError
from ganca.measure import tables
from ganca.measure.metrics import METRICS
from ganca.model import networks
from ganca.model.automaton import Automaton
from ganca.results import check_whole, read_arrays, read_record, write_record, write_table
from ganca.show import page, plots
from ganca.train.record import write_history

EMOJIS = {"emoji": "faces", "train": 2, "validation": 1}


def make_scores(path):
    row = dict.fromkeys(tables.LABELS, "a") | {"seed": 0, "steps": 28}
    table = pd.DataFrame([row | {"quality": 0.5}] * 4)
    tables.write_scores(path, table.reindex(columns=[*tables.LABELS, *METRICS]))


def make_history(path):
    write_history(path, pd.DataFrame({"step": [1, 2, 3], "loss": [0.5, 0.25, 0.125]}))


def make_run(path):
    write_record(path, {"steps": 8, "settings": {"steps": 8}})
    (path.parent / "weights.safetensors").touch()


def make_pictures(path):
    edges = np.arange(48, dtype=np.uint8).reshape(3, 4, 4) % 2
    dataset.save(path, PictureSet(["a", "b", "c"], ["ood"] * 3, [""] * 3, edges))


def make_lists(path):
    rows = ["1f600\ta\tfaces\ttrain", "1f601\tb\tfaces\ttrain", "1f602\tc\tfaces\tvalidation"]
    path.write_text("\n".join(["# emojis", "code\tname\tlist\tsplit", *rows]) + "\n")


KINDS = {
    "metrics.csv": (make_scores, lambda path: tables.read_scores([path])),
    "claims.csv": (make_scores, figures.table),
    "log.csv": (make_history, plots.read_log),
    "run.json": (make_run, read_record),
    "font.json": (
        lambda path: write_record(path, {"credit": "OpenMoji"}),
        lambda path: figures.credit([path]),
    ),
    "pictures.npz": (make_pictures, dataset.load),
    "rollouts.npz": (
        lambda path: np.savez_compressed(path, **{"faces/28": np.eye(9)}),
        lambda path: figures.rollouts(path, "faces/28"),
    ),
    "weights.safetensors": (
        lambda path: networks.save_weights(path, Automaton()),
        networks.load_weights,
    ),
    "rule.safetensors": (lambda path: networks.save_weights(path, Automaton()), page.rule),
    "best.safetensors": (lambda path: networks.save_weights(path, Automaton()), check_whole),
    "fig07.png": (lambda path: Figure((1, 1)).savefig(path), check_whole),
    "fig07.pdf": (lambda path: Figure((1, 1)).savefig(path), check_whole),
    "run.html": (lambda path: path.write_text("<html>\n<p>a</p>\n</html>\n"), check_whole),
    "emoji.tsv": (
        make_lists,
        lambda path: emoji.choose(emoji.read_lists(path), "datasets.faces", EMOJIS),
    ),
}
HARMLESS = {"fig07.pdf": 1}  # bytes at the end that no reader misses: a last line's end


def cuts(name, content):
    """Where a file is cut: everywhere, or at about fifty places of a long one and at its end."""
    last = len(content) - HARMLESS.get(name, 0)
    return sorted({*range(0, last, max(1, len(content) // 50)), *range(max(0, last - 30), last)})


@pytest.mark.parametrize("name", KINDS)
def test_a_file_cut_at_any_byte_is_named_in_one_line(tmp_path, name):
    make, read = KINDS[name]
    path = tmp_path / name
    make(path)
    content = path.read_bytes()
    read(path)
    for cut in cuts(name, content):
        path.write_bytes(content[:cut])
        with pytest.raises(InputError) as told:
            read(path)
        assert "\n" not in str(told.value), cut
        assert name in str(told.value), (cut, told.value)


@pytest.mark.parametrize("name", [name for name in KINDS if not name.startswith("emoji")])
def test_half_a_file_is_to_be_deleted(tmp_path, name):
    make, read = KINDS[name]
    make(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=r"; delete it and run again$"):
        read(tmp_path / name)


def test_the_workflow_names_a_damaged_record_while_it_plans(tmp_path):
    make_run(tmp_path / "run.json")
    assert dag.finished(tmp_path, {"steps": 8}, {})
    (tmp_path / "run.json").write_text('{"steps": ')
    with pytest.raises(InputError, match=r"run\.json: damaged .*; delete it and run again"):
        dag.finished(tmp_path, {"steps": 8}, {})


@pytest.mark.parametrize(
    "text", ["", "# emojis\n", "code\tname\n", "code\tname\tlist\tsplit\n1f600\tgrinning\tfaces\n"]
)
def test_a_table_of_emojis_that_lacks_something_is_named(tmp_path, text):
    (tmp_path / "emoji.tsv").write_text(text)
    with pytest.raises(InputError, match=r"emoji\.tsv: .* fetch it again"):
        emoji.read_lists(tmp_path / "emoji.tsv")


def test_other_readers_see_no_difference_in_a_table(tmp_path):
    table = pd.DataFrame({"name": ["a", "NA"], "loss": [0.123456, 2.0]})
    write_table(tmp_path / "t.csv", table, "%.3g")
    assert (tmp_path / "t.csv").read_text() == "name,loss\na,0.123\nNA,2\n\n"
    read = pd.read_csv(tmp_path / "t.csv", keep_default_na=False)
    assert read.name.tolist() == ["a", "NA"] and read.loss.tolist() == [0.123, 2]


def test_only_the_arrays_that_are_asked_for_are_read(tmp_path):
    np.savez(tmp_path / "a.npz", one=np.ones(1), two=np.zeros(2))
    assert [*read_arrays(tmp_path / "a.npz")] == ["one", "two"]
    assert [*read_arrays(tmp_path / "a.npz", "two", "three")] == ["two"]
