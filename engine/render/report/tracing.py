"""From the verdicts of a case back to what they rest on, and to what could change them."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Literal, NamedTuple, TypeAlias

from engine.advice.grounded import FREE, Grounded, atoms_of
from engine.advice.reported import Reported
from engine.advice.standing import Standings
from engine.cases.model import Atom
from engine.inquiry.answers import NOT_APPLICABLE


class Place(NamedTuple):
    """A node before it has words: a fact by its place in the case, a step, an answer, an open fact."""

    kind: Literal["fact", "step", "verdict", "unknown"]
    number: int


Way: TypeAlias = tuple[Place, Place]


class Tracer:
    """Goes back from verdicts to what they rest on, through the ways in which an explanation tells it."""

    def __init__(self, reported: Reported) -> None:
        recommendation, case, derivation = reported.recommendation, reported.case, reported.derivation
        self.standings = Standings(recommendation.knowledge, case, derivation)
        self.grounded = Grounded(self.standings)
        self._recommendation, self._steps = recommendation, derivation.steps
        self._facts = {(fact.entity, fact.attribute): index for index, fact in enumerate(case.facts)}
        self._back: dict[Atom, tuple[Place, ...]] = {}
        self.answers = tuple(
            Place("verdict", index)
            for index, answer in enumerate(recommendation.answers)
            if answer.verdict.status != NOT_APPLICABLE
        )

    def proof(self, answer: Place) -> Iterator[Way]:
        """The first way to the verdict and to each thing behind it."""
        return self._walk((answer,), True)

    def ways(self) -> Iterator[Way]:
        """All ways to the verdicts and to each thing behind them."""
        return self._walk(self.answers, False)

    def could_change(self) -> Iterator[Way]:
        """From each fact that nobody stated to the verdicts that it could change."""
        answers = self._recommendation.answers
        verdicts = {
            (verdict.entity, verdict.attribute): place
            for place in self.answers
            for verdict in (answers[place.number].verdict,)
        }
        for number, unknown in enumerate(self._recommendation.open):
            for goal in unknown.goals:
                if goal in verdicts:
                    yield Place("unknown", number), verdicts[goal]

    def _walk(self, answers: tuple[Place, ...], only_first: bool) -> Iterator[Way]:
        """Ways one after another, none before that from its end.

        Where one thing needs many, the first of them with all behind it comes before the last of them, so
        that the beginning of a long walk has something whole.
        """
        waiting = [(rank, rank, atom, end) for rank, (atom, end) in enumerate(self._ends(answers))]
        seen = {(atom, end) for _, _, atom, end in waiting}
        turn = len(waiting)
        while waiting:
            cost, _, atom, end = heappop(waiting)
            starts = [place for place in self.back(atom) if _before(place, end)]
            for start in starts[:1] if only_first else starts:
                yield start, end
                needed = self._needed(start.number, atom) if start.kind == "step" else ()
                for rank, each in enumerate(dict.fromkeys(needed)):
                    if (each, start) not in seen:
                        seen.add((each, start))
                        turn += 1
                        heappush(waiting, (cost + rank, turn, each, start))

    def _ends(self, answers: tuple[Place, ...]) -> Iterator[tuple[Atom, Place]]:
        for answer in answers:
            verdict = self._recommendation.answers[answer.number].verdict
            yield from ((Atom(verdict.entity, verdict.attribute, value), answer) for value in verdict.values)

    def back(self, atom: Atom) -> tuple[Place, ...]:
        """What establishes the atom: the fact that states it, or else the steps, the first one first.

        Steps that need the atom themselves are left out.
        """
        if atom not in self._back:
            if atom in self.grounded.inputs:
                fact = self._facts.get((atom.entity, atom.attribute))
                self._back[atom] = () if fact is None else (Place("fact", fact),)
            else:
                ways = self.grounded.ways(atom, None, self.grounded.bar(atom, FREE))
                self._back[atom] = tuple(Place("step", index) for index in ways)
        return self._back[atom]

    def _needed(self, index: int, atom: Atom) -> tuple[Atom, ...]:
        """The atoms that the step rests on where it concludes this one."""
        step = self._steps[index]
        copied = self.grounded.copied(step, atom)
        return (*atoms_of(step.support), *([copied] if copied else ()))


def _before(place: Place, end: Place) -> bool:
    """Whether what stands at the place was there when the end was concluded."""
    return place.kind != "step" or end.kind != "step" or place.number < end.number
