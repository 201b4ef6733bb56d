"""What an inquiry is about: a verdict, and how the unknowns are to be treated."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

from engine.advice.goals import entity_meant, goal_meant
from engine.advice.speech import Speech
from engine.cases.model import ROOT, Case
from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.inference.derivation import Derivation, Status
from engine.inquiry.answers import NOT_APPLICABLE
from engine.inquiry.certain import certain
from engine.inquiry.inquiry import Inquiry, View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp
from engine.inquiry.verdicts import named
from engine.knowledge.elsewhere import of_pack
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import did_you_mean, quoted

Unknowns: TypeAlias = Literal["kept", "free"]
"""kept: as things stand, what is unknown stays unknown; free: whatever the unknowns are."""


@frozen
class Inquired:
    """The verdict that is asked about."""

    entity: str
    attribute: str
    label: str
    """Of the verdict's attribute."""
    verdict: str
    """A declared value, conflict, undetermined or not applicable."""
    word: str
    """The verdict as people say it."""
    sentence: str
    """What it says; "" where it is no declared value."""
    status: Status
    unknowns: Unknowns
    open: int
    """How many facts are unknown."""
    unsure: bool
    """Whether the solver gave up before it knew if the verdict is settled."""


def goal_asked(
    kb: KnowledgeBase, case: Case, of: str | None, goal: str | None, value: str | None
) -> tuple[Pair, str | None]:
    """As `goal_meant`, among the goals of this name only where there is one. Raises UsageError."""
    if goal is None:
        return goal_meant(kb, case, of, value)
    scope = "root" if entity_meant(kb, case, of) == ROOT else "part"
    same = [each for each in kb.goals if goal.lower() in (each.attribute, each.label.lower())]
    meant = [each for each in same if each.scope == scope]
    if meant:
        return goal_meant(replace(kb, goals=(meant[0],)), case, of, value)
    if not same:
        hint = of_pack(kb, goal) or did_you_mean(goal, (each.attribute for each in kb.goals), "goals are")
        raise UsageError(Problem("goal", f"{quoted(goal)} is no goal", None, hint))
    who, hint = f"the {kb.words.root}", "leave out --of"
    if scope == "root":
        who, hint = f"a {kb.words.singular}", "name one with --of"
    raise UsageError(Problem("goal", f"{same[0].attribute} is about {who}", None, hint))


def inquired(speech: Speech, inquiry: Inquiry, goal: Pair, wanted: Unknowns | None) -> tuple[Inquired, View]:
    """The verdict, and the view of the case to look at it in: the one wanted, or the one that fits.

    Raises UsageError where that view does not apply, CaseError where the facts allow no completion.
    """
    derivation = speech.standings.derivation
    verdict, status, unsure = _exact(inquiry, derivation, goal)
    free = status in ("settled", NOT_APPLICABLE)
    unknowns: Unknowns = wanted or ("free" if free else "kept")
    if unknowns == "free" and not free:
        who = speech.kb.attributes[goal[1]].label
        what = f"the {who} is {status}: the unknowns alone can change it, so nothing holds whatever they are"
        if unsure:
            what = f"whether the unknowns can change the {who} could not be found out"
        hint = "--unknowns kept looks at the case as things stand"
        raise UsageError(Problem("unknowns", what, None, hint))
    standing = derivation.verdict(*goal)
    if unknowns == "kept" and named(standing) != verdict:
        verdict, status = named(standing), standing.status
    view = inquiry.complete if unknowns == "free" else inquiry.standing
    entity, attribute = goal
    told = Inquired(
        *(
            entity,
            attribute,
            speech.kb.attributes[attribute].label,
            verdict,
            speech.label(attribute, verdict),
        ),
        *(verdict_sentence(speech, goal, verdict), status, unknowns, len(derivation.open), unsure),
    )
    return told, view


def _exact(inquiry: Inquiry, derivation: Derivation, goal: Pair) -> tuple[str, Status, bool]:
    """The verdict with its exact status, and whether the solver gave up on that."""
    verdict = derivation.verdict(*goal)
    if verdict.status in ("settled", NOT_APPLICABLE):
        return named(verdict), verdict.status, False
    try:
        only = certain(inquiry.complete, goal)
    except GaveUp:
        return named(verdict), verdict.status, True
    if only is None:
        return named(verdict), verdict.status, False
    return only, "not applicable" if only == NOT_APPLICABLE else "settled", False


def verdict_sentence(speech: Speech, goal: Pair, verdict: str) -> str:
    """What the verdict says; "" where it is no declared value."""
    sentences = speech.kb.goal(goal[1]).sentences
    return speech.verdict(sentences[verdict], goal[0]) if verdict in sentences else ""
