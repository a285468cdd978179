"""The library's packages import only downwards: what is below never knows what is above."""

import ast
from pathlib import Path

import pytest

LIBRARY = Path("workflow/scripts/ganca")
# From the bottom up; the modules that lie in no package are below all of them.
ROOMS = ["", "data", "config", "drawings", "model", "train", "measure", "show", "export", "bench"]


def room(module):
    """The place in ROOMS of a dotted name, such as ``ganca.data.fonts``."""
    parts = module.split(".")
    inside = len(parts) > 1 and (LIBRARY / parts[1]).is_dir()
    return ROOMS.index(parts[1] if inside else "")


def imported(path):
    """The library's own modules that a file imports, by dotted name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "ganca":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("ganca."))


def test_every_package_has_its_place():
    folders = {path.name for path in LIBRARY.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(ROOMS[1:])


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=str)
def test_imports_lead_downwards(path):
    name = ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts)
    above = [other for other in imported(path) if room(other) > room(name)]
    assert not above


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=str)
def test_the_library_knows_nothing_of_the_workflow(path):
    """It takes paths and settings; neither Snakemake nor what the scripts share."""
    tree = ast.walk(ast.parse(path.read_text()))
    names = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    tree = ast.walk(ast.parse(path.read_text()))
    names |= {node.module for node in tree if isinstance(node, ast.ImportFrom)}
    assert not {name.split(".")[0] for name in names} & {"snakemake", "jobs", "figures", "dag"}
