"""In what two knowledge bases differ, and which rules may make the difference between two answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from engine.advice.compare import VerdictChange
from engine.cases.model import ROOT
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.knowledge.model import Attribute, KnowledgeBase, Rule
from engine.knowledge.strata import stratify
from engine.workbench.links import index, read

Change = Literal["added", "removed", "changed"]


@frozen
class Changed:
    """A verdict that comes out otherwise, and the rules that make the difference.

    `alone`: but for any one of them the verdict would be what it was before; else they are all that may
    make the difference, and no single one does.
    """

    verdict: VerdictChange
    rules: tuple[tuple[str, Change], ...] = ()
    alone: bool = True


@frozen
class Difference:
    """One place at which two JSON values differ; None stands for what is not there."""

    path: str
    before: Any
    after: Any


def rule_changes(before: KnowledgeBase, after: KnowledgeBase) -> dict[str, Change]:
    """The rules that do not say the same, by id; their words and claims do not count.

    A parameter that has another value changes the rules that use it.
    """
    found: dict[str, Change] = {}
    for id in sorted(before.rules.keys() | after.rules.keys()):
        first, second = before.rules.get(id), after.rules.get(id)
        if first is None:
            found[id] = "added"
        elif second is None:
            found[id] = "removed"
        elif _logic(first) != _logic(second):
            found[id] = "changed"
    return found


def unaffected(before: KnowledgeBase, after: KnowledgeBase) -> frozenset[str]:
    """The rules that fire alike under both in every case that both can read: nothing differs on which they
    depend, overriding rules and what silences presumptions included."""
    moved = set(rule_changes(before, after))
    first, second = before.attributes, after.attributes
    names = {name for name in first.keys() | second.keys() if form(first.get(name)) != form(second.get(name))}
    while True:
        size = len(moved), len(names)
        for kb in (before, after):
            for rule in kb.rules.values():
                if rule.id not in moved and (
                    names.intersection(read(rule))
                    or (rule.presumption and names.intersection(rule.attributes))
                ):
                    moved.add(rule.id)
                if rule.id in moved:
                    moved.update(rule.overrides)
                    names.update(rule.attributes)
        if size == (len(moved), len(names)):
            return frozenset((before.rules.keys() & after.rules.keys()) - moved)


def form(attribute: Attribute | None) -> tuple[object, ...]:
    """All that reasoning knows of an attribute; () of none."""
    if attribute is None:
        return ()
    ends = attribute.low, attribute.high, attribute.integer, attribute.unit
    return attribute.type, attribute.scope, attribute.asked, frozenset(attribute.values), *ends


def causes(
    before: tuple[KnowledgeBase, Derivation], after: tuple[KnowledgeBase, Derivation], change: VerdictChange
) -> tuple[tuple[str, Change], ...]:
    """The rules that may make a verdict differ under two knowledge bases: those that do not say the same,
    feed the verdict, and fire, or could fire, otherwise. What only follows from them is not named."""
    fed = feeding(before[0], change.attribute) | feeding(after[0], change.attribute)
    first, second = _firings(before[1]), _firings(after[1])
    moved = first ^ second
    own = {rule for _, rule, entity in moved if entity in (ROOT, change.entity) or change.entity == ROOT}
    return tuple(
        (rule, how) for rule, how in rule_changes(before[0], after[0]).items() if rule in fed and rule in own
    )


def undone(kb: KnowledgeBase, before: KnowledgeBase, rule: str) -> KnowledgeBase | None:
    """The knowledge base with this one rule as it was before, or None where that cannot be said in it."""
    rules = {id: each for id, each in kb.rules.items() if id != rule}
    if rule in before.rules:
        old = rules[rule] = before.rules[rule]
        names = (*read(old), *old.attributes)
        if any(kb.attributes.get(name) != before.attributes[name] for name in names):
            return None
    rules = {id: replace(r, overrides=tuple(o for o in r.overrides if o in rules)) for id, r in rules.items()}
    components, cycles = stratify(rules.values())
    return None if cycles else replace(kb, rules=rules, components=components)


def differences(before: Any, after: Any, path: str = "") -> Iterator[Difference]:
    """Every place at which two JSON values differ, as deep as they can be told apart."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif before != after or type(before) is not type(after):
        yield Difference(path, before, after)


def _logic(rule: Rule) -> tuple[Any, ...]:
    return rule.scope, rule.when, rule.then, rule.presumption, sorted(rule.overrides)


def feeding(kb: KnowledgeBase, attribute: str) -> frozenset[str]:
    """The rules on which the attribute depends, those that override them included."""
    links = index(kb)
    found: set[str] = set()
    todo = list(links.reaching.get(attribute, ()))
    while todo:
        id = todo.pop()
        if id not in found:
            found.add(id)
            todo += links.overriders.get(id, ())
            todo += [each for name in read(kb.rules[id]) for each in links.reaching.get(name, ())]
    return frozenset(found)


def _firings(derivation: Derivation) -> frozenset[tuple[str, str, str]]:
    """Each firing with how it holds: established, firm, possible."""
    bounds = derivation.bounds
    groups = {
        "fired": [step.firing for step in derivation.steps],
        "firm": bounds.firm_firings,
        "possible": bounds.possible_firings,
    }
    return frozenset((how, firing.rule, firing.entity) for how, group in groups.items() for firing in group)
