"""What generated programs use of the language, and what becomes of it: counters, and what they must reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.cases.model import ROOT, Atom, Case
from engine.inference.derivation import Absence, Derivation, Either, Parts, Support, Together
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import KnowledgeBase
from tests.programs import Documents

SCOPES = ("root", "part")
TYPES = ("boolean", "enum", "set", "number")
WRITTEN = {
    *(f"{word}:" for word in ["all", "any", "unless", "some", "every", "no", "at_least", "of", "where"]),
    *(f"{word}:" for word in ["above", "at_least", "below", "at_most", "between"]),
    *(f"{word}:" for word in ["any_of", "all_of", "parameter", "same_as", "overrides", "presume", "then"]),
    *("any_of: all", "all_of: all", "always", "a number with its unit", "a list of members", "a constraint"),
    *(
        f"{asked} {type} of the {scope}"
        for asked in ("asked", "derived")
        for type in TYPES
        for scope in SCOPES
    ),
    *(f"presumption on {asked} {type}" for asked in ("asked", "derived") for type in TYPES),
    *(f"{low} {high}" for low in ("[", "(", "-") for high in ("]", ")", "-") if low + high != "--"),
    *(
        f"{scope} overrides {other}"
        for scope in SCOPES
        for other in SCOPES
        if (scope, other) != ("part", "root")
    ),
    *(
        f"{scope} copies {other}"
        for scope in SCOPES
        for other in SCOPES
        if (scope, other) != ("root", "part")
    ),
    *(
        f"{kind} under a negation"
        for kind in ("OneOf", "InRange", "All", "AnyOf", "AtLeast", "Every", "No", "Unless")
    ),
    *("several values of a test", "several consequents", "a part reads the root", "recursion"),
    *("goal of the root, otherwise", "goal of the part, otherwise", "goal of the root", "goal of the part"),
}
"""Every construct of docs/knowledge-base.md that bears on inference."""
HAPPENED = {
    *(
        f"status {status}"
        for status in ("settled", "provisional", "undetermined", "not applicable", "otherwise")
    ),
    *("settled conflict", "provisional conflict", "conflict that is no goal"),
    *(f"{what} {how}" for what in ("absence", "guard", "silence") for how in ("false", "assumed")),
    *(
        "defeat",
        "defeat by the root",
        "silent, stated",
        "silent, stated empty",
        "silent, reached",
        "reinstated",
    ),
    *(f"support {name}" for name in ["Plain", "Held", "Together", "Either", "Parts", "Absence"]),
    *("parts not listed", "0 parts", "1 parts", "2 parts", "3 parts"),
    *("set open in part", "open number", "every without parts", "copied nothing", "copied some"),
    *(
        "firm firing",
        "firing that is not firm",
        "possible firing that is not established",
        "presumed value read",
    ),
}
"""Every outcome that a case can have."""


def written(documents: Documents, kb: KnowledgeBase) -> Counter[str]:
    """The constructs of the knowledge base: its words, and what they come to."""
    seen = Counter(_words(documents["vocabulary.yaml"].get("constraints", [])))
    for path, document in documents.items():
        seen.update(_words(document["rules"]) if path.startswith("rules/") else ())
    seen["a constraint"] += len(kb.constraints)
    for attribute in kb.attributes.values():
        asked = "asked" if attribute.asked else "derived"
        seen[f"{asked} {attribute.type} of the {attribute.scope}"] += 1
    for goal in kb.goals:
        seen[f"goal of the {goal.scope}" + (", otherwise" if goal.otherwise else "")] += 1
    for rule in kb.rules.values():
        head = kb.attributes[rule.then[0].attribute]
        if rule.presumption:
            seen[f"presumption on {'asked' if head.asked else 'derived'} {head.type}"] += 1
        seen["several consequents"] += len(rule.attributes) > 1
        for name in rule.overrides:
            seen[f"{rule.scope} overrides {kb.rules[name].scope}"] += 1
        for source in {conclusion.member_of for conclusion in rule.then} - {""}:
            seen[f"{rule.scope} copies {kb.attributes[source].scope}"] += 1
        for condition, positive in walk(rule.when):
            seen[f"{type(condition).__name__} under a negation"] += not positive
            if isinstance(condition, OneOf | InRange):
                seen["a part reads the root"] += (
                    rule.scope == "part" and kb.attributes[condition.attribute].scope == "root"
                )
            if isinstance(condition, OneOf):
                seen["several values of a test"] += len(condition.values) > 1
            if isinstance(condition, InRange):
                low, high = condition.low is not None, condition.high is not None
                seen[
                    f"{'-([('[low + low * condition.low_open]} {'-])'[high + high * condition.high_open]}"
                ] += 1
    seen["recursion"] += sum(len(group) > 1 for group in kb.components)
    return seen


def _words(data: Any) -> Iterator[str]:
    """The keys and special words of rules and constraints, wherever they stand."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield f"{key}:"
            if value == "all":
                yield f"{key}: all"
            if isinstance(value, list) and "." in key:
                yield "a list of members"
            yield from _words(value)
    elif isinstance(data, list):
        for item in data:
            yield from _words(item)
    elif data == "always":
        yield "always"
    elif isinstance(data, str) and data.endswith(" days"):
        yield "a number with its unit"


