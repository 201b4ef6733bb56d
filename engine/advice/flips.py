"""What would have to be otherwise for another verdict, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

from engine.advice.inquired import (
    Inquired,
    Unknowns,
    goal_asked,
    inquired,
    verdict_sentence,
)
from engine.advice.keeping import kept, unchangeable
from engine.advice.reasons import FactTold, place, tell_fact
from engine.advice.recommendation import Supposition
from engine.advice.sentences import joined
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.advice.supposing import supposition
from engine.cases.model import Case
from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inquiry.answers import Change, Flip, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.confirm import Confirmer, Infer
from engine.inquiry.flips import MOST, Flipper
from engine.inquiry.inquiry import Inquiry, View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp
from engine.knowledge.conditions import OneOf
from engine.knowledge.model import KnowledgeBase

Elsewhere: TypeAlias = Literal["answers", "answers and changes", "kept", "nowhere", "unknown"]
"""Where the verdict could come from that no change gives: answers to unknowns alone; these and changes;
changes of what is kept; nowhere, with these parts. Or the solver gave up on that."""


@frozen
class ChangeTold:
    """Another value of one fact."""

    before: FactTold
    after: Supposition
    """The value that is tried."""
    says: str
    """All values that do, the other changes as they are."""
    cells: tuple[Cell, ...]
    ways: tuple[Supposed, ...]
    """The same as data: of a set the members that change sides."""
    whole: bool
    """Whether these are all: of the ways to change a set only some are looked for."""


@frozen
class FlipTold:
    """Changes that give another verdict together, and would not if one were left out."""

    verdict: str
    word: str
    sentence: str
    """What the verdict says; "" where the unknowns are free, since it may name what they decide."""
    changes: tuple[ChangeTold, ...]
    answers: tuple[Supposition, ...]
    """What unknowns must be besides; none as things stand."""
    others: tuple[str, ...]
    """The words of further verdicts, which other values of the same facts give."""
    settings: tuple[str, ...]
    """What `--set` takes to try it, an argument each."""


@frozen
class FlipsTold:
    """The flips that are shown, those with the fewest changes first."""

    knowledge: KnowledgeBase
    case: Case
    about: Inquired
    to: str
    """The verdict that is wanted; "" for any other."""
    to_word: str
    flips: tuple[FlipTold, ...]
    count: int
    """How many were found."""
    all: bool
    """Whether there are no others."""
    gave_up: bool
    unchangeable: tuple[str, ...]
    """The names of facts that are left alone because nobody can make them otherwise."""
    kept: tuple[str, ...]
    """The names of facts that are left alone because the user says so."""
    elsewhere: Elsewhere | None
    """Where the verdict could come from where there is no flip; None where there is one."""


def tell_flips(
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    infer: Infer,
    to: str | None = None,
    of: str | None = None,
    goal: str | None = None,
    keep: Sequence[str] = (),
    unknowns: Unknowns | None = None,
    shown: int | None = None,
    inquiry: Inquiry | None = None,
    most: int = MOST,
) -> FlipsTold:
    """The flips of the verdict to `to`, or to anything else; `infer` confirms each that is shown.

    `most` are looked for, unless more are to be shown.
    Raises UsageError for a wrong name, for the present verdict, and for a view of the unknowns that does
    not apply.
    """
    speech, inquiry = Speech(Standings(kb, case, derivation)), inquiry or Inquiry(kb, case)
    pair, wanted = goal_asked(kb, case, of, goal, to)
    about, view = inquired(speech, inquiry, pair, unknowns)
    if wanted == about.verdict:
        what = f"the {about.label} is {about.word} already"
        raise UsageError(Problem("flip-to", what, None, "without --to every other verdict is looked for"))
    fixed, named = unchangeable(kb, case), kept(kb, case, keep)
    flipper = Flipper(view, pair, about.verdict, fixed | named)
    found = flipper.flips(wanted, shown, max(most, shown or 0))
    teller = _Teller(speech, pair, infer, view.free)
    elsewhere = None if found.count else _elsewhere(inquiry, view, flipper, wanted, pair, bool(fixed | named))
    return FlipsTold(
        *(kb, case, about, wanted or "", speech.label(pair[1], wanted) if wanted else ""),
        *(tuple(map(teller.flip, found.found)), found.count, found.all, found.gave_up),
        _names(speech, view, fixed),
        _names(speech, view, named - fixed),
        "unknown" if found.gave_up and elsewhere else elsewhere,
    )


def _names(speech: Speech, view: View, pairs: Collection[Pair]) -> tuple[str, ...]:
    return tuple(speech.name_of(*pair) for pair in view.given if pair in pairs)


def _elsewhere(
    inquiry: Inquiry, view: View, flipper: Flipper, wanted: str | None, goal: Pair, keeping: bool
) -> Elsewhere:
    """Where a verdict could come from that no change of the facts gives."""
    verdict = flipper.verdict
    try:
        if not view.free:
            complete = inquiry.complete
            now = complete.verdict(goal, verdict)
            atom = complete.verdict(goal, wanted) if wanted else complete.solver.true if now is None else -now
            if atom is not None and complete.solver.satisfiable([*complete.assume(), atom]):
                return "answers"
            if Flipper(complete, goal, verdict, flipper.keep).reachable(wanted):
                return "answers and changes"
        if keeping and Flipper(view, goal, verdict).reachable(wanted):
            return "kept"
    except GaveUp:
        return "unknown"
    return "nowhere"


class _Teller:
    """Puts flips into words, each after its witness has been inferred."""

    def __init__(self, speech: Speech, goal: Pair, infer: Infer, free: bool) -> None:
        self._speech, self._goal, self._free = speech, goal, free
        self._confirmer = Confirmer(infer)

    def flip(self, flip: Flip) -> FlipTold:
        """The flip in words. Raises EngineError where the engine says otherwise."""
        speech, goal = self._speech, self._goal
        derivation = self._confirmer.confirm(flip.witness, goal, flip.verdict)
        sentence = ""
        if not self._free:
            there = Speech(Standings(speech.kb, flip.witness, derivation))
            sentence = verdict_sentence(there, goal, flip.verdict)
        changes = tuple(
            ChangeTold(
                tell_fact(speech, change.before),
                supposition(speech, change.after, flip.witness),
                self._ways(change, flip.witness),
                change.cells,
                () if change.cells else (change.after, *change.ways),
                change.whole,
            )
            for change in sorted(flip.changes, key=lambda change: place(speech, change.before.entity))
        )
        answers = tuple(supposition(speech, answer, flip.witness) for answer in flip.answers)
        said = (*(change.after for change in changes), *answers)
        return FlipTold(
            flip.verdict,
            speech.label(goal[1], flip.verdict),
            sentence,
            changes,
            answers,
            tuple(speech.label(goal[1], other) for other in flip.others),
            tuple(dict.fromkeys(setting for each in said for setting in each.settings)),
        )

    def _ways(self, change: Change, witness: Case) -> str:
        """All the values that do, as one sentence."""
        speech, entity, name = self._speech, change.after.entity, change.after.attribute
        ways = (change.after, *change.ways)
        single = speech.kb.attributes[name].single
        stay = [not single and bool({*change.before.values}.difference(way.excluded)) for way in ways]
        alone = not any(stay)
        if alone and len(ways) > 1 and all(len(way.values) == 1 and not way.excluded for way in ways):
            return speech.condition(OneOf(name, tuple(way.values[0] for way in ways)), entity)
        if len(ways) > 1 and all(len(way.excluded) == 1 and not way.values for way in ways):
            labels = (speech.label(name, way.excluded[0]) for way in ways)
            return f"{speech.about(entity, speech.kb.attributes[name])}: not {joined(labels, 'or not')}"
        told = zip(ways, stay, strict=True)
        return "; or ".join(supposition(speech, way, witness, change.cells, left).says for way, left in told)
