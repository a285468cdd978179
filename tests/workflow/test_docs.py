"""The README and the pages in docs/: what they name is there, what is written is up to date."""

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml
from checkout import SNAKEMAKE, duplicate

from ganca.config.settings import laid_over, resolve
from ganca.show import documents

PAGES = [Path("README.md"), Path("CONTRIBUTING.md"), *sorted(Path("docs").glob("*.md"))]
LIBRARY = Path("workflow/scripts/ganca")
# Where a path named in a page may begin; `ganca/` and `jobs/` are short for what lies in scripts/.
FOLDERS = ("config", "docs", "envs", "profiles", "resources", "tests", "workflow")
SHORT = {"ganca": LIBRARY, "jobs": LIBRARY.with_name("jobs")}
YOURS = r"my-[\w.-]+|mine\.yaml|walk\.gif|seguiemj\.ttf"  # names that stand for a reader's own
TAKE_ONE = {"--cores", "--configfile", "--profile", "--snakefile", "--executor", "--jobs"}
TAKE_ONE |= {"--retries", "--resources", "--slurm-array-jobs", "--sdm"}
ALONE = {"--dry-run", "--lint", "--unlock", "--version"}


def ids(path):
    return str(path)


every_page = pytest.mark.parametrize("page", PAGES, ids=ids)


@cache
def prose(page):
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)


def blocks(page, language):
    """The page's blocks of code in a language."""
    pattern = rf"^```{language}\n(.*?)^```"
    return re.findall(pattern, page.read_text(), flags=re.DOTALL | re.MULTILINE)


def spans(page):
    """What stands between backticks, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def anchors(page):
    """What a link can point to in a page, by GitHub's rule."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def links(page):
    """The page's links within the project: (path, anchor)."""
    found = re.findall(r"\]\(([^)\s]+)\)", prose(page))
    return [link.partition("#")[::2] for link in found if "://" not in link]


def commands(page):
    """The Snakemake commands in a page, as words."""
    lines = [line for block in blocks(page, r"\w*") for line in block.splitlines()]
    lines += spans(page)
    found = (line.partition("#")[0].partition(" > ")[0] for line in lines)
    return [
        shlex.split(line)
        for line in found
        if re.match(r"snakemake( |$)", line) and "…" not in line
    ]


def read(words):
    """The targets and the settings, `key=value`, of a Snakemake command."""
    targets, settings, files = [], [], []
    rest = iter(words[1:])
    for word in rest:
        if word in TAKE_ONE:
            value = next(rest)
            files += [value] * (word == "--configfile")
        elif word == "--config":
            settings += list(rest)  # takes all that follows
        elif not word.startswith("--"):
            targets.append(word)
        else:
            assert word in ALONE, f"the tests don't know the option {word}"
    return targets, settings, files


@cache
def rules():
    """The names of all rules."""
    texts = [
        path.read_text() for path in (Path("Snakefile"), *Path("workflow/rules").glob("*.smk"))
    ]
    names = [
        re.findall(r"^ *(?:use rule \w+ as|rule) (\w+)", text, re.MULTILINE) for text in texts
    ]
    return {name for found in names for name in found}


@cache
def schema():
    return yaml.safe_load(Path("workflow/schemas/config.schema.yaml").read_text())


def keys(part):
    """Every key of a schema, of whatever level."""
    for name, inner in part.get("properties", {}).items():
        yield name
        yield from keys(inner)
    if isinstance(part.get("additionalProperties"), dict):
        yield from keys(part["additionalProperties"])


def place(name):
    """The path that a page's short form of it stands for."""
    first, _, rest = name.partition("/")
    return SHORT[first] / rest if first in SHORT else Path(name)


def test_the_readme_is_a_page():
    assert len(Path("README.md").read_text().splitlines()) <= 150


@every_page
def test_every_link_leads_somewhere(page):
    for path, anchor in links(page):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_every_page_can_be_reached_from_the_readme():
    reached, open_ends = set(), {Path("README.md")}
    while open_ends:
        reached |= open_ends
        found = {(page.parent / path) for page in open_ends for path, _ in links(page) if path}
        found = {Path(*path.resolve().relative_to(Path.cwd()).parts) for path in found}
        open_ends = {path for path in found if path.suffix == ".md"} - reached
    assert set(PAGES) <= reached


@every_page
def test_every_path_that_is_named_is_there(page):
    named = {name for name in spans(page) if re.fullmatch(r"[\w.-]+/[\w./-]*", name)}
    named = {name for name in named if name.split("/")[0] in (*FOLDERS, *SHORT)}
    assert {name for name in named if not place(name).exists()} == set()


@every_page
def test_every_target_is_there(page):
    for words in commands(page):
        targets, _, _ = read(words)
        for target in targets:
            assert target in rules() or target.startswith("results/"), " ".join(words)


