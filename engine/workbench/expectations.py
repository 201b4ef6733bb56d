"""Compares what a case expects of its answer with the answer."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.model import Atom, Expected
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT, Derivation, Firing, Verdict
from engine.knowledge.conditions import written

UNLISTED = "none, for the case does not list it"


@frozen
class Difference:
    """One expectation that the answer does not meet."""

    about: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.about}: expected {self.expected}, got {self.got}"


def compare(expected: Expected, derivation: Derivation) -> tuple[Difference, ...]:
    """Every expectation that the derivation does not meet: verdicts, status, rules, values."""
    return (
        *verdicts(expected, derivation),
        *fired(expected, derivation),
        *not_fired(expected, derivation),
        *values(expected, derivation),
    )


def verdicts(expected: Expected, derivation: Derivation) -> Iterator[Difference]:
    """The verdicts and then the status that are not as expected."""
    found = {(verdict.entity, verdict.attribute): verdict for verdict in derivation.verdicts}
    for (entity, attribute), wanted in expected.verdicts.items():
        verdict = found.get((entity, attribute))
        if verdict is None:
            yield Difference(of(attribute, entity), wanted, UNLISTED)
        elif (verdict.value or verdict.status) != wanted:
            yield Difference(of(attribute, entity), wanted, answer(verdict))
    for (entity, attribute), status in expected.status.items():
        verdict = found.get((entity, attribute))
        if verdict is None:
            yield Difference(f"status of {of(attribute, entity)}", status, UNLISTED)
        elif verdict.status != status:
            got = f"{verdict.status} (possible: {', '.join(verdict.possible) or 'nothing'})"
            yield Difference(f"status of {of(attribute, entity)}", status, got)


def answer(verdict: Verdict) -> str:
    """The verdict's word; for a conflict, what disagrees."""
    if verdict.value == CONFLICT:
        return f"{CONFLICT} of {' and '.join(verdict.values)}"
    return verdict.value or verdict.status


def fired(expected: Expected, derivation: Derivation) -> Iterator[Difference]:
    """The rules that should have fired, with the reason why they did not."""
    firings = [step.firing for step in derivation.steps]
    for rule, entity in expected.fired:
        if not any(matches(firing, rule, entity) for firing in firings):
            yield Difference(for_(rule, entity), "a firing", f"none: {why_not(rule, entity, derivation)}")


def not_fired(expected: Expected, derivation: Derivation) -> Iterator[Difference]:
    """The rules that should not have fired, with the entities for which they did."""
    for rule, entity in expected.not_fired:
        firings = sorted(step.firing for step in derivation.steps if matches(step.firing, rule, entity))
        if firings:
            parts = ", ".join(firing.entity for firing in firings if firing.entity)
            got = f"a firing for {parts}" if parts and entity is None else "a firing"
            yield Difference(for_(rule, entity), "no firing", got)


def values(expected: Expected, derivation: Derivation) -> Iterator[Difference]:
    """The values that should be established and are not, or the other way round."""
    established = set(derivation.inputs).union(*(step.concludes for step in derivation.steps))
    for atom, wanted in expected.values:
        if (atom in established) == wanted:
            continue
        name = of(atom.attribute, atom.entity)
        if wanted:
            yield Difference(name, written(atom.value), listed(established, atom) or "nothing")
        else:
            yield Difference(name, f"anything but {written(atom.value)}", listed(established, atom))


def listed(established: set[Atom], like: Atom) -> str:
    """The established values of the atom's attribute and entity."""
    return ", ".join(sorted(written(atom.value) for atom in established if atom[:2] == like[:2]))


def why_not(rule: str, entity: str | None, derivation: Derivation) -> str:
    """Why the rule did not fire, in a few words."""
    for defeat in derivation.defeated:
        if matches(defeat.firing, rule, entity):
            return f"{names(defeat.by)} overrides it"
    for silence in derivation.silent:
        if matches(silence.firing, rule, entity):
            how = "stated" if silence.stated else f"reached by {names(silence.by)}"
            return f"its attribute is {how}"
    return "its condition does not hold"


def matches(firing: Firing, rule: str, entity: str | None) -> bool:
    """Whether it is a firing of the rule, for the entity where one is named."""
    return firing.rule == rule and entity in (None, firing.entity)


def names(firings: tuple[Firing, ...]) -> str:
    """The firings, as a person writes them."""
    return ", ".join(for_(firing.rule, firing.entity) for firing in firings)


def of(attribute: str, entity: str) -> str:
    """The attribute, with the part that has it."""
    return f"{attribute} of {entity}" if entity else attribute


def for_(rule: str, entity: str | None) -> str:
    """The rule, with the part it speaks about."""
    return f"{rule} for {entity}" if entity else rule
