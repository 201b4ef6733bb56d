"""What a case is: the facts a user stated about one root entity and its parts, each with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, NamedTuple

from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.conditions import Value

ROOT = ""
"""The entity name of the root. Parts are named by the analyst and never empty."""


class Atom(NamedTuple):
    """One ground statement: this attribute of this entity has (or, for a set, contains) this value."""

    entity: str
    attribute: str
    value: Value


def atom_key(atom: Atom) -> tuple[str, str, str, float, str]:
    """A total order over atoms, whatever the types of their values."""
    value = atom.value
    if isinstance(value, str):
        return (atom.entity, atom.attribute, "s", 0.0, value)
    return (atom.entity, atom.attribute, "b" if isinstance(value, bool) else "n", value, "")


@frozen
class Origin:
    """Where a fact came from: a place in a file, or the command line; and what the analyst adds to it."""

    kind: Literal["file", "set", "answer", "cell"]
    where: Where | None = None
    source: str = ""
    note: str = ""


@frozen
class Fact:
    """What is stated about one attribute of one entity.

    Single-valued attribute: `values` holds the one value. Set: the members known to be in; `excluded`
    those known to be out; `closed` says that nothing else is open (a set given whole). A set given
    whole has every other value of the domain in `excluded`, so `[]` excludes them all.
    """

    entity: str
    attribute: str
    values: tuple[Value, ...]
    excluded: tuple[Value, ...] = ()
    closed: bool = True
    origin: Origin = field(default=Origin("set"), compare=False)

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The input atoms it states."""
        return tuple(Atom(self.entity, self.attribute, value) for value in self.values)


@frozen
class Expected:
    """What a case expects of its own answer, for the tests of a knowledge base.

    `verdicts` and `status` map (entity, goal attribute) to the word expected; a verdict may also be
    `undetermined`, `conflict` or `not applicable`. `fired` and `not_fired` hold (rule id, entity), the
    entity None where any will do.
    """

    verdicts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    status: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fired: tuple[tuple[str, str | None], ...] = ()
    not_fired: tuple[tuple[str, str | None], ...] = ()
    values: tuple[tuple[Atom, bool], ...] = ()
    """Atoms that must (True) or must not (False) be established."""
    where: Where | None = None


@frozen
class Case:
    """One root entity: its facts, in canonical order (entity, attribute), and its parts.

    `parts` is sorted; None says that no list was given yet. Two facts never speak about the same
    attribute of the same entity.
    """

    name: str
    facts: tuple[Fact, ...] = ()
    parts: tuple[str, ...] | None = None
    as_of: str = ""
    note: str = ""
    said_unknown: tuple[tuple[str, str], ...] = ()
    """(entity, attribute) pairs that the analyst said are unknown."""
    part_order: tuple[str, ...] = field(default=(), compare=False)
    """The parts in the order in which the analyst wrote them, for display only."""
    remarks: tuple[Problem, ...] = field(default=(), compare=False)
    """Warnings: what the user should know though the case is sound."""
    expected: Expected | None = field(default=None, compare=False)
    where: Where | None = field(default=None, compare=False)

    def fact(self, entity: str, attribute: str) -> Fact | None:
        """What is stated about it, or None."""
        return next((f for f in self.facts if f.entity == entity and f.attribute == attribute), None)

    @property
    def entities(self) -> tuple[str, ...]:
        """The root, then the parts, sorted."""
        return (ROOT, *(self.parts or ()))
