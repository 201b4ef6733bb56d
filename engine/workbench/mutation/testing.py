"""The mutation test: every mutant put to the cases, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Literal, TypeAlias

from engine.cases.model import Case
from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inference.infer import in_process
from engine.inquiry.confirm import Infer
from engine.inquiry.solver import GaveUp
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome
from engine.workbench.mutation.changing import Changing
from engine.workbench.mutation.killing import Killer, likely, tried
from engine.workbench.mutation.mutants import Mutant, mutants
from engine.workbench.mutation.replay import Base, based, state
from engine.workbench.mutation.search import Search
from engine.workbench.mutation.witness import Witness, bound, confirmed

Fate: TypeAlias = Literal["killed", "survived", "equivalent", "undecided"]
"""Undecided: no case notices it, and the solver gave up looking for one that would."""
Tell: TypeAlias = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""


@frozen
class Tested:
    """What became of a mutant. `by` is the case file that killed it, `witness` a case that would."""

    mutant: Mutant
    fate: Fate
    by: str = ""
    witness: Witness | None = None


@frozen
class Mutation:
    """The mutation test of a knowledge base. Equivalent means over cases of 0 to `parts` parts."""

    files: tuple[str, ...]
    tested: tuple[Tested, ...]
    refused: tuple[str, ...]
    """Changes that give no knowledge base: their rules would depend on their own absence."""
    parts: int

    def of(self, fate: Fate) -> tuple[Tested, ...]:
        """The mutants to which this happened."""
        return tuple(each for each in self.tested if each.fate == fate)

    @property
    def counted(self) -> int:
        """How many there are that a case can notice."""
        return len(self.tested) - len(self.of("equivalent"))

    @property
    def whole(self) -> bool:
        """Whether every mutant is killed that can be."""
        return len(self.of("killed")) == self.counted


def mutate(
    kb: KnowledgeBase, outcomes: Iterable[Outcome], only: Collection[str] = (), tell: Tell | None = None
) -> Mutation:
    """Test all mutants of these rules, or of every rule. Raises UsageError where a case does not pass."""
    outcomes = tuple(outcomes)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if failed:
        few = ", ".join(outcome.file for outcome in failed[:3])
        what = f"only cases that pass can test a change, and these do not: {few}"
        more = f" and {len(failed) - 3} more" if len(failed) > 3 else ""
        raise UsageError(Problem("cases", what + more, None, "advisor kb test says what is wrong with them"))
    base, made, most = based(kb), mutants(kb, only), bound(kb)
    cases, search = tried(base, outcomes), Search(kb, base.links, made.found, most)
    found: list[Tested] = []
    with in_process(kb) as inference:
        witnesses = Witnesses(base, inference.infer)
        for place, mutant in enumerate(made.found):
            changing = Changing(base, mutant)
            killer = Killer(changing, likely(cases, mutant.rule))
            found.append(_test(changing, killer, partial(search.find, place, changing.kb), witnesses, most))
            if tell:
                tell("mutants", len(found), len(made.found))
    return Mutation(tuple(each.file for each in cases), tuple(found), made.refused, most)


def _test(
    changing: Changing, killer: Killer, find: Callable[[], Case | None], witnesses: Witnesses, most: int
) -> Tested:
    mutant = changing.mutant
    # Cases with more parts than the solver looks at have the first word about what is equivalent.
    by = killer.by_bounds() or killer.exactly(lambda case: len(case.parts or ()) > most)
    if by:
        return Tested(mutant, "killed", by.file)
    try:
        case = find()
    except GaveUp:
        by = killer.exactly(lambda _: True)
        return Tested(mutant, "killed", by.file) if by else Tested(mutant, "undecided")
    if case is None:
        return Tested(mutant, "equivalent")
    by = killer.exactly(lambda case: len(case.parts or ()) <= most)
    if by:
        return Tested(mutant, "killed", by.file)
    return Tested(mutant, "survived", witness=witnesses.confirmed(changing, case))


class Witnesses:
    """Witnesses put to the knowledge base, each once, and to the mutants."""

    def __init__(self, base: Base, infer: Infer) -> None:
        self._base, self._infer = base, infer
        self._known: dict[Case, Derivation] = {}

    def confirmed(self, changing: Changing, case: Case) -> Witness:
        """The witness that both derivations confirm. Raises EngineError."""
        if case not in self._known:
            self._known[case] = self._infer(case)
        before = self._known[case]
        after = changing.derivation(case, changing.models(state(self._base, case, before)))
        return confirmed(self._base.kb, case, lambda _: before, lambda _: after)
