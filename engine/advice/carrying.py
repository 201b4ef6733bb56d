"""Which parts the main verdict stands on: those that its first proof speaks of."""

from __future__ import annotations

from engine.advice.grounded import atoms_of
from engine.advice.standing import Standings
from engine.cases.model import ROOT, Atom


def carrying(standings: Standings) -> frozenset[str]:
    """The parts of the case in the first proof of the root's first verdict; none where it has none."""
    verdict = standings.verdicts[ROOT][standings.kb.goals[0].attribute]
    waiting = [Atom(ROOT, verdict.attribute, value) for value in verdict.values]
    seen: set[Atom] = set()
    while waiting:
        atom = waiting.pop()
        if atom in seen:
            continue
        seen.add(atom)
        if steps := standings.concluding.get(atom, ()):
            waiting += atoms_of(standings.derivation.steps[steps[0]].support)
    return frozenset(atom.entity for atom in seen if atom.entity != ROOT)
