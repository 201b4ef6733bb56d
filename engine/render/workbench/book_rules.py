"""The rules of a knowledge base in words, as blocks of its book; presumptions and what silences them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from engine.knowledge.conditions import Condition, InRange, walk
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.book_words import spoken
from engine.render.workbench.cards import concluded, goals_of, outline
from engine.render.workbench.pages import (
    Block,
    Code,
    Facts,
    Heading,
    Inline,
    Labelled,
    Line,
    Link,
    Paragraph,
    Row,
    Table,
    line,
    links,
)
from engine.workbench.book import Book, Chapter, Presumed
from engine.workbench.cards import RuleCard

FEW = 3
"""So many cases are named in a table; the rest is counted."""


def parameters(condition: Condition) -> tuple[str, ...]:
    """The parameters that the condition names, each once."""
    ranges = [each for each, _ in walk(condition) if isinstance(each, InRange)]
    return tuple(dict.fromkeys(name for each in ranges for name in each.parameters))


def chapter(kb: KnowledgeBase, of: Chapter) -> Iterator[Block]:
    """Each rule of the file under its own heading."""
    for card in of.rules:
        yield Heading(4, card.rule.id, f"rule:{card.rule.id}", card.rule.title)
        yield Facts(tuple((label, lines) for label, lines in _facts(kb, card) if lines))


def _facts(kb: KnowledgeBase, card: RuleCard) -> Iterator[Labelled]:
    this = card.rule
    yield "pack", _one(line(this.pack)) if this.pack else ()
    yield "about", _one(line(f"the {kb.words.root}" if this.scope == "root" else f"each {kb.words.singular}"))
    yield "when", tuple(_indented(said) for said in outline(this.when, kb))
    conclusions = (concluded(kb, conclusion) for conclusion in this.then)
    yield "presume" if this.presumption else "then", tuple((0, line(said)) for said in conclusions)
    yield "because", _one(line(spoken(kb, this.because)))
    yield "reading", _one(line(this.reading)) if this.reading else ()
    yield "rests on", tuple((0, line(Link(c.id, f"claim:{c.id}"), f" {c.says}")) for c in card.claims)
    yield "parameters", _some(links(parameters(this.when), "parameter"))
    yield "needs", tuple((0, _need(kb, name, rules)) for name, rules in card.needs.items())
    goals = ", ".join(goals_of(kb, this))
    yield "feeds", (*_some(links(card.feeds, "rule")), *(_one(line(goals)) if goals else ()))
    yield "overrides", _some(links(this.overrides, "rule"))
    yield "overridden by", _some(links(card.overridden_by, "rule"))
    yield "fires in", _one(_cases(card.fires_in))
    yield "stands at", _one(line(Code(f"{this.where.file}:{this.where.line}")))


def _need(kb: KnowledgeBase, name: str, rules: Iterable[str]) -> Line:
    """An attribute that is read, and where it comes from."""
    comes: list[Line] = [("asked",)] if kb.attributes[name].asked else []
    if reached := links(rules, "rule"):
        comes.append(("reached by ", *reached))
    told = [inline for number, each in enumerate(comes) for inline in (*(("; ",) if number else ()), *each)]
    return (Link(name, f"attribute:{name}"), ": ", *(told or ("nothing reaches it",)))


def _indented(said: str) -> tuple[int, Line]:
    """A line of an outline, with how far in it stands."""
    words = said.lstrip(" ")
    return (len(said) - len(words)) // 2, line(words)


def _cases(files: Sequence[str], most: int | None = None) -> Line:
    """The cases, each leading to its place in the book; where there are many, only so many."""
    shown = files if most is None or len(files) <= most + 1 else files[:most]
    found: list[Inline] = []
    for file in shown:
        found += [", "] if found else []
        found.append(Link(os.path.basename(file), f"case:{file}"))
    if len(shown) < len(files):
        found.append(f" and {len(files) - len(shown)} more")
    return tuple(found) or line("no case")


def _one(words: Line) -> tuple[tuple[int, Line], ...]:
    return ((0, words),)


def _some(words: Line) -> tuple[tuple[int, Line], ...]:
    return ((0, words),) if words else ()


def presumptions(book: Book) -> Iterator[Block]:
    """What is presumed, and what ends it."""
    if not book.presumptions:
        return
    told = "A presumption is taken to be so until something else is known."
    yield Paragraph(line(told, " A verdict that would be another one without it is provisional."))
    head = ("rule", "presumes", "is silent where", "overridden by", "used in", "silent in")
    yield Table(head, tuple(_presumed(book.kb, each) for each in book.presumptions))


def _presumed(kb: KnowledgeBase, this: Presumed) -> Row:
    rule = this.card.rule
    what = tuple(line(concluded(kb, c)) for c in rule.then if c.attribute == this.attribute)
    label = kb.attributes[this.attribute].label
    silent: list[Line] = [line(f"the case states: {label}")] if this.stated else []
    if this.silenced_by:
        silent.append(("fires: ", *links(this.silenced_by, "rule")))
    return Row(
        (
            (line(Link(rule.id, f"rule:{rule.id}")),),
            what,
            tuple(silent) or (line("never"),),
            (links(this.card.overridden_by, "rule"),),
            (_cases(this.used_in, FEW),),
            (_cases(this.silent_in, FEW),),
        )
    )
