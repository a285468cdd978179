"""What is known of the code that computed: what counts in it, and which modules it is made of."""

import pytest

from ganca import provenance

MODEL = '''\
"""A model."""

from house.layers import conv


def grow(x, steps=2):
    """Grows."""
    return conv(x) * steps
'''
IN_C = """\
/* Products. */
#define STEP(x) ((x) + 1)

int update(int x) {  // once
    return STEP(x) + '/' + "/* kept */"[0];
}
"""


@pytest.fixture
def house(tmp_path):
    """A package: house.model -> house.layers.conv, which has a source in C; house.other."""
    layers = tmp_path / "house/layers"
    layers.mkdir(parents=True)
    (tmp_path / "house/__init__.py").write_text('"""A house."""\n')
    (tmp_path / "house/model.py").write_text(MODEL)
    (tmp_path / "house/other.py").write_text("x = 1\n")
    (layers / "__init__.py").write_text("import house.layers.scale\n")
    (layers / "scale.py").write_text("SCALE = 2\n")
    (layers / "conv.py").write_text("def conv(x):\n    return x\n")
    (layers / "conv_float32.c").write_text(IN_C)
    return tmp_path


def code(root, *names):
    provenance.imported.cache_clear()
    provenance.compiled.cache_clear()
    return provenance.code(names or ("house.model",), root)


def changes(root, path, old, new):
    """What is named as changed when a file is edited."""
    before, file = code(root), root / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    return provenance.changed(before, code(root))


def test_a_module_is_what_it_imports_with_the_packages_and_the_c_beside_it(house):
    names = ["house", "house.layers", "house.layers.conv", "house.layers.conv_float32.c"]
    names += ["house.layers.scale", "house.model", "torch"]
    assert list(code(house)) == names


def test_a_module_that_is_not_there_is_an_error(house):
    with pytest.raises(FileNotFoundError, match="modle"):
        code(house, "house.modle")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("house/model.py", '"""A model."""', '"""Another word on it."""'),
        ("house/model.py", '    """Grows."""\n', ""),
        ("house/model.py", "conv(x) * steps", "(\n        conv(x) * steps  # twice\n    )"),
        ("house/__init__.py", '"""A house."""\n', ""),
        ("house/layers/conv_float32.c", "/* Products. */", "/* Sums\n * and products. */"),
        ("house/layers/conv_float32.c", "    return", "\n  return  "),
        ("house/layers/conv_float32.c", "// once", ""),
    ],
)
def test_comments_docstrings_and_layout_count_for_nothing(house, path, old, new):
    assert changes(house, path, old, new) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "name"),
    [
        ("house/model.py", "steps=2", "steps=3", "house.model"),
        ("house/model.py", "* steps", "+ steps", "house.model"),
        ("house/layers/scale.py", "2", "2.0", "house.layers.scale"),
        ("house/layers/__init__.py", "import house.layers.scale", "import sys", None),
        ("house/layers/conv_float32.c", "/* kept */", "/* Kept */", "house.layers.conv_float32.c"),
        ("house/layers/conv_float32.c", "+ 1", "+ 2", "house.layers.conv_float32.c"),
        ("house/layers/conv_float32.c", "STEP(x) (", "STEP (x) (", "house.layers.conv_float32.c"),
    ],
)
def test_what_computes_otherwise_is_named(house, path, old, new, name):
    gone = ["house.layers", "house.layers.scale"]
    assert changes(house, path, old, new) == ([name] if name else gone)
