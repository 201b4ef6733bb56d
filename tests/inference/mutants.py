"""Every derivation that differs from a given one in one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.cases.model import Atom
from engine.inference.derivation import Derivation, Firing, Plain
from engine.knowledge.model import KnowledgeBase

HOW = ("false", "assumed")
STATUS = ("settled", "provisional", "undetermined", "not applicable")


def mutants(kb: KnowledgeBase, derivation: Derivation) -> Iterator[tuple[str, Derivation]]:
    """Each with the path to what was changed. Steps are not reordered: other orders may be as good."""
    entities = ("", *derivation.parts, "nobody")
    for path, mutant in _mutants(derivation, kb, entities):
        if mutant != derivation:
            yield path, mutant
    order = derivation.firing_order
    for i, firing in enumerate(order):
        yield "firing_order", replace(derivation, firing_order=order[:i] + order[i + 1 :])
        yield "firing_order", replace(derivation, firing_order=(*order, firing))
        forged = Firing(firing.rule, "nobody")
        yield "firing_order", replace(derivation, firing_order=(*order[:i], forged, *order[i + 1 :]))


def _mutants(
    value: Any, kb: KnowledgeBase, entities: tuple[str, ...], path: str = ""
) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Atom):
        yield from ((path, atom) for atom in _atoms(value, kb, entities))
    elif isinstance(value, Firing):
        yield from ((path, value._replace(rule=rule)) for rule in (*kb.rules, "R?") if rule != value.rule)
        yield from ((path, value._replace(entity=e)) for e in entities if e != value.entity)
    elif isinstance(value, tuple):
        yield from _lists(value, kb, entities, path)
    elif is_dataclass(value):
        for field in fields(value):
            if field.compare:
                old = getattr(value, field.name)
                for where, new in _mutants(old, kb, entities, f"{path}.{field.name}"):
                    yield where, replace(value, **{field.name: new})  # type: ignore[type-var]
        if path.endswith("support") and not isinstance(value, Plain):
            yield path, Plain()
    else:
        yield from ((path, other) for other in _others(value) if other != value)


def _lists(
    value: tuple[Any, ...], kb: KnowledgeBase, entities: tuple[str, ...], path: str
) -> Iterator[tuple[str, Any]]:
    for i, item in enumerate(value):
        before, after = value[:i], value[i + 1 :]
        changed = list(_mutants(item, kb, entities, f"{path}[{i}]"))
        yield f"{path} drop {i}", before + after
        yield f"{path} twice {i}", (*before, item, item, *after)
        yield from ((where, (*before, new, *after)) for where, new in changed)
        yield from ((f"{path} forge {i}", (*value, new)) for _, new in changed[:2])
        if after and path != ".steps":
            yield f"{path} swap {i}", (*before, after[0], item, *after[1:])


def _atoms(atom: Atom, kb: KnowledgeBase, entities: tuple[str, ...]) -> Iterator[Atom]:
    yield from (atom._replace(entity=entity) for entity in entities if entity != atom.entity)
    values = kb.attributes[atom.attribute].values or (atom.value, 0, 3, 999)
    yield from (atom._replace(value=value) for value in values if value != atom.value)
    yield from (atom._replace(attribute=name) for name in kb.attributes if name != atom.attribute)


def _others(value: Any) -> tuple[Any, ...]:
    """Other values of the same kind, or of none."""
    if value is None:
        return (*HOW, "x")
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    for kind in (HOW, STATUS):
        if value in kind:
            return (*kind, None)
    return (f"{value}?", None)
