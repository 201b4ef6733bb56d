"""The graph of a knowledge base as Mermaid, in Graphviz's language, and as data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from engine.knowledge.conditions import written
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import dot, mermaid
from engine.render.packs import packs_note
from engine.render.workbench.form import document, knowledge
from engine.workbench.graph import Edge, EdgeKind, Graph, Node, NodeKind

FEW = 3
"""So many values are named on an arrow; the rest is counted."""
WIDE = 24
"""Columns of a line in a box: Mermaid breaks longer ones once more."""

_SHAPES: dict[NodeKind, tuple[str, str]] = {
    "asked": ("([", "])"),
    "derived": ("[", "]"),
    "goal": ("[[", "]]"),
    "rule": ("(", ")"),
    "presumption": ("{{", "}}"),
}
_CLASSES = """\
  classDef asked fill:#eef4fb,stroke:#5b7fa6,color:#10202f
  classDef derived fill:#ffffff,stroke:#777777,color:#111111
  classDef goal fill:#fff3d6,stroke:#b07d12,color:#201600,stroke-width:3px
  classDef rule fill:#f4f4f4,stroke:#777777,color:#111111
  classDef presumption fill:#f6eefb,stroke:#8a5fa8,color:#1d0f27,stroke-dasharray:4 3"""
_ARROWS: dict[EdgeKind, str] = {
    "reads": "-->",
    "copies": "-->",
    "concludes": "-->",
    "unless": "-.->",
    "presumes": "-.->",
    "overrides": "==>",
    "silences": "--x",
}
_DOT_NODES: dict[NodeKind, str] = {
    "asked": 'shape=box, style="rounded,filled", fillcolor="#eef4fb", color="#5b7fa6"',
    "derived": 'shape=box, style=filled, fillcolor="#ffffff", color="#777777"',
    "goal": 'shape=box, peripheries=2, style=filled, fillcolor="#fff3d6", color="#b07d12"',
    "rule": 'shape=ellipse, style=filled, fillcolor="#f4f4f4", color="#777777"',
    "presumption": 'shape=hexagon, style="filled,dashed", fillcolor="#f6eefb", color="#8a5fa8"',
}
_DOT_EDGES: dict[EdgeKind, str] = {
    "reads": "",
    "copies": "",
    "concludes": "",
    "unless": "style=dashed",
    "presumes": "style=dashed",
    "overrides": "style=bold",
    "silences": "arrowhead=tee",
}


def as_mermaid(kb: KnowledgeBase, graph: Graph) -> str:
    """A flow chart from the left to the right; a box around what stands in one file."""
    names = {node.name: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart LR", f"  %% knowledge base: {mermaid(_named(kb))}"]
    for number, group in enumerate(("", *graph.groups)):
        inside = [node for node in graph.nodes if node.group == group]
        nodes = []
        for node in inside:
            opening, closing = _SHAPES[node.kind]
            label = "<br/>".join(map(mermaid, _lines(node)))
            nodes.append(f'{names[node.name]}{opening}"{label}"{closing}:::{node.kind}')
        if group:
            lines += [
                f'  subgraph g{number}["{mermaid(group)}"]',
                *(f"    {each}" for each in nodes),
                "  end",
            ]
        else:
            lines += [f"  {each}" for each in nodes]
    for edge in graph.edges:
        label = _label(kb, edge)
        said = f'|"{mermaid(label)}"|' if label else ""
        lines.append(f"  {names[edge.start]} {_ARROWS[edge.kind]}{said} {names[edge.end]}")
    return "\n".join((*lines, _CLASSES)) + "\n"


def as_dot(kb: KnowledgeBase, graph: Graph) -> str:
    """A digraph from the left to the right; a cluster for each file."""
    names = {node.name: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = [f'digraph "{dot(kb.name)}" {{', "  rankdir=LR;", '  node [fontname="sans-serif"];']
    lines.append('  edge [fontname="sans-serif", fontsize=10];')
    if kb.packs:
        lines.append(f'  label="{dot(_named(kb))}"; labelloc=t;')
    for number, group in enumerate(("", *graph.groups)):
        nodes = [
            f'{names[node.name]} [label="{_dot_lines(node)}", {_DOT_NODES[node.kind]}];'
            for node in graph.nodes
            if node.group == group
        ]
        if group:
            lines += [f"  subgraph cluster_{number} {{", f'    label="{dot(group)}";']
            lines += [*(f"    {each}" for each in nodes), "  }"]
        else:
            lines += [f"  {each}" for each in nodes]
    for edge in graph.edges:
        label = _label(kb, edge)
        style = [f'label="{dot(label)}"'] if label else []
        style += [_DOT_EDGES[edge.kind]] if _DOT_EDGES[edge.kind] else []
        said = f" [{', '.join(style)}]" if style else ""
        lines.append(f"  {names[edge.start]} -> {names[edge.end]}{said};")
    return "\n".join((*lines, "}")) + "\n"


def as_json(kb: KnowledgeBase, graph: Graph) -> str:
    """For a program."""
    return document(
        "kb-graph",
        knowledge=knowledge(kb),
        nodes=[
            {"kind": node.kind, "name": node.name, "label": node.label, "file": node.group or None}
            for node in graph.nodes
        ],
        edges=[
            {"kind": edge.kind, "from": edge.start, "to": edge.end, "values": list(edge.values)}
            for edge in graph.edges
        ],
    )


def _named(kb: KnowledgeBase) -> str:
    """The knowledge base with its packs."""
    return ", ".join((f"{kb.name} {kb.version}", *packs_note(kb)))


def _lines(node: Node) -> Iterator[str]:
    """What stands in the box: of a rule also its title, over as many lines as it needs."""
    yield node.name
    if node.kind in ("rule", "presumption"):
        yield from textwrap.wrap(node.label, WIDE)


def _dot_lines(node: Node) -> str:
    return "\\n".join(map(dot, _lines(node)))


def _label(kb: KnowledgeBase, edge: Edge) -> str:
    """What is written on the arrow; nothing on one that only reads, or concludes that something is so."""
    if edge.kind in ("overrides", "silences", "unless", "copies"):
        return edge.kind
    verb = "presumes " if edge.kind == "presumes" else ""
    if edge.kind == "reads" or (edge.values == (True,) and not verb):
        return ""
    words = [written(value) for value in edge.values[:FEW]]
    more = len(edge.values) - FEW
    return verb + ", ".join([*words, f"{more} more"] if more > 0 else words)
