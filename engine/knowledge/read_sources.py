"""sources.yaml and parameters.yaml: what the rules rest on."""

from __future__ import annotations

from engine.knowledge.model import Claim, Parameter, Source
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Node, Scalar
from engine.knowledge.reading import entries, get, items, scalars, word
from engine.knowledge.values import DATE, parse_date, parse_number


def read_sources(document: Node, names: Names) -> dict[str, Source]:
    """The sources of the document, by id; its claims are declared."""
    sources: dict[str, Source] = {}
    for item in items(get(document, "sources")):
        name = get(item, "id")
        if isinstance(name, Scalar) and names.declare("source", name):
            sources[name.text] = _source(item, name.text, names)
    for item in items(get(document, "claims")):
        name, source = get(item, "id"), get(item, "source")
        if isinstance(source, Scalar) and source.text not in sources:
            names.missing("source", source)
        if isinstance(name, Scalar) and names.declare("claim", name):
            names.claims[name.text] = _claim(item, name.text, names)
    return sources


def _source(item: Node, name: str, names: Names) -> Source:
    report = names.report
    published = get(item, "published")
    return Source(
        id=name,
        title=report.text(get(item, "title"), "'title'"),
        author=report.text(get(item, "author"), "'author'"),
        published=day(published, "'published'", names) if published else "",
        url=report.text(get(item, "url"), "'url'"),
        sections=tuple(
            (key.text, tuple(int(block.text) for block in scalars(blocks) if block.text.isdecimal()))
            for key, blocks in entries(get(item, "sections"))
        ),
        where=item.where,
    )


def _claim(item: Node, name: str, names: Names) -> Claim:
    sentences = []
    for sentence in items(get(item, "sentences")):
        at, sha256 = get(sentence, "at"), get(sentence, "sha256")
        sentences.append((names.report.text(at, "'at'"), word(sha256)))
    return Claim(
        id=name,
        source=word(get(item, "source")),
        sentences=tuple(sentences),
        says=names.report.text(get(item, "says"), "'says'"),
        context=names.report.text(get(item, "context"), "'context'"),
        where=item.where,
    )


def read_parameters(document: Node, names: Names) -> None:
    """Declare the parameters of the document."""
    report = names.report
    for item in items(get(document, "parameters")):
        name, value = get(item, "name"), get(item, "value")
        if not isinstance(name, Scalar) or not names.declare("parameter", name):
            continue
        unit = report.text(get(item, "unit"), "'unit'")
        definition = report.text(get(item, "definition"), "'definition'")
        source = report.text(get(item, "source"), "'source'")
        if isinstance(value, Scalar):
            number = report.number(parse_number(value, unit, of=f"the parameter {name.text}"))
            if number is not None:
                names.parameters[name.text] = Parameter(
                    name.text, number, unit, definition, source, item.where
                )


def check_cited(names: Names) -> None:
    """Tell every claim that nothing cites and that does not only set the scene."""
    if "rule" in names.unread or "goal" in names.unread:
        return
    for name, claim in names.claims.items():
        if name not in names.cited and not claim.context:
            what = f"no rule and no 'otherwise' cites the claim {quoted(name)}"
            names.report.add("uncited", what, claim.where, "cite it, or say why not in 'context'")


def day(node: Node, what: str, names: Names) -> str:
    """A date; "" where it is none, which is told here where the schema does not."""
    if isinstance(node, Scalar) and DATE.fullmatch(node.text):
        return names.report.prose(parse_date(node, what))
    return ""
