"""advisor kb graph: what it shows of a knowledge base, in three languages, and a part of it."""

import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.graphs import as_dot, as_json, as_mermaid
from engine.workbench.graph import Graph, around, chosen, graph
from tests.generate import random_kb
from tests.render.test_hostile import HIDDEN, answered, clean
from tests.workbench.running import data, run, told

STRING = r'"(?:[^"\\\n]|\\.)*"'
WORD = r"[A-Za-z_][A-Za-z0-9_]*"
ATTRIBUTES = rf"\[{WORD}=(?:{STRING}|{WORD}|\d+)(?:, {WORD}=(?:{STRING}|{WORD}|\d+))*\]"
STATEMENT = re.compile(
    rf"\s*(?:rankdir=LR;|(?:node|edge) {ATTRIBUTES};|subgraph cluster_\d+ {{|label={STRING};|}}"
    rf"|n\d+ {ATTRIBUTES};|n\d+ -> n\d+(?: {ATTRIBUTES})?;)"
)
NODE = re.compile(
    r'\s*(n\d+)(?:\(\["[^"]*"\]\)|\["[^"]*"\]|\[\["[^"]*"\]\]|\("[^"]*"\)|\{\{"[^"]*"\}\}):::\w+'
)
ARROW = re.compile(r'\s*(n\d+) (?:-->|-\.->|==>|--x)(?:\|"[^"|]*"\|)? (n\d+)')


def dot_is_sound(text: str) -> None:
    """Every line is a statement of the grammar, braces are paired, and arrows join nodes."""
    first, *lines, last = text.splitlines()
    assert re.fullmatch(rf"digraph {STRING} {{", first)
    assert last == "}"
    assert [line for line in lines if not STATEMENT.fullmatch(line)] == []
    opened = sum(line.endswith("{") for line in lines)
    assert opened == sum(line.strip() == "}" for line in lines)
    nodes = {line.split()[0] for line in lines if re.match(r"\s*n\d+ \[", line)}
    assert {
        name for line in lines for name in re.findall(r"^\s*(n\d+) -> (n\d+)", line)[:1] for name in name
    } <= nodes


def mermaid_is_sound(text: str) -> None:
    """Every line is one of those that a flow chart has, boxes are closed, and arrows join nodes."""
    first, about, *lines = text.splitlines()
    assert first == "flowchart LR"
    assert about.startswith("  %% ")
    nodes = {match[1] for line in lines if (match := NODE.fullmatch(line))}
    arrows = [match for line in lines if (match := ARROW.fullmatch(line))]
    others = [line for line in lines if not NODE.fullmatch(line) and not ARROW.fullmatch(line)]
    assert {name for match in arrows for name in match.groups()} <= nodes
    assert [
        x for x in others if not re.fullmatch(r'  subgraph g\d+\["[^"]*"\]|  end|  classDef [^"]*', x)
    ] == []
    assert others.count("  end") == sum(line.startswith("  subgraph") for line in others)


@pytest.fixture
def whole(garden: KnowledgeBase) -> Graph:
    return graph(garden)


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_the_garden(form: str, snapshot: SnapshotAssertion) -> None:
    assert told("kb", "graph", "--format", form) == snapshot


def test_as_data(garden: KnowledgeBase) -> None:
    found = data("kb", "graph")
    nodes = {node["name"]: node for node in found["nodes"]}
    assert set(nodes) == {*garden.attributes, *garden.rules}
    assert nodes["garden.effort"]["kind"] == "goal"
    assert nodes["GAR-01"]["file"] == "rules/20-garden.yaml"
    assert {"kind": "overrides", "from": "BED-03", "to": "BED-02", "values": []} in found["edges"]


@pytest.mark.parametrize(
    "kb", ["kb", "examples/rooms/kb", "engine/workbench/starter", "tests/workbench/garden"]
)
def test_all_of_it_is_drawn(kb: str) -> None:
    text = told("kb", "graph", "--kb", kb)
    mermaid_is_sound(text)
    dot_is_sound(told("kb", "graph", "--kb", kb, "--format", "dot"))
    loaded = load_knowledge(kb)
    assert all(f'"{rule}<br/>' in text for rule in loaded.rules)
    assert text.count(":::presumption") == sum(rule.presumption for rule in loaded.rules.values())
    assert text.count("subgraph") == len({rule.where.file for rule in loaded.rules.values()})
    # Mermaid itself draws no more than this
    assert len(text) < 50_000
    assert sum("> n" in line for line in text.splitlines()) < 500


