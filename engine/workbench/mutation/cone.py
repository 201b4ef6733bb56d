"""What the change of one rule can reach; all else in the knowledge base stays as it is, in every case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.errors import Problem
from engine.frozen import frozen
from engine.inference.prepared import Ready, prepare
from engine.knowledge.model import KnowledgeBase, Rule
from engine.knowledge.strata import stratify
from engine.workbench.links import Index


@frozen
class Cone:
    """The rules that a change can reach, itself too, and the attributes about which they conclude."""

    rules: frozenset[str]
    """By id; what keeps from firing what is in it, or reads what it concludes, is in it as well."""
    names: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    """Its rules, as they are with the change, grouped as in the `components` of a knowledge base."""


def cone(kb: KnowledgeBase, links: Index, rule: Rule, other: Rule | None) -> tuple[Cone, tuple[Problem, ...]]:
    """The cone of the rule's becoming the other one (None: it goes), and each cycle that this closes.

    A cycle that was not there before leads through the changed rule, so all of it lies in the cone.
    """
    found, names = {rule.id}, dict.fromkeys(rule.attributes)
    todo = [rule] if other is None else [rule, other]
    seen: set[str] = set()
    while todo:
        each = todo.pop()
        more = set(each.overrides)
        for name in each.attributes:
            if name not in seen:
                seen.add(name)
                more.update(links.readers.get(name, ()))
                more.update(id for id in links.reaching.get(name, ()) if kb.rules[id].presumption)
        names.update(dict.fromkeys(each.attributes))
        todo += (kb.rules[id] for id in more - found)
        found |= more
    order, cycles = stratify(
        _with({id: kb.rules[id] for id in kb.rules if id in found}, rule, other).values()
    )
    return Cone(frozenset(found), tuple(sorted(names)), order), cycles


def changed(kb: KnowledgeBase, rule: Rule, other: Rule | None, reach: Cone) -> KnowledgeBase:
    """The knowledge base with the other rule instead, or without it.

    What the change cannot reach comes first in the `components`: it depends on nothing that it can.
    """
    rules = _with(kb.rules, rule, other)
    rest = (group for group in kb.components if group[0] not in reach.rules)
    return replace(kb, rules=rules, components=(*rest, *reach.order))


def ready(new: KnowledgeBase, links: Index, reach: Cone) -> Ready:
    """The rules of the cone made ready as they are in the changed knowledge base."""
    near = {id for id in reach.rules if id in new.rules}
    for id in reach.rules:
        near.update(links.overriders.get(id, ()))
    for name in reach.names:
        near.update(links.reaching.get(name, ()))
    found = (new.rules[id] for id in new.rules if id in near)
    rules = {
        each.id: replace(each, overrides=tuple(id for id in each.overrides if id in near)) for each in found
    }
    return prepare(replace(new, rules=rules, components=reach.order))


def _with(rules: Mapping[str, Rule], rule: Rule, other: Rule | None) -> dict[str, Rule]:
    if other is not None:
        return {**rules, rule.id: other}
    return {id: _without(each, rule.id) for id, each in rules.items() if id != rule.id}


def _without(rule: Rule, gone: str) -> Rule:
    if gone not in rule.overrides:
        return rule
    return replace(rule, overrides=tuple(id for id in rule.overrides if id != gone))
