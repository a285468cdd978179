"""Which code computed a result: the modules that it reaches by its imports, a digest of each.

A module counts whole, and so does all that it imports, however far down: the packages that it lies
in, and the sources in C beside it.  None is left out for being harmless, not even the wording of
an error: who knows a change to be harmless can say so (`accept_changed_code`).

A digest is of the syntax tree, so that comments, docstrings and line breaks count for nothing.
Beside the modules stands torch's release, on whose arithmetic results rest; the compiler's options
are part of the module that names them.  Left out is what differs from machine to machine and
changes last digits only, for a training may move to another one: the processor, torch's build for
it, the version of the compiler.
"""

import ast
import hashlib
import re
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import ganca

ROOT = Path(ganca.__file__).parents[1]  # where the names of modules begin
DIGITS = 16  # of a digest
# In C: a text or a character, which is kept, or else a comment.
TEXT_OR_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|//[^\n]*|/\*.*?\*/""", re.DOTALL
)

INCLUDE = re.compile(r'^#include "(.+)"', re.MULTILINE)


def code(names, root=ROOT):
    """The code that computes in these modules: a digest by module, and torch's release.

    names: dotted, as for `import`.  Raises FileNotFoundError where there is no such module.
    """
    starts = {path for name in names for path in (own_file(name, root), *files(name, root))}
    digests = {dotted(path, root): digest(path) for path in reached(starts, root)}
    return dict(sorted(digests.items())) | {"torch": version("torch").split("+")[0]}


def changed(old, new):
    """The names of what differs between two results of `code`."""
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def dated():
    """Today's date, and the project's commit; None for the commit where git knows none."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        commit = told.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        commit = None
    return {"date": datetime.now(UTC).date().isoformat(), "commit": commit}


def reached(starts, root):
    """These Python files and every one under `root` that they import, with their sources in C."""
    found, open_ends = set(), set(starts)
    while open_ends:
        found |= open_ends
        open_ends = set().union(*(imported(path, root) for path in open_ends)) - found
    return found.union(*map(compiled, found))


@cache
def imported(path, root):
    """The files under `root` that a Python file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {file for name in names for file in files(name, root)}


def files(name, root):
    """What importing a dotted name runs: the packages that it lies in, and its own file."""
    parts = name.split(".")
    packages = [root.joinpath(*parts[: i + 1], "__init__.py") for i in range(len(parts))]
    return {path for path in (*packages, own_file(name, root)) if path.exists()}


def own_file(name, root):
    """Where a module of this dotted name would lie, unless it is a package."""
    return root.joinpath(*name.split(".")).with_suffix(".py")


@cache
def compiled(path):
    """The modules in C that a Python file compiles, and their headers.

    They lie beside it; the names of the modules begin with its name.
    """
    modules = set(path.parent.glob(f"{path.stem}_*.c"))
    return modules.union(*map(included, modules))


def included(path):
    """The headers of the project that a module in C includes."""
    return {path.with_name(name) for name in INCLUDE.findall(path.read_text())}


def dotted(path, root):
    """The name of a module as in `import`; with its ending, if it is in C."""
    return ".".join(path.relative_to(root).parts).removesuffix(".py").removesuffix(".__init__")


def digest(path):
    """The leading digits of the SHA-256 of what a file says to the computer."""
    text = path.read_text()
    said = without_comments(text) if path.suffix in (".c", ".h") else repr(tree(ast.parse(text)))
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def tree(part):
    """A part of a syntax tree as nested tuples, without places in the file and docstrings.

    Fields that hold nothing are left out: newer Pythons have more of them.
    """
    if isinstance(part, list):
        return tuple(tree(entry) for entry in part if not is_docstring(entry))
    if not isinstance(part, ast.AST):
        return part
    fields = ((name, tree(value)) for name, value in ast.iter_fields(part))
    return type(part).__name__, *(field for field in fields if field[1] not in (None, ()))


def is_docstring(part):
    """Whether a statement is nothing but a text."""
    told = part.value if isinstance(part, ast.Expr) else None
    return isinstance(told, ast.Constant) and isinstance(told.value, str)


def without_comments(text):
    """A source in C, line by line, without comments, indentation and empty lines."""
    bare = TEXT_OR_COMMENT.sub(lambda found: found[1] or " ", text)
    lines = (" ".join(line.split()) for line in bare.splitlines())
    return "\n".join(line for line in lines if line)
