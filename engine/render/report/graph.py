"""What follows from what in a case, as a graph: facts, then rules, then verdicts."""

from __future__ import annotations

from engine.advice.reported import Reported
from engine.frozen import frozen
from engine.render.report.anchors import Anchors
from engine.render.report.labels import Labels, Node
from engine.render.report.tracing import Place, Tracer, Way

MOST = 48
"""So many nodes can still be looked over."""


@frozen
class Edge:
    """That the one is needed for the other, or, from an unknown fact, could change it."""

    start: str
    end: str
    decisive: bool = False
    """Whether the first proof of a verdict goes along it."""


@frozen
class Graph:
    """Nodes, each once, and edges between them that form no circle."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int
    """How many more nodes there would be."""


def graph(reported: Reported, anchors: Anchors, most: int = MOST) -> Graph:
    """The graph of all that the verdicts that apply rest on, and of what could change them.

    Where that is too much, the verdicts stay with their first proofs, in the order of the answers; then
    what could change them; then other ways to what they rest on.
    """
    tracer, labels = Tracer(reported), Labels(reported, anchors)
    could, others = dict.fromkeys(tracer.could_change()), dict.fromkeys(tracer.ways())
    first: dict[Way, None] = {}
    order: dict[Place, None] = {}
    for answer in tracer.answers:
        proof = dict.fromkeys(tracer.proof(answer))
        first.update(proof)
        order.update(dict.fromkeys((answer, *(start for start, _ in proof))))
    decisive = set(order)
    order.update(dict.fromkeys(start for ways in (could, others) for start, _ in ways))
    kept = dict.fromkeys(list(order)[:most])
    names = {place: labels.id(place) for place in kept}
    return Graph(
        tuple(labels.node(place, place in decisive) for place in kept),
        tuple(
            Edge(names[start], names[end], (start, end) in first)
            for start, end in {**first, **could, **others}
            if start in kept and end in kept
        ),
        len(order) - len(kept),
    )
