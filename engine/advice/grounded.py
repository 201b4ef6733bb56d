"""Which steps can justify an atom without going through certain others: what keeps proofs well-founded."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from engine.advice.standing import Standings
from engine.cases.model import Atom
from engine.inference.derivation import Either, Held, Parts, Step, Support, Together
from engine.knowledge.conditions import All, AnyOf, AtLeast, Condition, Every, Value

REMEMBERED = 100
"""So many sets of what is established without certain atoms are kept."""
Barred: TypeAlias = "Link | None"
"""The atoms that are being justified, as a chain that shares its end with others; None for none."""
FREE: Barred = None


class Link(NamedTuple):
    """One more barred atom."""

    atom: Atom
    first: int
    """The first step that concludes it."""
    lowest: int
    """The least such step of all that are barred."""
    rest: Barred


class Grounded:
    """Looks for justifications among the steps before some step that avoid the barred atoms.

    The barred atoms are those that are being justified. The first step that concludes an atom never needs
    it, so usually nothing has to be looked for; only alternatives can be circular.
    """

    def __init__(self, standings: Standings) -> None:
        self.standings = standings
        self.steps = standings.derivation.steps
        self.rules = standings.kb.rules
        self.concluding = standings.concluding
        self.inputs = frozenset(standings.derivation.inputs)
        self._sources: dict[str, dict[tuple[str, Value], str]] = {}
        self._reached = lru_cache(REMEMBERED)(self._establish)

    def bar(self, atom: Atom, barred: Barred) -> Barred:
        """The barred atoms and this one."""
        first = self.first(atom)
        return Link(atom, first, min(first, barred.lowest) if barred else first, barred)

    def ways(self, atom: Atom, before: int | None, barred: Barred) -> list[int]:
        """The steps that conclude the atom and need no barred one, in order. The atom itself is barred."""
        limit = len(self.steps) if before is None else before
        found = []
        for index in self.concluding.get(atom, ()):
            step = self.steps[index]
            when = self.rules[step.firing.rule].when
            if index < limit and self.stands(when, step.support, index, barred):
                copied = self.copied(step, atom)
                if copied is None or self.reached(copied, index, barred):
                    found.append(index)
        return found

    def copied(self, step: Step, atom: Atom) -> Atom | None:
        """The member of another set of which the atom is a copy, where the step copies a set."""
        rule = step.firing.rule
        if rule not in self._sources:
            # Of two conclusions that are the same the first one counts, as everywhere.
            found = {(c.attribute, c.value): c.member_of for c in reversed(self.rules[rule].then)}
            self._sources[rule] = found if any(found.values()) else {}
        source = self._sources[rule].get((atom.attribute, atom.value), "")
        return Atom(self.standings.owner(source, atom.entity), source, atom.value) if source else None

    def stands(self, condition: Condition, support: Support, before: int | None, barred: Barred) -> bool:
        """Whether enough of the support can be had without the barred atoms, from steps before that one."""
        return _holds(condition, support, lambda atom: self.reached(atom, before, barred))

    def reached(self, atom: Atom, before: int | None, barred: Barred) -> bool:
        """Whether the atom follows from the steps before that one without the barred atoms."""
        limit = len(self.steps) if before is None else before
        if atom in self.inputs:
            return True
        first = self.first(atom)
        if first >= limit:
            return False
        # What the first step for the atom rests on was concluded before that step, so no barred atom is
        # among it that is first concluded later.
        if barred is None or first < barred.lowest:
            return True
        return atom in self._reached(_before(barred, limit), limit)

    def behind(self, atom: Atom) -> tuple[Step, ...]:
        """The steps that stand behind the atom: its first justification and theirs, in order."""
        seen: set[int] = set()
        waiting = [atom]
        while waiting:
            atom = waiting.pop()
            index = self.first(atom)
            if index < len(self.steps) and index not in seen:
                seen.add(index)
                copied = self.copied(self.steps[index], atom)
                waiting.extend((*atoms_of(self.steps[index].support), *([copied] if copied else ())))
        return tuple(self.steps[index] for index in sorted(seen))

    def first(self, atom: Atom) -> int:
        """Index of the first step that concludes it; past the last where none does."""
        indexes = self.concluding.get(atom)
        return indexes[0] if indexes else len(self.steps)

    def _establish(self, barred: frozenset[Atom], limit: int) -> frozenset[Atom]:
        """What the steps before the limit establish where the barred atoms are taken away."""
        held = set(self.inputs)
        for step in self.steps[:limit]:
            when = self.rules[step.firing.rule].when
            if _holds(when, step.support, held.__contains__):
                held.update(self._new(step, barred, held))
        return frozenset(held)

    def _new(self, step: Step, barred: frozenset[Atom], held: set[Atom]) -> list[Atom]:
        """What the step adds to what is held, barred atoms and copies of missing members left out."""
        pairs = [(atom, self.copied(step, atom)) for atom in step.concludes if atom not in barred]
        return [atom for atom, source in pairs if source is None or source in held]


def _before(barred: Barred, limit: int) -> frozenset[Atom]:
    """Those barred atoms that some step before the limit concludes."""
    found = []
    while barred:
        if barred.first < limit:
            found.append(barred.atom)
        barred = barred.rest
    return frozenset(found)


def _holds(condition: Condition, support: Support, had: Callable[[Atom], bool]) -> bool:
    """Whether the condition still holds with those atoms of its support that can be had."""
    match condition, support:
        case _, Held(atoms):
            return any(map(had, atoms))
        case All(conditions), Together(supports):
            return all(_holds(c, s, had) for c, s in zip(conditions, supports, strict=True))
        case AnyOf(conditions), Either(branches):
            return any(_holds(conditions[i], s, had) for i, s in branches)
        case AtLeast(count, inner), Parts(branches_by_part):
            return sum(_holds(inner, s, had) for _, s in branches_by_part) >= count
        case Every(inner), Parts(branches_by_part):
            return all(_holds(inner, s, had) for _, s in branches_by_part)
        case _:
            return True


def atoms_of(support: Support) -> tuple[Atom, ...]:
    """All atoms that a support names."""
    match support:
        case Held(atoms):
            return atoms
        case Together(supports):
            return tuple(atom for inner in supports for atom in atoms_of(inner))
        case Either(branches) | Parts(branches):
            return tuple(atom for _, inner in branches for atom in atoms_of(inner))
        case _:
            return ()
