"""For one mutant after another a case on which it differs, or that there is none, over one ground program."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases.model import Case
from engine.inquiry.ground import Ground
from engine.inquiry.solver import GaveUp
from engine.knowledge.conditions import AtLeast, Every, No, walk
from engine.knowledge.model import KnowledgeBase
from engine.workbench.links import Index
from engine.workbench.mutation.grown import Grown, grounded
from engine.workbench.mutation.mutants import Mutant
from engine.workbench.mutation.witness import differing, find

AT_ONCE = 60
"""So many mutants share a program: with each it grows."""


class Search:
    """Looks for the witnesses of mutants of one knowledge base, in their order."""

    def __init__(self, kb: KnowledgeBase, links: Index, mutants: Sequence[Mutant], most: int) -> None:
        self._kb, self._links, self._mutants, self._most = kb, links, mutants, most
        self._counts = range(most + 1) if _has_parts(kb) else range(1)
        self._end = 0
        """Up to which of the mutants the programs serve."""
        self._programs: dict[int, Ground] = {}

    def find(self, place: int, new: KnowledgeBase) -> Case | None:
        """A witness of the mutant at the place, whose knowledge base is `new`, as `witness.find` gives it.

        Raises GaveUp.
        """
        if place >= self._end:
            self._programs, self._end = {}, place + AT_ONCE
        mutant = self._mutants[place]
        try:
            for count in self._counts:
                grown = Grown(self._program(place, count), new, self._links, mutant.reach)
                if case := differing(grown, mutant.rule, frozenset(self._kb.rules) - mutant.reach.rules):
                    return case
            return None
        except GaveUp:
            # It may be for what was asked of the other mutants.
            self._end = 0
            return find(self._kb, new, mutant.rule, self._most)

    def _program(self, place: int, count: int) -> Ground:
        if count not in self._programs:
            parts = tuple(f"{self._kb.words.singular}_{number + 1}" for number in range(count))
            others = [each.other for each in self._mutants[place : self._end] if each.other]
            self._programs[count] = grounded(self._kb, parts, others)
        return self._programs[count]


def _has_parts(kb: KnowledgeBase) -> bool:
    """Whether anything is said of parts; else all cases come out as those without any do."""
    rules, constraints = kb.rules.values(), kb.constraints
    conditions = [*(rule.when for rule in rules), *(each.never for each in constraints)]
    return (
        any(attribute.scope == "part" for attribute in kb.attributes.values())
        or any(rule.scope == "part" for rule in rules)
        or any(constraint.scope == "part" for constraint in constraints)
        or any(isinstance(each, AtLeast | Every | No) for when in conditions for each, _ in walk(when))
    )
