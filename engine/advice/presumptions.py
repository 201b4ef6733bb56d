"""Which presumptions stand behind an atom: gathered once for all atoms, along the steps."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.grounded import Grounded, atoms_of
from engine.cases.model import Atom


class Presumptions:
    """The rules that presume something that could still turn out wrong, by what rests on them."""

    def __init__(self, grounded: Grounded) -> None:
        self._found: dict[Atom, dict[str, int]] = {}
        """For each atom the rules behind its first justification, each with its first step there."""
        for index, step in enumerate(grounded.steps):
            own = {step.firing.rule: index} if step.silence == "assumed" else {}
            under = self._together(own, atoms_of(step.support))
            for atom in step.concludes:
                if grounded.first(atom) == index:
                    copied = grounded.copied(step, atom)
                    behind = self._together(under, (copied,)) if copied else under
                    if behind:
                        self._found[atom] = behind

    def of(self, atom: Atom) -> list[str]:
        """The rules behind the atom, in the order of their steps."""
        found = self._found.get(atom, {})
        return sorted(found, key=found.__getitem__)

    def _together(self, own: dict[str, int], atoms: Iterable[Atom]) -> dict[str, int]:
        """These and those behind the atoms, which were all concluded before."""
        found = own
        for behind in (self._found[atom] for atom in atoms if atom in self._found):
            if not behind.keys() <= found.keys() or any(found[rule] > behind[rule] for rule in behind):
                steps = ((rule, min(index, found.get(rule, index))) for rule, index in behind.items())
                found = {**found, **dict(steps)}
        return found
