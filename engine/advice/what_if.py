"""What would follow if a case were otherwise: both answers side by side, and what makes the difference."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.cited import cited
from engine.advice.compare import FactChange, fact_changes, firing_changes
from engine.advice.difference import Difference
from engine.advice.exact import exact
from engine.advice.hypothetical import Applied, Compared, Heed, Judged, Saying, Shift, WhatIf
from engine.advice.recommendation import Unknown
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.advice.unknowns import Slices
from engine.cases.model import ROOT, Case, Fact
from engine.inference.derivation import CONFLICT, Firing
from engine.inquiry.answers import Outlook
from engine.inquiry.cells import cells
from engine.inquiry.confirm import Infer
from engine.inquiry.slots import Pair
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import Goal, KnowledgeBase


def what_if(kb: KnowledgeBase, before: Case, after: Case, infer: Infer) -> WhatIf:
    """The case beside what it would be. Raises what `infer` and `exact` raise."""
    one, other = (_Side(kb, case, infer) for case in (before, after))
    parts = tuple(dict.fromkeys((*one.standings.parts, *other.standings.parts)))
    verdicts = tuple(
        _compared(kb, goal, entity, one, other)
        for goal in kb.goals
        for entity in ((ROOT,) if goal.scope == "root" else parts)
    )
    lost, gained = firing_changes(one.standings.derivation, other.standings.derivation)
    difference = Difference(one.speech, other.speech)
    chains = (
        difference.chain(each.entity, each.attribute) for each in verdicts if each.changed and _moved(each)
    )
    place = {entity: index for index, entity in enumerate((ROOT, *parts))}
    order = {name: index for index, name in enumerate(kb.attributes)}
    changes = sorted(fact_changes(before, after), key=lambda c: (place[c.entity], order[c.attribute]))
    return WhatIf(
        kb,
        after.name,
        tuple(part for part in parts if part not in one.standings.parts),
        tuple(part for part in parts if part not in other.standings.parts),
        tuple(_shift(kb, change, one.speech, other.speech) for change in changes),
        verdicts,
        tuple(other.applied(firing) for firing in gained),
        tuple(one.applied(firing) for firing in lost),
        tuple(other.unknowns(one.mattering)),
        tuple(one.unknowns(other.mattering)),
        next(filter(None, chains), None),
        tuple(each for each in after.remarks if each not in before.remarks and each.code != "set-wins"),
    )


class _Side:
    """One of the two cases, with what follows from it."""

    def __init__(self, kb: KnowledgeBase, case: Case, infer: Infer) -> None:
        self.kb = kb
        derivation = infer(case)
        outlooks = exact(kb, case, derivation, infer)
        self.standings = Standings(kb, case, derivation, outlooks)
        self.speech = Speech(self.standings)
        self.mattering = frozenset(pair for outlook in outlooks for pair in self._matters(outlook))

    def judged(self, entity: str, attribute: str) -> Judged | None:
        """The verdict in words; None where the part is not listed."""
        outlook = self.standings.outlooks.get((entity, attribute))
        if outlook is None:
            return None
        sentences = self.kb.goal(attribute).sentences
        verdict, declared = outlook.verdict, outlook.verdict in sentences
        word = self.speech.label(attribute, verdict) if declared else verdict
        sentence = self.speech.verdict(sentences[verdict], entity) if declared else ""
        values = self.standings.verdicts[entity][attribute].values
        return Judged(verdict, word, sentence, outlook.status, outlook.proof, values)

    def applied(self, firing: Firing) -> Applied:
        """The rule that applies, in words."""
        rule = self.kb.rules[firing.rule]
        sentence = self.speech.conclusions(rule, firing.entity)
        because = self.speech.because(rule.because, firing.entity)
        return Applied(cited(self.kb, rule), firing.entity, sentence, because, rule.presumption)

    def unknowns(self, others: frozenset[Pair]) -> Iterable[Unknown]:
        """The unknown facts that could matter here, but not there."""
        place = {entity: index for index, entity in enumerate((ROOT, *self.standings.parts))}
        order = {name: index for index, name in enumerate(self.kb.attributes)}
        for pair in sorted(self.mattering - others, key=lambda p: (order[p[1]], place[p[0]])):
            yield self.speech.unknown(*pair)

    def _matters(self, outlook: Outlook) -> Iterable[Pair]:
        if outlook.proof != "none":
            return outlook.matters
        return Slices(self.standings).of(self.standings.verdicts[outlook.entity][outlook.attribute])


def _compared(kb: KnowledgeBase, goal: Goal, entity: str, one: _Side, other: _Side) -> Compared:
    before, after = (side.judged(entity, goal.attribute) for side in (one, other))
    return Compared(entity, goal.attribute, goal.label, before, after, _told(before) != _told(after))


def _told(judged: Judged | None) -> tuple[object, ...]:
    if judged is None:
        return ()
    return judged.verdict, judged.status, judged.values if judged.verdict == CONFLICT else ()


def _moved(compared: Compared) -> bool:
    """Whether the verdict is another one, not only more or less sure."""
    before, after = compared.before, compared.after
    return before is None or after is None or before.verdict != after.verdict or before.values != after.values


def _shift(kb: KnowledgeBase, change: FactChange, before: Speech, after: Speech) -> Shift:
    return Shift(
        change.entity,
        change.attribute,
        after.name_of(change.entity, change.attribute),
        _saying(before, change.before),
        _saying(after, change.after),
        _heed(kb, change),
    )


def _saying(speech: Speech, fact: Fact | None) -> Saying | None:
    return None if fact is None else Saying(speech.fact(fact), fact)


def _heed(kb: KnowledgeBase, change: FactChange) -> Heed:
    """How rules take the change."""
    if change.attribute not in _read(kb):
        return "unread"
    if kb.attributes[change.attribute].type == "number" and change.before and change.after:
        (one,), (other,) = change.before.values, change.after.values
        if any(cell.holds(one) and cell.holds(other) for cell in cells(kb)[change.attribute]):
            return "alike"
    return "read"


def _read(kb: KnowledgeBase) -> frozenset[str]:
    """The attributes that rules test or copy, and those of which presumptions ask whether they are stated."""
    found = {c.member_of for rule in kb.rules.values() for c in rule.then}
    for rule in kb.rules.values():
        found.update(test.attribute for test, _ in walk(rule.when) if isinstance(test, OneOf | InRange))
        found.update(rule.attributes if rule.presumption else ())
    return frozenset(found)
