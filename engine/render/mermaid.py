"""The chain of reasoning as a Mermaid flow chart: conclusions above, what they rest on below."""

from __future__ import annotations

from engine.advice.explanation import Explanation
from engine.render import phrases
from engine.render.escape import mermaid
from engine.render.outline import Item, Kind, outline

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
        items = [outline(node, topic.rule is not None) for node in topic.nodes]
        word = phrases.word(topic.answer) or topic.answer.verdict.status if topic.answer else ""
        label = f"{topic.heading}: {word}" if word else topic.heading
        chart.lines.append(f'  t{index}[["{mermaid(label)}"]]:::verdict')
        for item in items:
            chart.join(f"t{index}", item)
    return "\n".join(("flowchart TD", *chart.lines, _CLASSES)) + "\n"


class _Chart:
    """Collects nodes and edges, each node once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.unnumbered = 0

    def join(self, above: str, item: Item) -> None:
        """The entry, and all below it, under the node above."""
        if item.again is not None:
            self.lines.append(f"  {above} --> n{item.again}")
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
        self.lines.append(f"  {above} --> {name}")
        for child in item.children:
            self.join(name, child)
