"""A copy of the project's files, to run the workflow in."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SNAKEMAKE = Path(sys.executable).with_name("snakemake")


class Checkout:
    """A copy of the project's files, and Snakemake in it with the tiny configuration."""

    def __init__(self, folder):
        self.folder = folder

    def snakemake(self, *arguments, config="config/tiny.yaml"):
        """Runs Snakemake; returns the finished process with its output as text."""
        command = [SNAKEMAKE, "--configfile", config, "--cores", "2", *arguments]
        return subprocess.run(
            command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def planned(self, *arguments, **options):
        """The rules that would run now, by name, with how many jobs each."""
        lines = self.snakemake(
            "--dry-run", "--quiet", "rules", *arguments, **options
        ).stdout.splitlines()
        if not (rulers := [i for i, line in enumerate(lines) if line.startswith("-----")]):
            return {}
        jobs = [line.split() for line in lines[rulers[0] + 1 :]]
        table = jobs[: next((i for i, row in enumerate(jobs) if not row), len(jobs))]
        return {row[0]: int(row[1]) for row in table if row[0] not in ("total", "all")}

    def write(self, path, text):
        """Writes a file of the checkout and returns its path in it."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)
        return path


def copy_project(folder):
    """The files that git tracks or would track, without what was made from them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return Checkout(folder)


def duplicate(checkout, folder):
    """A copy of a checkout with all that was made in it, which Snakemake finds as up to date."""
    shutil.copytree(checkout.folder, folder, symlinks=True)
    return Checkout(folder)
