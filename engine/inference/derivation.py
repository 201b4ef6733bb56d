"""The one immutable record of what follows from a case, and why. Every output is a view of it.

Canonical: the same case and knowledge base, in whatever order they were written, give an equal
Derivation. Only `firing_order` and the `where` fields hidden in the knowledge base and the case depend
on the order in which things were written or done.

A Support mirrors the condition it supports, node for node:

    Always -> Plain      OneOf, InRange -> Held      All -> Together      AnyOf -> Either
    Unless, No -> Absence      AtLeast, Every -> Parts

and holds everything that was established by earlier steps and makes the condition true, not merely the
first such thing.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal, NamedTuple, TypeAlias

from engine.cases.model import Atom
from engine.frozen import frozen

Status: TypeAlias = Literal["settled", "provisional", "undetermined", "not applicable"]
How: TypeAlias = Literal["false", "assumed"]
"""Why something is absent: false = not even possible; assumed = only not established."""
CONFLICT = "conflict"


@frozen
class Plain:
    """Nothing is needed."""


@frozen
class Held:
    """The established atoms that pass the test, in atom order; at least one."""

    atoms: tuple[Atom, ...]


@frozen
class Together:
    """One support for each part of an All."""

    parts: tuple[Support, ...]


@frozen
class Either:
    """The parts of an AnyOf that hold: (index in the condition, support); at least one."""

    parts: tuple[tuple[int, Support], ...]


@frozen
class Parts:
    """The parts of the root for which the condition of an AtLeast or Every holds, sorted by name."""

    parts: tuple[tuple[str, Support], ...]


@frozen
class Absence:
    """Nothing establishes what an Unless or No speaks of."""

    how: How


Support: TypeAlias = Plain | Held | Together | Either | Parts | Absence


class Firing(NamedTuple):
    """A rule for one entity."""

    rule: str
    entity: str


@frozen
class Guard:
    """An overriding rule that did not fire, so that the step stands."""

    firing: Firing
    how: How


@frozen
class Step:
    """A firing with what it rests on and what it asserts.

    Its support speaks only of inputs and of what earlier steps conclude. `silence` is None for an
    ordinary rule; for a presumption it says how "nothing states or reaches the attribute" is known:
    assumed while the attribute is asked (the answer is open), else by the bounds. `concludes` is in the
    order of the rule's conclusions, those with an unmet `member_of` left out.
    """

    firing: Firing
    support: Support
    concludes: tuple[Atom, ...]
    guards: tuple[Guard, ...] = ()
    silence: How | None = None


@frozen
class Defeat:
    """A rule whose condition holds and that an overriding firing (or several) keeps from firing."""

    firing: Firing
    support: Support
    by: tuple[Firing, ...]


@frozen
class Silence:
    """A presumption whose condition holds and that is silent: its attribute is stated, or reached.

    Where it is both silent and overridden, it is listed here only.
    """

    firing: Firing
    support: Support
    stated: bool
    by: tuple[Firing, ...]


@frozen
class Bounds:
    """What holds however the unknowns turn out (firm), and what still could hold (possible).

    Each is a set of atoms (in atom order) and of firings (sorted). The values that an open
    number could take are not listed in `possible`: there is no end to them.
    """

    firm: tuple[Atom, ...]
    possible: tuple[Atom, ...]
    firm_firings: tuple[Firing, ...]
    possible_firings: tuple[Firing, ...]


@frozen
class Verdict:
    """The answer to one goal for one entity.

    `value` is a declared value, "conflict", or None (undetermined or not applicable). `values` are the
    established values (several in a conflict, none where `otherwise` gives the verdict). `possible` are
    the values still possible.
    """

    entity: str
    attribute: str
    value: str | None
    status: Status
    values: tuple[str, ...]
    possible: tuple[str, ...]
    otherwise: bool = False


@frozen
class Derivation:
    """Inputs, steps in a well-founded order, what was kept from firing, bounds and verdicts.

    `conflicts` are the (entity, attribute) pairs of single-valued attributes, goals included, with more
    than one established value. `open` are the asked (entity, attribute) pairs that are not stated whole.
    Verdicts: goals in knowledge base order, per goal the entities sorted.
    """

    knowledge: str
    """Digest of the knowledge base."""
    inputs: tuple[Atom, ...]
    parts: tuple[str, ...]
    open: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    defeated: tuple[Defeat, ...]
    silent: tuple[Silence, ...]
    bounds: Bounds
    verdicts: tuple[Verdict, ...]
    conflicts: tuple[tuple[str, str], ...] = ()
    firing_order: tuple[Firing, ...] = field(default=(), compare=False)
    """The order in which the engine fired; an annotation, no part of the canonical form."""

    def verdict(self, entity: str, attribute: str) -> Verdict:
        """The verdict of that goal; StopIteration if there is none."""
        return next(v for v in self.verdicts if v.entity == entity and v.attribute == attribute)
