"""The vocabulary and the cases of a knowledge base as blocks of its book; sentences and what fills them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.advice.sentences import tagged
from engine.cases.model import Case, Expected, Fact
from engine.knowledge.conditions import written
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.placeholders import (
    Established,
    PartName,
    PartsWith,
    Placeholder,
    ValueLabel,
    parse_template,
)
from engine.render.workbench.cards import typed, valued
from engine.render.workbench.pages import (
    Block,
    Code,
    Facts,
    Heading,
    Labelled,
    Line,
    Paragraph,
    Row,
    Table,
    line,
    links,
)
from engine.workbench.book import Book
from engine.workbench.cards import AttributeCard


def spoken(kb: KnowledgeBase, text: str) -> str:
    """The sentence, with what is filled in between ‹ and ›."""
    pieces = parse_template(text, kb.words, kb.attributes)
    return "".join(piece if isinstance(piece, str) else f"‹{_filled(kb, piece)}›" for piece in pieces)


def _filled(kb: KnowledgeBase, piece: Placeholder) -> str:
    match piece:
        case PartName():
            return kb.words.singular
        case ValueLabel():
            return "value"
        case Established(name):
            return kb.attributes[name].label
        case PartsWith(name, value, otherwise):
            attribute = kb.attributes[name]
            label = attribute.labels.get(value, written(value))
            instead = f"; or {otherwise}" if otherwise != "none" else ""
            return f"{kb.words.plural} with {attribute.label}: {label}{instead}"


def vocabulary(book: Book) -> Iterator[Block]:
    """What is asked, about the root and about its parts, and what rules conclude."""
    words = book.kb.words
    for title, asked, scope in (
        (f"Asked about the {words.root}", True, "root"),
        (f"Asked about each {words.singular}", True, "part"),
        (f"Concluded about the {words.root}", False, "root"),
        (f"Concluded about each {words.singular}", False, "part"),
    ):
        cards = [c for c in book.attributes if (c.attribute.asked, c.attribute.scope) == (asked, scope)]
        if scope == "part" and asked:
            yield Heading(3, title, title)
            yield Paragraph(
                line(f"{words.question} Their list in a case stands under ", Code(words.plural), ".")
            )
        elif cards:
            yield Heading(3, title, title)
        if cards and asked:
            head = ("attribute", "question", "answers", "read by", "presumed by")
            yield Table(head, tuple(_asked(book.kb, card) for card in cards))
        elif cards:
            yield Table(
                ("attribute", "what it is", "values", "concluded by", "read by"), tuple(map(_derived, cards))
            )


def _asked(kb: KnowledgeBase, card: AttributeCard) -> Row:
    this = card.attribute
    question = tuple(line(spoken(kb, words)) for words in (this.question, this.help) if words)
    constraints = (line("constraints ", ", ".join(card.constraints)),) if card.constraints else ()
    read = (links(card.readers, "rule"), *constraints)
    cells = (_name(this), question, _answers(this), read, (links(card.reaching, "rule"),))
    return Row(cells, f"attribute:{this.name}")


def _derived(card: AttributeCard) -> Row:
    this = card.attribute
    cells = (
        _name(this),
        (line(this.label),),
        _answers(this),
        (links(card.reaching, "rule"),),
        (links(card.readers, "rule"),),
    )
    return Row(cells, f"attribute:{this.name}")


def _name(this: Attribute) -> tuple[Line, ...]:
    also = (line("also ", Code(alias)) for alias in this.aliases)
    return (line(Code(this.name), tagged("", this.pack)), *also)


def _answers(this: Attribute) -> tuple[Line, ...]:
    if this.type == "boolean":
        return (line("yes or no"),)
    if this.type == "number":
        return (line(typed(this)),)
    values = (line(valued(this, value)) for value in this.values)
    return (line("any of:" if this.type == "set" else "one of:"), *values)


def cases(book: Book) -> Iterator[Block]:
    """Every case: what it states, and what is expected of its answer."""
    for outcome in book.outcomes:
        case = outcome.case
        yield Heading(3, case.name if case else outcome.file, f"case:{outcome.file}")
        if case and case.note:
            yield Paragraph(line(case.note))
        rows: list[Labelled] = [("file", ((0, line(Code(outcome.file))),))]
        if case:
            rows.append(("states", tuple((0, line(said)) for said in _stated(book.kb, case))))
            if case.expected:
                rows += _expected(book.kb, case.expected)
        wrong = (*outcome.problems, *outcome.differences)
        if wrong:
            rows.append(("FAILS", tuple((0, line(str(what))) for what in wrong)))
        yield Facts(tuple(rows))


def _stated(kb: KnowledgeBase, case: Case) -> Iterator[str]:
    """One line for the root, and one for each part."""
    said = [_fact(kb, fact) for fact in case.facts if not fact.entity]
    if said:
        yield "; ".join(said)
    for part in case.part_order:
        found = [_fact(kb, fact) for fact in case.facts if fact.entity == part]
        yield f"{part}: {'; '.join(found) or 'nothing'}"
    if not case.parts:
        yield f"no {kb.words.plural}" if case.parts == () else f"nothing about {kb.words.plural}"


def _fact(kb: KnowledgeBase, fact: Fact) -> str:
    attribute = kb.attributes[fact.attribute]
    words = [_word(attribute, value) for value in fact.values]
    words += [f"not {_word(attribute, value)}" for value in fact.excluded if not fact.closed]
    if attribute.type == "set" and not fact.closed:
        words.append("the rest unknown")
    return f"{attribute.label}: {', '.join(words) or 'none'}"


def _word(attribute: Attribute, value: str | bool | int | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if attribute.type == "number":
        return f"{value} {attribute.unit}".strip()
    return attribute.labels.get(value, str(value))


def _expected(kb: KnowledgeBase, wanted: Expected) -> Iterator[Labelled]:
    verdicts = []
    for entity, name in dict.fromkeys((*wanted.verdicts, *wanted.status)):
        value, status = wanted.verdicts.get((entity, name), ""), wanted.status.get((entity, name), "")
        word = kb.attributes[name].labels.get(value, value)
        said = ", ".join(dict.fromkeys(part for part in (word, status) if part))
        verdicts.append((0, line(f"{kb.goal(name).label}{f' of {entity}' if entity else ''}: {said}")))
    if verdicts:
        yield "verdicts", tuple(verdicts)
    for label, rules in (("fires", wanted.fired), ("does not fire", wanted.not_fired)):
        if rules:
            named = (f"{rule} {entity}" if entity else rule for rule, entity in rules)
            yield label, ((0, line(", ".join(named))),)
    for label, truth in (("established", True), ("not established", False)):
        atoms = [atom for atom, expected in wanted.values if expected is truth]
        if atoms:
            yield label, tuple((0, line(_atom(kb, *atom))) for atom in atoms)


def _atom(kb: KnowledgeBase, entity: str, name: str, value: str | bool | int | float) -> str:
    attribute = kb.attributes[name]
    return f"{attribute.label}{f' of {entity}' if entity else ''}: {_word(attribute, value)}"
