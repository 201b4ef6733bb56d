"""The book of a knowledge base: what stands on its pages, before they are Markdown or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.advice.sentences import tagged
from engine.knowledge.model import Goal, KnowledgeBase, Parameter
from engine.knowledge.wording import describe
from engine.render.phrases import counted
from engine.render.workbench.book_rules import chapter, parameters, presumptions
from engine.render.workbench.book_words import cases, spoken, vocabulary
from engine.render.workbench.pages import (
    Block,
    Code,
    Facts,
    Heading,
    Labelled,
    Line,
    Link,
    Paragraph,
    Row,
    Table,
    line,
    links,
)
from engine.workbench.book import Book
from engine.workbench.links import carrying_goals, carrying_rules


def blocks(book: Book) -> tuple[Block, ...]:
    """The whole book."""
    written: list[tuple[str, list[Block]]] = []
    for title, write in _SECTIONS:
        if found := list(write(book)):
            written.append((title, found))
    head = list(_title(book))
    contents = _contents(written)
    body = [block for title, found in written for block in (Heading(2, title, title), *found)]
    return (*head, Heading(2, "Contents"), contents, *body)


def _title(book: Book) -> Iterator[Block]:
    kb = book.kb
    yield Heading(1, kb.title)
    sizes = [
        counted(len(kb.goals), "goal"),
        counted(len(kb.claims), "claim"),
        counted(len(kb.attributes), "attribute"),
        counted(len(kb.parameters), "parameter"),
        counted(len(kb.rules), "rule"),
        counted(len(kb.constraints), "constraint"),
        counted(len(book.outcomes), "case"),
    ]
    yield Paragraph(
        line(f"The knowledge base {kb.name} {kb.version}, reviewed on {kb.reviewed}: {', '.join(sizes)}.")
    )
    yield Paragraph(line(Code(kb.digest)))
    for pack in kb.packs:
        until = f", to be reviewed again by {pack.review_by}" if pack.review_by else ""
        named = f"With the pack {pack.name} {pack.version}, {pack.title}, reviewed on {pack.reviewed}{until}."
        yield Paragraph(line(f"{named} {pack.about}"))


def _contents(written: list[tuple[str, list[Block]]]) -> Block:
    """The sections, and the chapters and tables in them."""
    rows: list[tuple[int, Line]] = []
    for title, found in written:
        rows.append((0, line(Link(title, title))))
        rows += [
            (1, line(Link(block.text, block.key), f"  {block.more}" if block.more else ""))
            for block in found
            if isinstance(block, Heading) and block.level == 3 and block.key and title != "Cases"
        ]
    return Facts((("", tuple(rows)),))


def _goals(book: Book) -> Iterator[Block]:
    for goal in book.kb.goals:
        yield Heading(3, tagged(goal.label, goal.pack), f"goal:{goal.attribute}")
        yield from _goal(book.kb, goal)


def _goal(kb: KnowledgeBase, goal: Goal) -> Iterator[Block]:
    attribute = kb.attributes[goal.attribute]
    whose = f"the {kb.words.root}" if goal.scope == "root" else f"each {kb.words.singular}"
    yield Paragraph(
        line("A verdict about ", f"{whose}: ", Link(goal.attribute, f"attribute:{goal.attribute}"))
    )
    yield Table(
        ("verdict", "in a word", "in a sentence"),
        tuple(
            Row(
                (
                    (line(Code(str(value))),),
                    (line(attribute.labels[value]),),
                    (line(spoken(kb, goal.sentences[str(value)])),),
                )
            )
            for value in attribute.values
        ),
    )
    rows: list[Labelled] = []
    if goal.otherwise:
        other = goal.otherwise
        why = line(
            Code(other.value),
            f", because {spoken(kb, other.because)}; it rests on ",
            *links(other.claims, "claim"),
        )
        rows.append(("where no rule can say otherwise", ((0, why),)))
    if goal.show:
        shown = tuple(
            (
                0,
                line(
                    f"{tagged(each.heading, each.pack)}: ",
                    Link(each.attribute, f"attribute:{each.attribute}"),
                ),
            )
            for each in goal.show
        )
        rows.append(("shown with it", shown))
    if rows:
        yield Facts(tuple(rows))


def _claims(book: Book) -> Iterator[Block]:
    kb = book.kb
    for source in kb.sources.values():
        yield Heading(3, tagged(source.title, source.pack), f"source:{source.id}")
        by = [source.author, source.published, source.url]
        yield Paragraph(line(Code(source.id), *(f", {word}" for word in by if word)))
        rows = []
        for claim in kb.claims.values():
            if claim.source == source.id:
                carried = (*carrying_rules(kb, claim.id),)
                goals = [f"{goal.label} otherwise" for goal in carrying_goals(kb, claim.id)]
                by_whom = [links(carried, "rule")] if carried else []
                by_whom += [line(", ".join(goals))] if goals else []
                by_whom += [line(f"context: {claim.context}")] if claim.context else []
                cells = (
                    (line(tagged(claim.id, claim.pack)),),
                    (line(claim.locator),),
                    (line(claim.says),),
                    tuple(by_whom),
                )
                rows.append(Row(cells, f"claim:{claim.id}"))
        if rows:
            yield Table(("claim", "where it stands", "what it says, in our words", "carried by"), tuple(rows))


def measured(number: Parameter) -> tuple[str, ...]:
    """What a benchmark was measured on, and until when it is taken to hold."""
    until = f"to be reviewed again by {number.review_by}" if number.review_by else ""
    return tuple(word for word in (number.statistic, number.region, str(number.year or ""), until) if word)


def _parameters(book: Book) -> Iterator[Block]:
    kb = book.kb
    if kb.parameters:
        rows = []
        for each in kb.parameters.values():
            used = [rule.id for rule in kb.rules.values() if each.name in parameters(rule.when)]
            value = f"{each.value} {each.unit}".strip()
            cells = (
                line(Code(each.name), tagged("", each.pack)),
                line(value),
                line(each.definition),
                line(", ".join((each.source, *measured(each)))),
                links(used, "rule"),
            )
            rows.append(Row(tuple((cell,) for cell in cells), f"parameter:{each.name}"))
        yield Table(("parameter", "value", "what it means", "where it comes from", "used by"), tuple(rows))


def _rules(book: Book) -> Iterator[Block]:
    for each in book.chapters:
        yield Heading(3, each.file, f"file:{each.file}", each.about)
        yield from chapter(book.kb, each)


def _constraints(book: Book) -> Iterator[Block]:
    kb = book.kb
    if kb.constraints:
        rows = []
        for each in kb.constraints:
            whose = kb.words.root if each.scope == "root" else f"each {kb.words.singular}"
            cells = (each.id, whose, describe(each.never, kb), spoken(kb, each.because))
            rows.append(Row(tuple((line(cell),) for cell in cells)))
        yield Paragraph(line("A case that states one of these is refused."))
        yield Table(("constraint", "about", "never", "because"), tuple(rows))


_SECTIONS: tuple[tuple[str, Callable[[Book], Iterable[Block]]], ...] = (
    ("What it decides", _goals),
    ("Claims", _claims),
    ("Vocabulary", vocabulary),
    ("Parameters", _parameters),
    ("Rules", _rules),
    ("Constraints", _constraints),
    ("Presumptions", presumptions),
    ("Cases", cases),
)
