"""sources.yaml and parameters.yaml: what the rules rest on."""

from __future__ import annotations

from collections.abc import Mapping as Map

from engine.knowledge.model import Claim, Parameter, Source
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Node, Scalar
from engine.knowledge.reading import entries, get, items, scalars, word
from engine.knowledge.values import DATE, parse_date, parse_number


def read_sources(document: Node, names: Names, known: Map[str, Source], pack: str = "") -> dict[str, Source]:
    """The sources of the document, by id; its claims, which may also be of known ones, are declared.

    `pack` is the pack whose document it is.
    """
    sources: dict[str, Source] = {}
    for item in items(get(document, "sources")):
        name = get(item, "id")
        if isinstance(name, Scalar) and names.declare("source", name):
            sources[name.text] = _source(item, name.text, names, pack)
    for item in items(get(document, "claims")):
        name, source = get(item, "id"), get(item, "source")
        if isinstance(source, Scalar) and source.text not in sources and source.text not in known:
            names.missing("source", source)
        if isinstance(name, Scalar) and names.declare("claim", name):
            names.claims[name.text] = _claim(item, name.text, names, pack)
    return sources


def _source(item: Node, name: str, names: Names, pack: str) -> Source:
    report = names.report
    return Source(
        id=name,
        title=report.text(get(item, "title"), "'title'"),
        author=report.text(get(item, "author"), "'author'"),
        published=day_of(item, "published", names),
        url=report.text(get(item, "url"), "'url'"),
        sections=tuple(
            (key.text, tuple(int(block.text) for block in scalars(blocks) if block.text.isdecimal()))
            for key, blocks in entries(get(item, "sections"))
        ),
        where=item.where,
        pack=pack,
    )


def _claim(item: Node, name: str, names: Names, pack: str) -> Claim:
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
        pack=pack,
    )


def read_parameters(document: Node, names: Names, pack: str = "") -> None:
    """Declare the parameters of the document, of this pack."""
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
                    name.text,
                    number,
                    unit,
                    definition,
                    source,
                    statistic=report.text(get(item, "statistic"), "'statistic'"),
                    region=report.text(get(item, "region"), "'region'"),
                    year=_year(get(item, "year")),
                    review_by=day_of(item, "review_by", names),
                    pack=pack,
                    where=item.where,
                )


def _year(node: Node | None) -> int | None:
    """The year; None where there is none, or where the schema refuses it."""
    return (
        int(node.text) if isinstance(node, Scalar) and node.text.isdecimal() and len(node.text) < 5 else None
    )


def day_of(item: Node, key: str, names: Names) -> str:
    """The date under the key; "" where there is none."""
    node = get(item, key)
    if isinstance(node, Scalar) and DATE.fullmatch(node.text):  # the schema tells of any other
        return names.report.prose(parse_date(node, quoted(key)))
    return ""


def check_cited(names: Names) -> None:
    """Tell every claim that nothing cites and that does not only set the scene."""
    if "rule" in names.unread or "goal" in names.unread:
        return
    for name, claim in names.claims.items():
        if name not in names.cited and not claim.context:
            what = f"no rule and no 'otherwise' cites the claim {quoted(name)}"
            names.report.add("uncited", what, claim.where, "cite it, or say why not in 'context'")
