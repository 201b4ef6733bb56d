"""The way back: a knowledge base from its plain form, as `canonical.plain` gave it and JSON kept it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.errors import KnowledgeError, Problem, Where, amiss
from engine.knowledge import conditions, model
from engine.knowledge.canonical import knowledge_digest
from engine.knowledge.conditions import Value, written
from engine.knowledge.model import NOWHERE, Attribute, Goal, KnowledgeBase, Otherwise, Rule
from engine.knowledge.strata import stratify

_CLASSES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        *(conditions.Always, conditions.OneOf, conditions.InRange, conditions.All, conditions.AnyOf),
        *(conditions.Unless, conditions.AtLeast, conditions.Every, conditions.No),
        *(model.Attribute, model.Constraint, model.Parameter, model.Source, model.Claim, model.Conclusion),
        *(model.Rule, model.Otherwise, model.Shown, model.Goal, model.Words, model.Pack, model.KnowledgeBase),
    )
}
_MAPPINGS = {
    "Attribute": ("labels", "says", "value_aliases"),
    "Goal": ("sentences",),
    "KnowledgeBase": ("attributes", "rules", "parameters", "sources", "claims"),
}
"""The fields whose keys are data, so that an "is" among them says nothing."""


def places(kb: KnowledgeBase) -> dict[str, Any]:
    """Where what an explanation names stands, as file:line:col: rules and attributes by name, and the
    `otherwise` of goals by attribute. The plain form of the knowledge base leaves places out."""
    return {
        "directory": kb.directory,
        "attributes": {each.name: _written(each.where) for each in kb.attributes.values()},
        "rules": {each.id: _written(each.where) for each in kb.rules.values()},
        "otherwise": {g.attribute: _written(g.otherwise.where) for g in kb.goals if g.otherwise},
    }


def knowledge_from(plain: Mapping[str, Any], places: Mapping[str, Any]) -> KnowledgeBase:
    """The knowledge base of this plain form, with its places and without its files.

    JSON keeps no order of objects: attributes and rules stand in the order of their places. Raises
    KnowledgeError where this is no plain form, or where digest or components are not those of its content.
    """
    try:
        kb = _ordered(_record(plain), places)
        components, cycles = stratify(kb.rules.values())
        digest = knowledge_digest(replace(kb, components=components))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        what = f"this is no knowledge base in its plain form: {amiss(error)}"
        raise KnowledgeError(Problem("plain-form", what)) from None
    if cycles:
        raise KnowledgeError(cycles)
    if digest != kb.digest:
        what = f"the knowledge base says that its digest is {kb.digest}, but it is {digest}"
        raise KnowledgeError(Problem("digest", what))
    if components != kb.components:
        raise KnowledgeError(Problem("components", "the rules do not stand in the order of their strata"))
    return kb


def _record(plain: Mapping[str, Any]) -> Any:
    """The dataclass that the object stands for."""
    kind = plain["is"]
    mappings = _MAPPINGS.get(kind, ())
    found = {}
    for name, value in plain.items():
        if name in mappings and isinstance(value, Mapping):
            found[name] = {key: _value(item) for key, item in value.items()}
        elif name != "is":
            found[name] = _value(value)
    made = _CLASSES[kind](**found)
    return _typed(made) if isinstance(made, Attribute) else made


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_value, value))
    return _record(value) if isinstance(value, Mapping) else value


def _typed(attribute: Attribute) -> Attribute:
    """With the values themselves as keys, in the order of the domain, where JSON has their names."""
    says = attribute.says
    return replace(
        attribute,
        labels=_by_value(attribute.values, attribute.labels),
        says=says if isinstance(says, str) else _by_value(attribute.values, says),
    )


def _by_value(domain: tuple[Value, ...], named: Mapping[Any, str]) -> dict[Value, str]:
    by_name = {written(value): value for value in domain}
    order = {name: index for index, name in enumerate(by_name)}
    return {by_name[name]: named[name] for name in sorted(named, key=order.__getitem__)}


def _ordered(kb: KnowledgeBase, places: Mapping[str, Any]) -> KnowledgeBase:
    """With every place and in the order of the places."""
    attributes = [replace(a, where=_place(places["attributes"][a.name])) for a in kb.attributes.values()]
    rules: list[Rule] = [replace(r, where=_place(places["rules"][r.id])) for r in kb.rules.values()]
    return replace(
        kb,
        directory=str(places["directory"]),
        attributes={a.name: a for a in sorted(attributes, key=_order)},
        rules={r.id: r for r in sorted(rules, key=_order)},
        goals=tuple(_goal(goal, kb, places["otherwise"]) for goal in kb.goals),
    )


def _order(named: Attribute | Rule) -> tuple[str, Where]:
    """What the packs add stands after the rest."""
    return named.pack, named.where


def _goal(goal: Goal, kb: KnowledgeBase, places: Mapping[str, str]) -> Goal:
    sentences = {str(value): goal.sentences[str(value)] for value in kb.attributes[goal.attribute].values}
    otherwise = goal.otherwise
    if isinstance(otherwise, Otherwise):
        otherwise = replace(otherwise, where=_place(places[goal.attribute]))
    return replace(goal, sentences=sentences, otherwise=otherwise)


def _written(where: Where) -> str:
    return f"{where.file}:{where.line}:{where.col}"


def _place(text: str) -> Where:
    file, line, col = text.rsplit(":", 2)
    return NOWHERE if file == NOWHERE.file else Where(file, int(line), int(col))
