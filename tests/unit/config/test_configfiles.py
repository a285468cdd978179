"""Configuration files: what is wrong in one is told with its line."""

import os
from pathlib import Path

import pytest
import yaml

from ganca.config.files import read_file
from ganca.errors import InputError


def refusal(content):
    """The line that refuses a file of these bytes."""
    Path("own.yaml").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_file("extends", "own.yaml")
    assert str(refused.value).isprintable()
    return str(refused.value)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "content, line",
    [
        (b"seeds: [0]\nfont: a\nseeds: [1]\n", "', line 3: seeds stands there twice; delete one"),
        (b"models:\n  nca: {steps: 1, batch: 1, steps: 2}", "', line 2: models.nca.steps stands"),
        (b'{"seeds": [0],\n\t"seeds": [1]}', "', line 2: seeds stands there twice"),
        (b"a: &a {b: 1, b: 2}\nc: {<<: *a}", "', line 1: a.b stands there twice"),
        (b"c: {<<: {b: 1, b: 2}}", "', line 1: c.b stands there twice"),
        (b"models:\n  no: {}\n", "', line 2: models.no: YAML doesn't read this name as a text"),
        (b"models:\n  1: {}\n", "', line 2: models.1: YAML doesn't read"),
        (b"2021-08-09: 1\n", "', line 1: 2021-08-09: YAML doesn't read"),
        (b"? [a]\n: 1\n", "', line 1: a list: YAML doesn't read"),
        (b"# caf\xe9\n", "', line 1: not UTF-8; save it as UTF-8"),
        (b"a: 1\nb: \xff\n", "', line 2: not UTF-8"),
        (b"a: 1\nmodels: [\n", "' is not YAML, line 3: "),
        (b"a: 1\n\tb: 2\n", "' is not YAML, line 2: "),
        (b"a: *nowhere\n", "' is not YAML, line 1: found undefined alias"),
        (b"a: !!python/object:os.system {}\n", "' is not YAML, line 1: could not determine"),
        (b"a: b\0c\n", "' is not YAML (unacceptable character"),
        (b"a: 2021-13-45\n", "' is not YAML (month must be in 1..12)"),
        (b"a: " + b"1" * 5000, "' is not YAML (Exceeds the limit"),
        (b"a: " + b"[" * 5000, "' is not YAML (maximum recursion depth"),
        (b"a: 1\n---\nb: 2\n", "' is not YAML, line 2: but found another document"),
        (b"", "' holds no keys; name a configuration file"),
        (b"- 1\n", "' holds no keys"),
        (b"word", "' holds no keys"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(content, line):
    assert refusal(content).startswith(f"extends: 'own.yaml{line}")


def test_what_is_no_file_is_told_and_not_waited_for():
    os.mkfifo("pipe")
    Path("folder").mkdir()
    for name, line in {
        "pipe": "extends: 'pipe' is not a file",
        "/dev/zero": "extends: '/dev/zero' is not a file",
        "folder": "extends: cannot read 'folder' (Is a directory)",
        "nowhere": "extends: cannot read 'nowhere' (No such file or directory)",
        "x" * 300: "extends: cannot read 'xxx",
    }.items():
        with pytest.raises(InputError) as refused:
            read_file("extends", name)
        assert str(refused.value).startswith(line)


def test_a_file_states_what_it_has_not_merged_nor_taken_over():
    text = """
    models:
      a: &a {steps: 1, clip: 0.5}
      b: {<<: *a, batch: 2, steps: 3}
      c: *a
    """
    Path("own.yaml").write_text(text)
    keys, stated = read_file("extends", "own.yaml")
    assert keys == yaml.safe_load(text)
    models = {path[1:] for path in stated if len(path) == 3}
    assert models == {("a", "steps"), ("a", "clip"), ("b", "batch"), ("b", "steps")}


def test_json_is_read_as_snakemake_reads_it():
    Path("own.yaml").write_text('{\n\t"seeds": [0, 1],\n\t"font": "a"\n}')
    assert read_file("extends", "own.yaml").keys == {"seeds": [0, 1], "font": "a"}


@pytest.mark.parametrize("name", sorted(Path("config").glob("*.yaml")), ids=str)
def test_the_projects_own_files_are_read_as_they_were(name, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[3])
    assert read_file("extends", name).keys == yaml.safe_load(name.read_text())
