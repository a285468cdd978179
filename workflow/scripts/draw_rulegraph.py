"""Draws the graph of the rules, from Snakemake's own rule graph."""

from jobs.running import running

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pygraphviz

from ganca.errors import InputError

ALIKE = {
    "figures": r"fig\d\d|objectives|drift|severity|horizons|differences|fourfold|capacity"
    r"|validation_of_metrics|sizes|reliability",
    "measure_more": r"measure_(regrowth|sizes|reliability)",
    "show_tables": r"show_\w+",
}
STAGES = {  # the files in workflow/rules, and their colours
    "data": "#cfe5f5",
    "drawings": "#d8ecd2",
    "train": "#fbdcc4",
    "evaluate": "#f9ecbf",
    "figures": "#e9d9ee",
    "paper": "#e9d9ee",
    "page": "#e3e3e3",
    "export": "#e3e3e3",
    "apply": "#e3e3e3",
    "report": "#f3d3d9",
}
RULE = r"^\s*(?:use rule \w+ as|rule|checkpoint) (\w+)"
GRAPH = {"ranksep": 0.32, "nodesep": 0.14, "bgcolor": "white", "pad": 0.1}
NODE = {"shape": "box", "style": "rounded,filled", "fontname": "Helvetica", "fontsize": 12}
NODE |= {"height": 0.3, "margin": "0.12,0.03", "color": "#777777", "penwidth": 0.8}
EDGE = {"color": "#999999", "penwidth": 0.8, "arrowsize": 0.6}


def account(targets):
    """Snakemake's rule graph for these targets, as text in DOT.

    It is drawn for an empty folder: some rules read what has been made, and don't ask for it.
    """
    command = [sys.executable, "-m", "snakemake", *targets, "--rulegraph", "dot"]
    with TemporaryDirectory() as empty:
        command += ["--directory", empty]
        told = subprocess.run(command, text=True, capture_output=True)
    if told.returncode:
        raise InputError(f"the rule graph: {told.stderr.strip().splitlines()[-1]}")
    return told.stdout[told.stdout.index("digraph") :]


def stages(files):
    """Which stage each rule belongs to, by name."""
    found = {}
    for file in map(Path, files):
        for name in re.findall(RULE, file.read_text(), re.MULTILINE):
            found[name] = file.stem
    return found


def shared_name(rule):
    """The name that a rule shares with those that are like it, or else its own."""
    return next((name for name, rules in ALIKE.items() if re.fullmatch(rules, rule)), rule)


def simplified(graph, targets):
    """The names to draw and the pairs to join: rules that are alike as one, without targets."""
    names = {node: node.attr["label"].split("\\n")[0] for node in graph.nodes()}
    names = {node: shared_name(name) for node, name in names.items()}
    drawn = {name for name in names.values() if name not in targets}
    pairs = {(names[a], names[b]) for a, b in graph.edges()}
    return drawn, {pair for pair in pairs if drawn.issuperset(pair) and pair[0] != pair[1]}


with running(snakemake):
    targets = snakemake.params.targets
    account_of = pygraphviz.AGraph(string=account(targets))
    drawn, pairs = simplified(account_of, {"all", *targets})
    stage = stages(snakemake.input.rules) | {"figures": "figures", "show_tables": "report"}
    stage["measure_more"] = "evaluate"
    graph = pygraphviz.AGraph(directed=True, **GRAPH)
    graph.node_attr.update(NODE)
    graph.edge_attr.update(EDGE)
    for name in sorted(drawn):
        graph.add_node(name, fillcolor=STAGES[stage[name]])
    graph.add_edges_from(sorted(pairs))
    reduced = graph.tred(copy=True)
    reduced.draw(snakemake.output[0], format="svg", prog="dot")
