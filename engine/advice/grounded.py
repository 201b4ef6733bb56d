"""Which steps can justify an atom without going through certain others: what keeps proofs well-founded."""

from __future__ import annotations

from collections.abc import Callable

from engine.advice.standing import Standings
from engine.cases.model import Atom
from engine.inference.derivation import Either, Held, Parts, Step, Support, Together
from engine.knowledge.conditions import All, AnyOf, AtLeast, Condition, Every


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
        self._reach: dict[tuple[frozenset[Atom], int], frozenset[Atom]] = {}

    def ways(self, atom: Atom, before: int | None, barred: frozenset[Atom]) -> list[int]:
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
        for conclusion in self.rules[step.firing.rule].then:
            if (conclusion.attribute, conclusion.value) == (atom.attribute, atom.value):
                source = conclusion.member_of
                owner = self.standings.owner(source, atom.entity) if source else ""
                return Atom(owner, source, atom.value) if source else None
        return None

    def stands(
        self, condition: Condition, support: Support, before: int | None, barred: frozenset[Atom]
    ) -> bool:
        """Whether enough of the support can be had without the barred atoms, from steps before that one."""
        return _holds(condition, support, lambda atom: self.reached(atom, before, barred))

    def reached(self, atom: Atom, before: int | None, barred: frozenset[Atom]) -> bool:
        """Whether the atom follows from the steps before that one without the barred atoms."""
        limit = len(self.steps) if before is None else before
        if atom in self.inputs:
            return True
        if all(self._first(b) >= limit for b in barred):
            return self._first(atom) < limit
        return atom in self._reached(barred, limit)

    def behind(self, atom: Atom) -> tuple[Step, ...]:
        """The steps that stand behind the atom: its first justification and theirs, in order."""
        seen: set[int] = set()
        waiting = [atom]
        while waiting:
            atom = waiting.pop()
            index = self._first(atom)
            if index < len(self.steps) and index not in seen:
                seen.add(index)
                copied = self.copied(self.steps[index], atom)
                waiting.extend((*_atoms(self.steps[index].support), *([copied] if copied else ())))
        return tuple(self.steps[index] for index in sorted(seen))

    def _first(self, atom: Atom) -> int:
        """Index of the first step that concludes it; past the last where none does."""
        indexes = self.concluding.get(atom)
        return indexes[0] if indexes else len(self.steps)

    def _reached(self, barred: frozenset[Atom], limit: int) -> frozenset[Atom]:
        """What the steps before the limit establish where the barred atoms are taken away."""
        key = (barred, limit)
        if key not in self._reach:
            held = set(self.inputs)
            for step in self.steps[:limit]:
                when = self.rules[step.firing.rule].when
                if _holds(when, step.support, held.__contains__):
                    held.update(self._new(step, barred, held))
            self._reach[key] = frozenset(held)
        return self._reach[key]

    def _new(self, step: Step, barred: frozenset[Atom], held: set[Atom]) -> list[Atom]:
        """What the step adds to what is held, barred atoms and copies of missing members left out."""
        pairs = [(atom, self.copied(step, atom)) for atom in step.concludes if atom not in barred]
        return [atom for atom, source in pairs if source is None or source in held]


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


def _atoms(support: Support) -> tuple[Atom, ...]:
    """All atoms that a support names."""
    match support:
        case Held(atoms):
            return atoms
        case Together(supports):
            return tuple(atom for inner in supports for atom in _atoms(inner))
        case Either(branches) | Parts(branches):
            return tuple(atom for _, inner in branches for atom in _atoms(inner))
        case _:
            return ()
