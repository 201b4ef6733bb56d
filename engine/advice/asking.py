"""What to ask next about a case, in words: the questions that can still change a verdict, best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from engine.advice.decisions import Decision, decisions, name_of_goal
from engine.advice.speech import Speech
from engine.advice.unknowns import Slices
from engine.cases.model import ROOT, Case
from engine.frozen import frozen
from engine.inquiry.alone import Settling
from engine.inquiry.answers import Outlook
from engine.inquiry.questions import questions
from engine.inquiry.slots import Pair
from engine.inquiry.verdicts import OPEN
from engine.knowledge.model import Attribute, KnowledgeBase

if TYPE_CHECKING:
    from engine.inquiry.inquiry import View

Alone: TypeAlias = tuple[tuple[Settling, ...], bool]


@frozen
class Choice:
    """A value that may be answered, as it is typed, and in words where these say more."""

    value: str
    label: str


@frozen
class Asked:
    """A question about an unknown."""

    entity: str
    attribute: str
    name: str
    """As `--set` takes it."""
    question: str
    help: str
    kind: str
    """What may be answered, in words."""
    choices: tuple[Choice, ...]
    decides: tuple[Decision, ...]
    whole: bool
    """Whether `decides` has every answer that settles a verdict by itself."""
    goals: tuple[Pair, ...]
    """(entity, goal attribute) of the verdicts it can change."""
    about: tuple[str, ...]
    """The same in words."""
    pack: str = ""
    """The pack that asks."""


@frozen
class Asking:
    """All that is still worth asking."""

    knowledge: KnowledgeBase
    case: Case
    listed: bool
    """Whether there is a list of parts; if not, that comes first."""
    questions: tuple[Asked, ...]
    open: tuple[Pair, ...]
    """The verdicts looked at that are not settled."""
    about: tuple[str, ...]
    """The same in words."""
    unsure: tuple[Pair, ...]
    """Those for which the solver gave up: their questions come from bounds, and may change nothing."""
    skipped: tuple[Pair, ...]
    """Unknowns that could change a verdict, and are not to be asked again."""
    main: Pair
    settled: bool
    """Whether the main goal of those looked at is."""


def asking(
    speech: Speech,
    outlooks: Sequence[Outlook],
    of: str | None = None,
    skip: Collection[Pair] = (),
    most: int | None = None,
) -> Asking:
    """What to ask; `of`: for the verdicts on this entity only; `skip`: what is not to be asked again.

    Of the first `most` questions every answer is told that settles a verdict by itself.
    """
    kb, standings = speech.kb, speech.standings
    looked = [o for o in outlooks if of is None or o.entity == of]
    main = _main(kb, of)
    still = [o for o in looked if o.status in OPEN]
    unsure = [(o.entity, o.attribute) for o in still if o.proof == "none"]
    slices = Slices(standings)
    by_bounds = {
        (v.entity, v.attribute): slices.of(v)
        for v in standings.derivation.verdicts
        if (v.entity, v.attribute) in unsure
    }
    order = list(unknowns_in_order(speech))
    sure = [o for o in still if o.proof != "none"]
    trying = _Trying(kb, standings.case, sure)
    drawn = trying.deciding()
    found = [(q.entity, q.attribute) for q in questions(looked, main, order, drawn)]
    guessed = {pair for pairs in by_bounds.values() for pair in pairs}
    found += [pair for pair in order if pair in guessed and pair not in found]
    matters = {(o.entity, o.attribute): set(o.matters) for o in still} | by_bounds
    left = [pair for pair in found if pair not in skip]
    found_asked = []
    for index, pair in enumerate(left):
        goals = tuple(goal for goal, pairs in matters.items() if pair in pairs)
        alone = trying.alone(pair, goals) if most is None or index < most else None
        found_asked.append(asked(speech, pair, still, goals, alone))
    return Asking(
        kb,
        standings.case,
        standings.case.parts is not None,
        tuple(found_asked),
        tuple((o.entity, o.attribute) for o in still),
        tuple(name_of_goal(speech, (o.entity, o.attribute)) for o in still),
        tuple(unsure),
        tuple(pair for pair in found if pair in skip),
        main,
        all((o.entity, o.attribute) != main for o in still),
    )


def unknowns_in_order(speech: Speech) -> Iterator[Pair]:
    """Every asked attribute of every entity: the vocabulary's order, then the analyst's of the parts."""
    for attribute in speech.kb.attributes.values():
        if attribute.asked:
            for entity in (ROOT,) if attribute.scope == "root" else speech.standings.parts:
                yield entity, attribute.name


def choices(attribute: Attribute) -> tuple[Choice, ...]:
    """The values that may be chosen from, in the order of the vocabulary."""
    words = ((value, attribute.labels.get(value, str(value))) for value in attribute.values)
    if attribute.type == "boolean":
        return tuple(Choice(label, label) for _, label in sorted(words, key=lambda each: not each[0]))
    return tuple(Choice(str(value), label) for value, label in words)


def kind(attribute: Attribute) -> str:
    """What may be answered, in words."""
    if attribute.type == "number":
        ends = ((" from ", attribute.low), (" to ", attribute.high))
        range_ = "".join(f"{word}{end}" for word, end in ends if end is not None)
        number = "a whole number" if attribute.integer else "a number"
        return number + (f" of {attribute.unit}" if attribute.unit else "") + range_
    if attribute.type == "set":
        return "all that apply, with commas between them; or none, or all"
    return "one of these"


class _Trying:
    """Tries answers among the completions of a case that leave these verdicts open."""

    def __init__(self, kb: KnowledgeBase, case: Case, still: Sequence[Outlook]) -> None:
        self._kb, self._case = kb, case
        self._goals = [(o.entity, o.attribute) for o in still]

    @cached_property
    def _view(self) -> View:
        from engine.inquiry.inquiry import Inquiry

        return Inquiry(self._kb, self._case).complete

    def deciding(self) -> tuple[tuple[Pair, ...], ...]:
        """Sets of answers that settle all verdicts that are open."""
        if not self._goals:
            return ()
        from engine.inquiry.deciding import deciding

        return deciding(self._view, self._goals)

    def alone(self, pair: Pair, goals: Collection[Pair]) -> Alone | None:
        """The answers that settle a verdict by themselves; None where that could not be found out."""
        from engine.inquiry.alone import settling
        from engine.inquiry.solver import GaveUp

        looked = [goal for goal in self._goals if goal in goals]
        if len(looked) < len(goals):
            return None
        try:
            return settling(self._view, pair, looked)
        except GaveUp:
            return None


def _main(kb: KnowledgeBase, of: str | None) -> Pair:
    scope = "root" if not of else "part"
    goal = next((g for g in kb.goals if g.scope == scope), kb.goals[0])
    return of or ROOT, goal.attribute


def asked(
    speech: Speech,
    pair: Pair,
    looked: Iterable[Outlook],
    goals: tuple[Pair, ...],
    alone: Alone | None = None,
) -> Asked:
    """The question about the unknown, with what it could decide of the verdicts looked at.

    `alone`: which answers settle one by themselves, and whether there are no others.
    """
    settling, whole = alone or ((), False)
    entity, name = pair
    attribute = speech.kb.attributes[name]
    return Asked(
        entity,
        name,
        speech.name_of(entity, name),
        speech.fill(attribute.question, entity),
        speech.fill(attribute.help, entity) if attribute.help else "",
        kind(attribute),
        choices(attribute),
        tuple(decisions(speech, pair, looked, settling)),
        whole,
        goals,
        tuple(name_of_goal(speech, goal) for goal in goals),
        attribute.pack,
    )
