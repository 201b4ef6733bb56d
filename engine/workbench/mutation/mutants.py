"""The mutants of a knowledge base: each is the knowledge base with one small change of one rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeAlias

from engine.errors import Where
from engine.frozen import frozen
from engine.knowledge.model import Attribute, Conclusion, KnowledgeBase, Rule
from engine.workbench.links import index
from engine.workbench.mutation.conditions import numbers, slips
from engine.workbench.mutation.cone import Cone, changed, cone

Change: TypeAlias = tuple[str, "Rule | None", str]
"""(what it is called, the other rule or None for none, the change in words)."""


@frozen
class Mutant:
    """A knowledge base with one rule changed."""

    id: str
    """The rule and the change, such as FIT-01:drop-2."""
    rule: str
    where: Where
    change: str
    """The change in words."""
    base: KnowledgeBase
    """The knowledge base without the change."""
    other: Rule | None
    """The rule as it is with the change; None where it is gone."""
    reach: Cone

    @property
    def kb(self) -> KnowledgeBase:
        """The changed knowledge base, made when asked for. It has the digest of the unchanged one."""
        return changed(self.base, self.base.rules[self.rule], self.other, self.reach)


@frozen
class Mutants:
    """All of them, in the order of the rules; `refused` would not be stratified, so nobody can write them."""

    found: tuple[Mutant, ...]
    refused: tuple[str, ...]


def mutants(kb: KnowledgeBase, only: Collection[str] = ()) -> Mutants:
    """The mutants of the rules named, or of every rule. Two that come to the same rule are one."""
    found: list[Mutant] = []
    refused: list[str] = []
    known, links = numbers(kb), index(kb)
    for rule in kb.rules.values():
        if only and rule.id not in only:
            continue
        seen: set[Rule | None] = {rule}
        changes: list[Change] = [(n, replace(rule, when=w), c) for n, w, c in slips(kb, rule.when, known)]
        changes += [*_conclusions(kb, rule), *_overrides(kb, rule), *_kinds(kb, rule)]
        for name, other, change in changes:
            if other in seen:
                continue
            seen.add(other)
            id = f"{rule.id}:{name}"
            reach, cycles = cone(kb, links, rule, other)
            if cycles:
                refused.append(id)
            else:
                found.append(Mutant(id, rule.id, rule.where, change, kb, other, reach))
    return Mutants(tuple(found), tuple(refused))


def _conclusions(kb: KnowledgeBase, rule: Rule) -> Iterator[Change]:
    """One consequent left out, or with another value. A copied set is one consequent."""
    groups: dict[object, list[Conclusion]] = {}
    for each in rule.then:
        key = (each.attribute, each.member_of) if each.member_of else (each.attribute, each.value, "")
        groups.setdefault(key, []).append(each)
    for number, mine in enumerate(groups.values(), 1):
        first = mine[0]
        kept = tuple(each for each in rule.then if each not in mine)
        if kept:
            said = f"what {first.member_of} has" if first.member_of else _label(kb, first)
            words = f"{first.attribute} is no longer concluded to have {said}"
            yield f"without-{number}", replace(rule, then=kept), words
        else:
            yield "gone", None, "the rule is not there"
        other = None if first.member_of else _another(kb.attributes[first.attribute], first, rule.then)
        if other is not None:
            then = tuple(other if each == first else each for each in rule.then)
            words = f"concludes {other.attribute} {_label(kb, other)}, not {_label(kb, first)}"
            yield f"then-{number}", replace(rule, then=then), words


def _label(kb: KnowledgeBase, conclusion: Conclusion) -> str:
    value = conclusion.value
    return kb.attributes[conclusion.attribute].labels.get(value, str(value))


def _another(attribute: Attribute, of: Conclusion, then: tuple[Conclusion, ...]) -> Conclusion | None:
    """The conclusion with the next value that the rule does not conclude yet."""
    if attribute.type == "number":
        assert isinstance(of.value, int | float)
        higher = attribute.high is None or of.value + 1 <= attribute.high
        lower = attribute.low is None or of.value - 1 >= attribute.low
        return replace(of, value=of.value + (1 if higher else -1)) if higher or lower else None
    place = attribute.values.index(of.value)
    order = (*attribute.values[place + 1 :], *attribute.values[:place])
    free = (replace(of, value=value) for value in order)
    return next((each for each in free if each not in then), None)


def _overrides(kb: KnowledgeBase, rule: Rule) -> Iterator[Change]:
    """An override left out, or put between it and a rule that gives its attribute another value."""
    for loser in rule.overrides:
        kept = tuple(id for id in rule.overrides if id != loser)
        yield f"not-over-{loser}", replace(rule, overrides=kept), f"does not override {loser}"
    for conclusion in rule.then:
        if not kb.attributes[conclusion.attribute].single:
            continue
        tried = {conclusion.value}
        for other in kb.rules.values():
            theirs = {each.value for each in other.then if each.attribute == conclusion.attribute} - tried
            related = other.id in rule.overrides or rule.id in other.overrides
            if theirs and not related and other.id != rule.id:
                tried |= theirs
                made = replace(rule, overrides=(*rule.overrides, other.id))
                yield f"over-{other.id}", made, f"overrides {other.id}"


def _kinds(kb: KnowledgeBase, rule: Rule) -> Iterator[Change]:
    """A presumption as an ordinary rule, and the reverse, where the language has it."""
    if rule.presumption:
        if not kb.attributes[rule.then[0].attribute].asked:
            yield "conclude", replace(rule, presumption=False), "concludes what it should only presume"
    elif len(rule.attributes) == 1 and not any(conclusion.member_of for conclusion in rule.then):
        yield "presume", replace(rule, presumption=True), "only presumes what it should conclude"