@every_page
def test_every_setting_of_a_command_is_one(page):
    for words in commands(page):
        _, settings, files = read(words)
        for setting in settings:
            assert setting.partition("=")[0] in schema()["properties"], " ".join(words)
        for file in files:
            assert Path(file).exists() or re.fullmatch(YOURS, file), " ".join(words)


@every_page
def test_every_make_target_is_there(page):
    makefile = Path("Makefile").read_text()
    found = re.findall(
        r"^make (\S+)", "\n".join([*spans(page), *blocks(page, "sh")]), re.MULTILINE
    )
    for target in found:
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), target


@every_page
def test_every_setting_that_is_shown_is_one(page):
    """As `key: value`; docs/cluster.md shows those of a profile."""
    if page.name != "cluster.md":
        shown = {match[1] for name in spans(page) if (match := re.match(r"(\w+): ", name))}
        assert shown <= set(keys(schema()))


@pytest.mark.parametrize("page", [Path("README.md"), Path("docs/usage.md")], ids=ids)
def test_every_configuration_that_is_shown_is_accepted(page):
    default = yaml.safe_load(Path("config/config.yaml").read_text())
    assert blocks(page, "yaml")
    for block in blocks(page, "yaml"):
        resolve(laid_over(default, yaml.safe_load(block)), schema())


def test_every_target_is_explained():
    """Rules that only ask for others, and those that make nothing which is declared."""
    text = "\n".join(path.read_text() for path in Path("workflow/rules").glob("*.smk"))
    bodies = re.split(r"^ *(?:use rule \w+ as|rule) ", text, flags=re.MULTILINE)[1:]
    targets = {re.match(r"\w+", body)[0] for body in bodies if "output:" not in body}
    explained = set(spans(Path("docs/usage.md")))
    assert targets <= explained


def rooms():
    """The library's rooms by docs/architecture.md: folder -> names of its modules."""
    text = Path("docs/architecture.md").read_text()
    rows = re.findall(r"^\| (?:`(\w+)/`|\(top\)) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", modules)) for room, modules in rows}


def test_the_rooms_hold_what_the_plan_of_the_house_says():
    found = {path.name for path in LIBRARY.iterdir() if (path / "__init__.py").exists()}
    assert found == set(rooms()) - {""}
    for room, modules in rooms().items():
        held = {path.stem for path in (LIBRARY / room).glob("*.py")} - {"__init__"}
        assert held == modules, room


def test_pages_are_up_to_date():
    """Else: snakemake --cores 1 write_docs"""
    written = documents.rendered("workflow/docs", "docs", "README.md")
    assert {path for path, text in written.items() if documents.stale(path, text)} == set()


@every_page
def test_no_path_of_anyones_machine_is_named(page):
    assert not re.search(r"(?<![\w.])/(?:home|root|work|Users|mnt)/", page.read_text())


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in documents.PAGES], ids=ids
)
def test_no_result_is_typed_by_hand(page):
    """A number such as 0.62 is one; the README's are written between its marks."""
    text = page.read_text()
    before, _, rest = text.partition(documents.BEGIN)
    assert not re.findall(r"\b0\.\d\d", before + rest.partition(documents.END)[2])


@pytest.mark.slow
def test_the_settings_that_are_printed_make_the_same_run(fresh):
    def printed(file):
        command = [SNAKEMAKE, "config", "--cores", "1", "--configfile", file]
        return subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True).stdout

    settings = printed("config/tiny.yaml")
    read = yaml.safe_load(settings)
    assert read["picture"] == {"size": 16, "padding": 2, "fit": "glyph"}
    assert read["models"]["nca"]["steps"] == 6 and read["models"]["nca"]["fire_rate"] == 1
    assert printed(fresh.write("mine.yaml", settings)) == settings


@pytest.mark.slow
def test_the_tables_of_a_run_are_kept_and_told_of(made, tmp_path):
    checkout = duplicate(made, tmp_path / "copy")
    run = checkout.snakemake("docs")
    assert run.returncode == 0, run.stdout
    kept = checkout.folder / "docs/tables/runs/tiny"
    assert {path.stem for path in kept.glob("*.csv")} == {
        "claims",
        "metrics",
        "differences",
        "models",
        "flicker",
    }
    page = (checkout.folder / "docs/results.md").read_text()
    for claim in (
        (checkout.folder / "results/tables/claims.csv").read_text().rstrip().splitlines()[1:]
    ):
        assert claim.split(",")[1].strip('"') in page
    assert "`--configfile" not in page and "docs --configfile config/tiny.yaml" in page
    assert "nothing, for all is up to date" in checkout.snakemake("write_docs").stdout
