"""A knowledge base that can be had without any of its rules or conditions, as more facts say.

Instead of a changed copy for each rule and each condition there is one copy, in which everything that could
be left out asks first whether it is left out. So one ground program serves them all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.errors import Where
from engine.frozen import frozen
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
)
from engine.knowledge.model import Attribute, KnowledgeBase, Rule


@frozen
class Part:
    """A condition inside a rule that can be left out: `key` says so."""

    key: str
    rule: str
    condition: Condition
    where: Where
    outer: str = ""
    """The key of the nearest part that this one stands in."""


def rule_key(rule: str) -> str:
    """What leaves out the rule."""
    return f"rule {rule}"


def mute_key(attribute: str) -> str:
    """What keeps every rule from reading the attribute."""
    return f"mute {attribute}"


class Edited:
    """The knowledge base as it is, and the copy; both know the facts that say what is left out."""

    def __init__(self, kb: KnowledgeBase, mutable: Collection[str]) -> None:
        self._mutable = frozenset(mutable)
        self._count = 0
        self.parts: dict[str, list[Part]] = {}
        """By rule, outer ones before those inside them, later ones before earlier ones."""
        rules = {rule.id: self._rule(rule) for rule in kb.rules.values()}
        keys = [rule_key(id) for id in rules]
        keys += [part.key for parts in self.parts.values() for part in parts]
        keys += [mute_key(name) for name in kb.attributes if name in self._mutable]
        # A key has a blank in it, so it can be the name of nothing else.
        facts = {key: Attribute(key, "root", "boolean", key, (False, True), question=key) for key in keys}
        self.keys = tuple(keys)
        attributes = {**kb.attributes, **facts}
        self.plain = replace(kb, attributes=attributes)
        self.copy = replace(kb, attributes=attributes, rules=rules)

    def _rule(self, rule: Rule) -> Rule:
        found: list[Part] = []
        when = self._optional(rule.when, rule, "", found)
        self.parts[rule.id] = found
        muted = [c.member_of for c in rule.then if c.member_of in self._mutable]
        kept = (_without(key) for key in (rule_key(rule.id), *map(mute_key, dict.fromkeys(muted))))
        return replace(rule, when=All((when, *kept)))

    def _optional(
        self, condition: Condition, rule: Rule, outer: str, found: list[Part], neutral: bool = True
    ) -> Condition:
        """The condition, or what it is without it: true in an all, false (not `neutral`) in an any."""
        if isinstance(condition, Always):
            return condition
        key = self._key(condition, rule, outer, found)
        inside = self._inside(condition, rule, key, found)
        return AnyOf((inside, _with(key))) if neutral else All((inside, _without(key)))

    def _key(self, condition: Condition, rule: Rule, outer: str, found: list[Part]) -> str:
        self._count += 1
        key = f"part {self._count}"
        place = getattr(condition, "where", None) or rule.where
        found.append(Part(key, rule.id, condition, place, outer))
        return key

    def _inside(self, condition: Condition, rule: Rule, outer: str, found: list[Part]) -> Condition:
        """The condition with everything inside it optional; what stands alone in it is not."""

        def among(parts: tuple[Condition, ...], neutral: bool) -> tuple[Condition, ...]:
            if len(parts) == 1:
                return (self._inside(parts[0], rule, outer, found),)
            backwards = [self._optional(part, rule, outer, found, neutral) for part in reversed(parts)]
            return tuple(reversed(backwards))

        match condition:
            case All(parts):
                return All(among(parts, True))
            case AnyOf(parts):
                return AnyOf(among(parts, False))
            case Unless(parts):
                return Unless(among(parts, False))
            case AtLeast(count, inner):
                return AtLeast(count, self._inside(inner, rule, outer, found))
            case Every(inner):
                return Every(self._inside(inner, rule, outer, found))
            case No(inner):
                return No(self._inside(inner, rule, outer, found))
            case OneOf(name) | InRange(name) if name in self._mutable:
                return All((condition, _without(mute_key(name))))
            case _:
                return condition


def _with(key: str) -> Condition:
    return OneOf(key, (True,))


def _without(key: str) -> Condition:
    return Unless((_with(key),))
