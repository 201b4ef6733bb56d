"""The fewest further cases found that would kill what survives: a greedy cover over its witnesses.

A witness shows a difference as things stand. A case expects exact verdicts, in which the two may agree
still; what such a case does not kill is not said to be killed by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.advice.exact import exact
from engine.cases.model import Atom, Case
from engine.frozen import frozen
from engine.inference.infer import Inference, in_process
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.model import KnowledgeBase
from engine.workbench.mutation.testing import Mutation, Tell
from engine.workbench.mutation.witness import Answer, answer


@frozen
class Further:
    """A case to add, with what the knowledge base says of it today, and the mutants that it kills."""

    case: Case
    answer: Answer
    absent: frozenset[Atom]
    """Values shown by some of these mutants, and not by the knowledge base."""
    kills: tuple[str, ...]


def further(kb: KnowledgeBase, mutation: Mutation, tell: Tell | None = None) -> tuple[Further, ...]:
    """Cases of the witnesses that together kill the survivors; those that kill most come first."""
    survivors = mutation.of("survived")
    cases = list(dict.fromkeys(each.witness.case for each in survivors if each.witness))
    with in_process(kb) as inference:
        answers = [answer(kb, inference.infer(case)) for case in cases]
    seen: list[list[Answer]] = []
    for each in survivors:
        with in_process(each.mutant.kb) as inference:
            seen.append([answer(kb, inference.infer(case)) for case in cases])
        if tell:
            tell("further cases", len(seen), len(survivors))
    kills = [{m for m, theirs in enumerate(seen) if theirs[c] != answers[c]} for c in range(len(cases))]
    found = []
    for number, place in enumerate(cover(kills), 1):
        case = replace(cases[place], name=f"Further case {number}")
        with in_process(kb) as inference:
            today = _exactly(kb, case, inference)
        names: list[str] = []
        shown: set[Atom] = set()
        for mutant in (survivors[m].mutant for m in sorted(kills[place])):
            new = mutant.kb
            with in_process(new) as inference:
                theirs = _exactly(new, case, inference)
            if theirs != today:
                names.append(mutant.id)
                shown |= theirs.shown
        found.append(Further(case, today, frozenset(shown) - today.shown, tuple(names)))
    return tuple(each for each in found if each.kills)


def _exactly(kb: KnowledgeBase, case: Case, inference: Inference) -> Answer:
    """The answer with exact verdicts, which is what a case expects."""
    derivation = inference.infer(case)
    outlooks = exact(kb, case, derivation, inference.infer)
    return answer(kb, replace(derivation, verdicts=exact_verdicts(derivation, outlooks)))


def cover(kills: Sequence[set[int]]) -> list[int]:
    """Places of sets that together have all that any has: always the one with most that is new."""
    chosen: list[int] = []
    left: set[int] = set().union(*kills)
    while left:
        best = max(range(len(kills)), key=lambda place: (len(kills[place] & left), -place))
        chosen.append(best)
        left -= kills[best]
    for place in list(chosen):
        others: set[int] = set().union(*(kills[other] for other in chosen if other != place))
        if kills[place] <= others:
            chosen.remove(place)
    return chosen