def happened(kb: KnowledgeBase, case: Case, derivation: Derivation) -> Counter[str]:
    """What became of the case."""
    seen: Counter[str] = Counter()
    goals = {goal.attribute for goal in kb.goals}
    seen["parts not listed" if case.parts is None else f"{len(case.parts)} parts"] += 1
    seen["set open in part"] += sum(not fact.closed for fact in case.facts)
    seen["open number"] += sum(kb.attributes[name].type == "number" for _, name in derivation.open)
    seen["conflict that is no goal"] += sum(name not in goals for _, name in derivation.conflicts)
    for verdict in derivation.verdicts:
        seen[f"status {verdict.status}"] += 1
        seen["status otherwise"] += verdict.otherwise
        seen[f"{verdict.status} conflict"] += verdict.value == "conflict"
    defeated = {defeat.firing for defeat in derivation.defeated}
    presumed: set[Atom] = set()
    for step in derivation.steps:
        seen.update(_support(step.support, without_parts=not case.parts))
        rule = kb.rules[step.firing.rule]
        seen.update(f"guard {guard.how}" for guard in step.guards)
        seen["reinstated"] += any(guard.firing in defeated for guard in step.guards)
        if rule.presumption:
            seen[f"silence {step.silence}"] += 1
            presumed.update(step.concludes)
        seen["presumed value read"] += any(atom in presumed for atom in held(step.support))
        if any(conclusion.member_of for conclusion in rule.then):
            seen["copied some" if step.concludes else "copied nothing"] += 1
        firm = step.firing in derivation.bounds.firm_firings
        seen["firm firing" if firm else "firing that is not firm"] += 1
    fired = {step.firing for step in derivation.steps}
    seen["possible firing that is not established"] += len(set(derivation.bounds.possible_firings) - fired)
    for defeat in derivation.defeated:
        seen["defeat"] += 1
        seen["defeat by the root"] += defeat.firing.entity != ROOT and any(
            by.entity == ROOT for by in defeat.by
        )
    for silence in derivation.silent:
        fact = case.fact(silence.firing.entity, kb.rules[silence.firing.rule].then[0].attribute)
        seen["silent, reached" if fact is None else "silent, stated"] += 1
        seen["silent, stated empty"] += fact is not None and not fact.values
    return seen


def _inside(support: Support) -> Iterator[Support]:
    yield support
    if isinstance(support, Together):
        inner = list(support.parts)
    else:
        inner = [part for _, part in support.parts] if isinstance(support, Either | Parts) else []
    for part in inner:
        yield from _inside(part)


def _support(support: Support, without_parts: bool) -> Iterator[str]:
    for each in _inside(support):
        yield f"support {type(each).__name__}"
        if isinstance(each, Absence):
            yield f"absence {each.how}"
        if isinstance(each, Parts) and not each.parts and without_parts:
            yield "every without parts"


def held(support: Support) -> Iterator[Atom]:
    """The atoms on which the support rests."""
    for each in _inside(support):
        yield from getattr(each, "atoms", ())
