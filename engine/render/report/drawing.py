"""A graph as it is drawn: every box with its lines of text, and the lines that lead to it."""

from __future__ import annotations

from engine.frozen import frozen
from engine.render.paint import columns
from engine.render.report.graph import Graph
from engine.render.report.labels import Node
from engine.render.report.placing import Box, Placed, curve, place

WIDTH = 174.0
PADDING = 11.0
"""Left and right of the text of a box."""
HEAD, LINE, FOOT = 22.0, 16.0, 9.0
"""Height of the first line, of each further one, and of what is left free below."""
SIZE = 12.0
"""Of the letters, as in graph.css."""
BOLD, MAIN = 1.12, 14 / 12
"""So much wider are the words of a verdict, and so much larger those of the first one."""
MARGIN = 8.0
LEAST = 0.92
"""Nothing is drawn smaller than this, so that its text can be read."""
BROAD = 700.0
"""So wide is a sheet."""


@frozen
class Line:
    """A line of text in a box; `squeezed` is its width where it would else be wider than the box."""

    kind: str
    text: str
    y: float
    squeezed: float | None = None


@frozen
class Tie:
    """A line to a box, and the tip where it ends."""

    path: str
    tip: str
    decisive: bool
    dashed: bool


@frozen
class Piece:
    """A box with all that leads to it."""

    node: Node
    box: Box
    lines: tuple[Line, ...]
    ties: tuple[Tie, ...]


@frozen
class Drawing:
    """What a template draws. Pieces stand column by column, each from the top."""

    pieces: tuple[Piece, ...]
    width: float
    height: float
    margin: float
    """So much is free on each side of the boxes, which begin at 0."""
    least: float
    """Narrower than this it could not be read."""
    left_out: int

    @property
    def broad(self) -> bool:
        """Whether it is larger on a sheet that is turned."""
        return self.width > max(BROAD, 1.2 * self.height)


def drawn(graph: Graph) -> Drawing:
    """The graph with a place for everything."""
    nodes = graph.nodes
    index = {node.id: n for n, node in enumerate(nodes)}
    pairs = [(index[edge.start], index[edge.end]) for edge in graph.edges]
    first = [n for n, node in enumerate(nodes) if node.kind in ("fact", "unknown")]
    last = [n for n, node in enumerate(nodes) if node.kind == "verdict"]
    placed = place([(WIDTH, height(node)) for node in nodes], pairs, first, last)
    pieces = [_piece(graph, placed, n) for n in range(len(nodes))]
    pieces.sort(key=lambda piece: (piece.box.x, piece.box.y))
    width, high = placed.width + 2 * MARGIN, placed.height + 2 * MARGIN
    return Drawing(tuple(pieces), width, high, MARGIN, round(width * LEAST), graph.left_out)


def height(node: Node) -> float:
    """How high the box of the node is."""
    return HEAD + LINE * len(said(node)) + FOOT


def said(node: Node) -> tuple[tuple[str, str], ...]:
    """The lines below the head: of which kind, and the text."""
    lines = tuple(("say", line) for line in node.lines)
    return (*lines, ("status", node.status)) if node.status and node.lines != (node.status,) else lines


def _piece(graph: Graph, placed: Placed, n: int) -> Piece:
    node, box = graph.nodes[n], placed.boxes[n]
    lines = [Line("head", node.head, box.y + 18, _squeezed(node.head))]
    for at, (kind, text) in enumerate(said(node)):
        larger = BOLD * (MAIN if node.main else 1) if (node.kind, kind) == ("verdict", "say") else 1
        lines.append(Line(kind, text, box.y + HEAD + LINE * (at + 1) - 2, _squeezed(text, larger)))
    kinds = {each.id: each.kind for each in graph.nodes}
    ties = tuple(
        Tie(curve(route), _tip(*route[-1]), edge.decisive, kinds[edge.start] == "unknown")
        for edge, route in zip(graph.edges, placed.routes, strict=True)
        if edge.end == node.id
    )
    return Piece(node, box, tuple(lines), ties)


def _tip(x: float, y: float) -> str:
    """The point of an arrow that ends there, coming from the left."""
    return f"M{x:g} {y:g}l-7 -3.5v7z"


def _squeezed(text: str, larger: float = 1) -> float | None:
    """The room there is, where the text would need more of it in the widest of the usual fonts."""
    room = WIDTH - 2 * PADDING
    need = larger * SIZE * sum(_ems(ch) for ch in text)
    return room if need > room * 1.06 else None


def _ems(ch: str) -> float:
    if ch in "mwMW@%…—" or columns(ch) == 2:
        return 1.0
    return 0.35 if ch in "fijlrtI.,:;'|!()[] " else 0.72 if ch.isupper() else 0.62 * columns(ch)
