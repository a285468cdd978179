"""What a compiler made is loaded again, unless anything that it comes of has changed."""

import shutil
from pathlib import Path

import pytest

from ganca.model.rollout import compiler

SOURCE = '#include "answer.h"\nint answer(void) { return ANSWER + MORE; }\n'


@pytest.fixture
def source(tmp_path, monkeypatch):
    if not shutil.which("cc"):
        pytest.skip("a C compiler is missing")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv("CC", raising=False)
    (tmp_path / "answer.h").write_text("#define ANSWER 40\n")
    (tmp_path / "answer.c").write_text(SOURCE)
    return tmp_path / "answer.c"


@pytest.fixture
def compiled(tmp_path, monkeypatch):
    """How often the compiler was asked for a library."""
    log = tmp_path / "asked"
    log.touch()
    script = tmp_path / "logging-cc"
    script.write_text(f'#!/bin/sh\ncase "$*" in *" -o "*) echo >> {log};; esac\nexec cc "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("CC", str(script))
    return lambda: len(log.read_text())


def answer(source, more=2):
    return compiler.load(source, [f"-DMORE={more}"]).answer()


def test_a_library_is_compiled_once(source, compiled):
    assert [answer(source), answer(source), compiled()] == [42, 42, 1]


def test_nothing_else_stays_beside_it(source, tmp_path):
    answer(source)
    assert [path.suffix for path in (tmp_path / "caches/ganca").iterdir()] == [".so"]


def test_other_options_make_another(source):
    assert [answer(source, more) for more in (2, 3, 2)] == [42, 43, 42]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [("answer.h", "40", "50", 52), ("answer.c", "ANSWER +", "ANSWER -", 38)],
)
def test_a_changed_source_is_compiled_anew(source, name, old, new, expected):
    assert answer(source) == 42
    changed = source.with_name(name)
    changed.write_text(changed.read_text().replace(old, new))
    assert answer(source) == expected


def test_what_another_processor_needs_is_compiled_for_it(source, compiled):
    """The compiler, called as before, knows of other instructions."""
    answer(source)
    script = Path(compiler.name()[0])
    script.write_text(script.read_text().replace("exec cc", "exec cc -D__AVX9__"))
    answer(source)
    assert compiled() == 2


def test_a_damaged_library_is_compiled_anew(source, compiled, tmp_path):
    answer(source)
    (kept,) = (tmp_path / "caches/ganca").iterdir()
    kept.write_bytes(b"")
    assert [answer(source), compiled()] == [42, 2]
    assert kept.stat().st_size > 0


def test_a_folder_that_cannot_be_written_to_is_done_without(source, tmp_path):
    (tmp_path / "caches").write_text("not a folder")
    assert [answer(source), answer(source)] == [42, 42]
