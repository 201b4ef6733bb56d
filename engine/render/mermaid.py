"""The chain of reasoning as a Mermaid flow chart: conclusions above, what they rest on below."""

from __future__ import annotations

from engine.advice.explanation import Explanation
from engine.render import phrases
from engine.render.details import knowledge_named
from engine.render.escape import mermaid
from engine.render.outline import Item, Kind, outlines

_SHAPES: dict[Kind, tuple[str, str]] = {
    "conclusion": ("[", "]"),
    "given": ("([", "])"),
    "open": ("[/", "/]"),
    "absence": ("{{", "}}"),
    "refusal": ("[", "]"),
    "group": ("(", ")"),
}
_CLASSES = """\
  classDef verdict font-weight:bold,stroke-width:3px
  classDef open stroke-dasharray:4 3
  classDef refusal stroke-dasharray:1 2"""


def mermaid_text(explanation: Explanation) -> str:
    """One diagram of all topics, ending in a line feed."""
    chart = _Chart()
    for index, topic in enumerate(explanation.topics):
        label = phrases.topic_head(topic)
        chart.lines.append(f'  t{index}[["{mermaid(label)}"]]:::verdict')
        for place, item in enumerate(outlines(topic)):
            chart.join(f"t{index}" if place < len(topic.nodes) else "", item)
    about = f"  %% knowledge base: {mermaid(knowledge_named(explanation.recommendation))}"
    return "\n".join(("flowchart TD", about, *chart.lines, _CLASSES)) + "\n"


class _Chart:
    """Collects nodes and edges, each node once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.unnumbered = 0

    def join(self, above: str, item: Item) -> None:
        """The entry, and all below it, under the node above; under none where it is referred to elsewhere."""
        if item.elsewhere is not None:
            self.lines.append(f"  {above} --> n{item.elsewhere}")
            return
        if item.number is not None:
            name = f"n{item.number}"
        else:
            self.unnumbered += 1
            name = f"x{self.unnumbered}"
        opening, closing = _SHAPES[item.kind]
        brief = f"<br/>{mermaid(item.brief)}" if item.brief and item.brief not in item.text else ""
        style = f":::{item.kind}" if item.kind in ("open", "refusal") else ""
        self.lines.append(f'  {name}{opening}"{mermaid(item.text)}{brief}"{closing}{style}')
        if above:
            self.lines.append(f"  {above} --> {name}")
        for child in item.children:
            self.join(name, child)
