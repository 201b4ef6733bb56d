"""Which of the stated facts already force a verdict, in words."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.inquired import Inquired, Unknowns, goal_asked, inquired
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import Case, Fact
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inquiry.flips import MOST
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reasons import reasons
from engine.knowledge.model import KnowledgeBase


@frozen
class FactTold:
    """A stated fact in words."""

    fact: Fact
    name: str
    """As `--set` names it."""
    sentence: str


@frozen
class ReasonsTold:
    """The sets of facts that force the verdict, the smallest first: those that are shown."""

    knowledge: KnowledgeBase
    case: Case
    about: Inquired
    reasons: tuple[tuple[FactTold, ...], ...]
    count: int
    """How many were found."""
    all: bool
    """Whether there are no others."""
    gave_up: bool
    idle: tuple[FactTold, ...]
    """Facts that are in none; known only where these are all."""


def tell_reasons(
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    of: str | None = None,
    goal: str | None = None,
    unknowns: Unknowns | None = None,
    shown: int | None = 1,
    inquiry: Inquiry | None = None,
) -> ReasonsTold:
    """The reasons for the verdict; all that are found where `shown` is None.

    Raises UsageError for a wrong name or a view of the unknowns that does not apply.
    """
    speech = Speech(Standings(kb, case, derivation))
    pair, _ = goal_asked(kb, case, of, goal, None)
    about, view = inquired(speech, inquiry or Inquiry(kb, case), pair, unknowns)
    found = reasons(view, pair, about.verdict, max(MOST, shown or 0))
    told = tuple(_tell(speech, facts) for facts in found.found[:shown])
    idle = _tell(speech, found.idle)
    return ReasonsTold(kb, case, about, told, len(found.found), found.all, found.gave_up, idle)


def _tell(speech: Speech, facts: Iterable[Fact]) -> tuple[FactTold, ...]:
    """The facts in words, those of the root first, then part by part."""
    return tuple(tell_fact(speech, fact) for fact in sorted(facts, key=lambda f: place(speech, f.entity)))


def place(speech: Speech, entity: str) -> int:
    """Where the entity stands in the analyst's order, the root before all parts."""
    return speech.standings.parts.index(entity) if entity else -1


def tell_fact(speech: Speech, fact: Fact) -> FactTold:
    """The fact in words."""
    return FactTold(fact, speech.name_of(fact.entity, fact.attribute), speech.fact(fact))
