"""All of a knowledge base, gathered for one who reads it from the first page to the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.frozen import frozen
from engine.knowledge.graph import components, ordered
from engine.knowledge.model import KnowledgeBase
from engine.workbench import links
from engine.workbench.cards import AttributeCard, RuleCard, attribute_card, rule_card
from engine.workbench.casetests import Outcome
from engine.workbench.coverage import Coverage, cover
from engine.workbench.graph import file_of

_EDITOR = "yaml-language-server"


@frozen
class Chapter:
    """The rules of one file, each after those that feed it where that can be, else as written."""

    file: str
    """By its path inside the knowledge base."""
    about: str
    """What the comment at the head of the file says; "" where there is none."""
    rules: tuple[RuleCard, ...]


@frozen
class Presumed:
    """A presumption, and what silences it."""

    card: RuleCard
    attribute: str
    stated: bool
    """Whether a case can state the attribute, which silences it."""
    silenced_by: tuple[str, ...]
    """The rules that conclude about the attribute."""
    used_in: tuple[str, ...]
    silent_in: tuple[str, ...]
    """The case files in which it fires, and in which it keeps silent."""


@frozen
class Book:
    """A knowledge base with what stands around its parts; the chapters in the order of the reasoning."""

    kb: KnowledgeBase
    attributes: tuple[AttributeCard, ...]
    chapters: tuple[Chapter, ...]
    presumptions: tuple[Presumed, ...]
    outcomes: tuple[Outcome, ...]


def book(kb: KnowledgeBase, outcomes: Iterable[Outcome]) -> Book:
    """The book; the outcomes are those of the knowledge base's own cases."""
    outcomes = tuple(outcomes)
    index, covered = links.index(kb), cover(kb, outcomes, whole=True)
    cards = {
        rule.id: replace(rule_card(kb, rule, (), index), fires_in=covered.rules[rule.id])
        for rule in kb.rules.values()
    }
    return Book(
        kb=kb,
        attributes=tuple(attribute_card(kb, attribute, index) for attribute in kb.attributes.values()),
        chapters=tuple(chapters(kb, cards)),
        presumptions=tuple(
            presumed(kb, card, name, index, covered)
            for card in cards.values()
            if card.rule.presumption
            for name in card.rule.attributes
        ),
        outcomes=outcomes,
    )


def chapters(kb: KnowledgeBase, cards: Mapping[str, RuleCard]) -> Iterable[Chapter]:
    """The files, each after those whose rules feed its own; files that feed each other stay side by side."""
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for rule in kb.rules.values():
        by_file[file_of(kb, rule)].append(rule.id)
    of = {rule: file for file, rules in by_file.items() for rule in rules}
    needs: dict[str, dict[str, None]] = {rule: {} for rule in kb.rules}
    for card in cards.values():
        for fed in (*card.feeds, *card.rule.overrides):
            needs[fed][card.rule.id] = None
    between = {file: {of[need] for rule in rules for need in needs[rule]} for file, rules in by_file.items()}
    for group in ordered(between, components(between)):
        for file in group:
            own = set(by_file[file])
            inside = {rule: [need for need in needs[rule] if need in own] for rule in by_file[file]}
            written = {rule: place for place, rule in enumerate(by_file[file])}
            groups = ordered(inside, components(inside), key=lambda ids: min(written[each] for each in ids))
            rules = [rule for ids in groups for rule in sorted(ids, key=written.__getitem__)]
            yield Chapter(file, about(kb.files.get(file, b"")), tuple(cards[rule] for rule in rules))


def about(file: bytes) -> str:
    """The comment with which a file begins, as one line; a line for editors is none."""
    said = []
    for line in file.decode("utf-8", "replace").splitlines():
        if not line.startswith("#"):
            break
        if _EDITOR not in line:
            said.append(line.lstrip("# "))
    return " ".join(" ".join(said).split())


def presumed(
    kb: KnowledgeBase, card: RuleCard, attribute: str, index: links.Index, covered: Coverage
) -> Presumed:
    """What silences this presumption about the attribute."""
    others = (kb.rules[rule] for rule in index.reaching.get(attribute, ()))
    return Presumed(
        card=card,
        attribute=attribute,
        stated=kb.attributes[attribute].asked,
        silenced_by=tuple(rule.id for rule in others if not rule.presumption),
        used_in=covered.used[card.rule.id],
        silent_in=covered.silenced[card.rule.id],
    )