def test_every_kind_of_arrow() -> None:
    edges = graph(load_knowledge("examples/rooms/kb")).edges + graph(load_knowledge("kb")).edges
    assert {edge.kind for edge in edges} == {
        *("reads", "unless", "copies", "concludes", "presumes", "overrides", "silences")
    }  # fmt: skip
    said = {(edge.kind, edge.start, edge.end, edge.values) for edge in edges}
    assert ("presumes", "USE-01", "room.used", (False,)) in said
    assert ("unless", "room.used", "PAINT-01", (False,)) in said
    assert ("copies", "room.defects", "MEND-01", ("wiring", "pipes", "plaster")) in said
    assert ("silences", "FAM-01", "FAM-03", ()) in said


def test_what_touches_a_rule() -> None:
    whole = graph(load_knowledge("examples/rooms/kb"))
    near = around(whole, ["REN-01"], 1)
    assert [node.name for node in near.nodes] == ["room.damp", "room.verdict", "REN-01", "PROT-01"]
    assert {node.name for node in around(whole, ["REN-01"], 0).nodes} == {"REN-01"}
    far = {node.name for node in around(whole, ["REN-01"]).nodes}
    assert {"room.moisture", "DAMP-01", "DAMP-02", "house.plan", "PLAN-01", "CALL-01"} <= far
    # neither feeds it nor is fed by it
    assert far.isdisjoint({"USE-01", "room.used", "room.coat", "REN-02", "SALE-01", "house.for_sale"})


def test_several_things_by_name(garden: KnowledgeBase) -> None:
    assert chosen(garden, ["bed-03"], ["bed.depth"], ["garden.effort"]) == (
        "BED-03",
        "bed.depth",
        "garden.effort",
    )
    found = data("kb", "graph", "--rule", "bed-03", "--rule", "GAR-01", "--depth", "0")
    assert [node["name"] for node in found["nodes"]] == ["BED-03", "GAR-01"]


def test_unknown_names_all_at_once() -> None:
    result = run("kb", "graph", "--rule", "BED-3", "--attribute", "bed.dept", "--goal", "bed.depth")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "error[unknown-name]: no rule is called 'BED-3' (hint: did you mean BED-03?)",
        "error[unknown-name]: no attribute is called 'bed.dept' (hint: did you mean bed.depth?)",
        "error[unknown-name]: no goal is called 'bed.depth' (hint: there are: bed.plan, garden.effort)",
    ]
    result = run("kb", "graph", "--depth", "1")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: --depth goes with --rule, --attribute or --goal.\n")


def test_hostile_names_stay_labels() -> None:
    kb = answered()[0]
    hostile = {
        id: replace(rule, title=f'{rule.title} \\N"]; x -> y; &lt; {HIDDEN}') for id, rule in kb.rules.items()
    }
    kb = replace(kb, rules=hostile)
    for text in (as_mermaid(kb, graph(kb)), as_dot(kb, graph(kb)), as_json(kb, graph(kb))):
        assert [line for line in text.split("\n") if not clean(line)] == []
    mermaid_is_sound(as_mermaid(kb, graph(kb)))
    dot_is_sound(as_dot(kb, graph(kb)))
    assert "\\\\N" in as_dot(kb, graph(kb))
    assert "&amp;lt;" in as_dot(kb, graph(kb))


@pytest.mark.parametrize("seed", range(20))
def test_generated_knowledge_bases(seed: int) -> None:
    kb = random_kb(Random(seed))
    whole = graph(kb)
    mermaid_is_sound(as_mermaid(kb, whole))
    dot_is_sound(as_dot(kb, whole))
    names = {node.name for node in whole.nodes}
    assert {name for edge in whole.edges for name in (edge.start, edge.end)} <= names
    assert len(whole.nodes) == len(names)
    for rule in kb.rules:
        assert rule in {node.name for node in around(whole, [rule], 1).nodes}


def test_a_file_that_is_written(tmp_path: Path) -> None:
    file = tmp_path / "garden.dot"
    assert told("kb", "graph", "--format", "dot", "-o", str(file)) == ""
    dot_is_sound(file.read_text("utf-8"))
