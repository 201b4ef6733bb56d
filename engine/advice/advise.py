"""From a derivation to everything a person is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.advice.carrying import carrying
from engine.advice.grounded import Grounded
from engine.advice.presumptions import Presumptions
from engine.advice.prospects import prospect
from engine.advice.recommendation import (
    Answer,
    Clash,
    Entry,
    Ground,
    Presumed,
    Reason,
    Recommendation,
    Section,
    Unknown,
)
from engine.advice.reviews import due
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.advice.unknowns import Pair, Slices
from engine.cases.model import ROOT, Atom, Case, Fact
from engine.inference.derivation import CONFLICT, Derivation, Held, Step, Together, Verdict
from engine.inquiry.answers import Outlook
from engine.knowledge.conditions import InRange, OneOf, Value, walk
from engine.knowledge.model import Goal, KnowledgeBase, Shown


def advise(
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    outlooks: Iterable[Outlook] = (),
    day: str = "",
) -> Recommendation:
    """The recommendation: a view of the derivation in the words of the knowledge base.

    Without `outlooks`, as `exact` gives them, every status is that of the bounds. What is due for review is
    judged by the day of the case, or else by this one, YYYY-MM-DD.
    """
    recommendation = Adviser(Speech(Standings(kb, case, derivation, outlooks))).recommendation()
    return replace(recommendation, due=due(kb, case.as_of or day))


class Adviser:
    """Puts together the answers of one derivation."""

    def __init__(self, speech: Speech) -> None:
        self.speech, self.standings, self.kb = speech, speech.standings, speech.kb
        self.case, self.derivation = speech.standings.case, speech.standings.derivation
        self._matters = self._what_matters()
        self._behind = Presumptions(Grounded(self.standings))
        self._place = {part: index for index, part in enumerate((ROOT, *self.standings.parts))}
        self._order = {name: index for index, name in enumerate(self.kb.attributes)}

    def recommendation(self) -> Recommendation:
        """The whole answer."""
        matters = self._unknowns(self._matters)
        return Recommendation(
            self.kb,
            self.case.name,
            self.case.as_of,
            self.case.note,
            self.case.parts is not None,
            tuple(self.answer(verdict) for verdict in self._verdicts()),
            self._presumed(),
            matters,
            len(self.derivation.open) - len(matters),
            self._clashes(),
            self._unused(),
            self.case.remarks,
            carrying=carrying(self.standings),
        )

    def answer(self, verdict: Verdict) -> Answer:
        """The answer to one goal for one entity."""
        goal, entity = self.kb.goal(verdict.attribute), verdict.entity
        value = None if verdict.value == CONFLICT else verdict.value
        pair = (entity, verdict.attribute)
        return Answer(
            verdict,
            goal.label,
            self.speech.label(verdict.attribute, value) if value is not None else "",
            self.speech.verdict(goal.sentences[value], entity) if value is not None else "",
            self._reasons(verdict, goal),
            tuple(self.speech.label(verdict.attribute, v) for v in self._declared(verdict, verdict.possible)),
            self.speech.label(verdict.attribute, goal.otherwise.value) if goal.otherwise else "",
            self._unknowns({pair: self._matters[pair]}),
            tuple(self._section(shown, entity) for shown in goal.show if self._has(shown, entity)),
            self._presumptions(verdict),
            prospect(self.speech, pair),
            goal.pack,
        )

    def _what_matters(self) -> dict[Pair, frozenset[Pair]]:
        """For each verdict the unknowns that can change it; those that might, where that is not known."""
        slices = Slices(self.standings)
        found: dict[Pair, frozenset[Pair]] = {}
        for verdict in self._verdicts():
            goal = (verdict.entity, verdict.attribute)
            outlook = self.standings.outlooks.get(goal)
            known = outlook is not None and outlook.proof != "none"
            found[goal] = frozenset(outlook.matters) if outlook and known else slices.of(verdict)
        return found

    def _verdicts(self) -> list[Verdict]:
        """The verdicts: goals in their order, for each the parts in the analyst's."""
        return [
            self.standings.verdicts[entity][goal.attribute]
            for goal in self.kb.goals
            for entity in ((ROOT,) if goal.scope == "root" else self.standings.parts)
        ]

    def _declared(self, verdict: Verdict, values: tuple[str, ...]) -> list[str]:
        """The values in the order of the vocabulary."""
        return [str(value) for value in self.kb.attributes[verdict.attribute].values if value in values]

    def _reasons(self, verdict: Verdict, goal: Goal) -> tuple[Reason, ...]:
        entity = verdict.entity
        if verdict.otherwise and goal.otherwise:
            text = goal.otherwise.because
            because, short = self.speech.because(text, entity), self.speech.short(text, entity)
            word = self.speech.label(verdict.attribute, goal.otherwise.value)
            return (Reason("otherwise", "", because, short, goal.otherwise.value, word),)
        reasons = []
        for value in self._declared(verdict, verdict.values):
            word = self.speech.label(verdict.attribute, value)
            for index in self.standings.concluding[Atom(entity, verdict.attribute, value)]:
                step = self.derivation.steps[index]
                rule = self.kb.rules[step.firing.rule]
                told = self._told(step)
                because = self.speech.because(rule.because, entity) + told
                short = self.speech.short(rule.because, entity) + told
                ground: Ground = "presumption" if rule.presumption else "rule"
                reasons.append(Reason(ground, rule.id, because, short, value, word, rule.pack))
        return tuple(reasons)

    def _told(self, step: Step) -> str:
        """Where the reason names nothing but the part: why what it rests on last is so. Else nothing."""
        rule = self.kb.rules[step.firing.rule]
        if self.speech.tells_values(rule.because) or not isinstance(step.support, Together):
            return ""
        last = step.support.parts[-1]
        concluding = self.standings.concluding.get(last.atoms[0], ()) if isinstance(last, Held) else ()
        reasons = [self.derivation.steps[index].firing for index in concluding]
        if not reasons:
            return ""
        first, more = reasons[0], len(reasons) - 1
        behind = self.kb.rules[first.rule]
        said = self.speech.because(behind.because, first.entity)
        said += f" [{behind.pack}]" if behind.pack and behind.pack != rule.pack else ""
        return f": {said}" + (f", and {more} more reason{'s' if more > 1 else ''}" if more else "")

    def _presumptions(self, verdict: Verdict) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for value in verdict.values:
            found.update(dict.fromkeys(self._behind.of(Atom(verdict.entity, verdict.attribute, value))))
        return tuple(found)

    def _has(self, shown: Shown, entity: str) -> bool:
        return any(self.standings.values(owner, shown.attribute) for owner in self._owners(shown, entity))

    def _owners(self, shown: Shown, entity: str) -> tuple[str, ...]:
        if self.kb.attributes[shown.attribute].scope == "root":
            return (ROOT,)
        return (entity,) if entity else self.standings.parts

    def _section(self, shown: Shown, entity: str) -> Section:
        first: list[Entry] = []
        others: list[Entry] = []
        owners = self._owners(shown, entity)
        named = entity == ROOT and self.kb.attributes[shown.attribute].scope == "part"
        leading, having = (self._by_value(name, owners) for name in (shown.first, shown.attribute))
        for value in self._in_order(shown.attribute, having):
            label = self.speech.label(shown.attribute, value)
            ahead = having[value] if not shown.first else having[value].keys() & leading.get(value, {}).keys()
            for entries, group in (
                (first, [owner for owner in having[value] if owner in ahead]),
                (others, [owner for owner in having[value] if owner not in ahead]),
            ):
                if group:
                    entries.append(Entry(value, label, tuple(group) if named else ()))
        told = tuple(first), shown.others, tuple(others)
        return Section(shown.attribute, shown.heading, *told, shown.pack)

    def _by_value(self, attribute: str, owners: tuple[str, ...]) -> dict[Value, dict[str, None]]:
        """For each established value of the attribute, if there is one, the owners that have it."""
        found: dict[Value, dict[str, None]] = {}
        for owner in owners if attribute else ():
            for value in self.standings.values(owner, attribute):
                found.setdefault(value, {})[owner] = None
        return found

    def _in_order(self, attribute: str, found: Iterable[Value]) -> list[Value]:
        place = self.standings.places(attribute)
        return sorted(found, key=lambda value: place[value]) if place else list(found)

    def _presumed(self) -> tuple[Presumed, ...]:
        found = []
        for step in self.derivation.steps:
            if step.silence is not None:
                rule, entity = self.kb.rules[step.firing.rule], step.firing.entity
                sentence = self.speech.conclusions(rule, entity)
                because = self.speech.because(rule.because, entity)
                found.append(Presumed(rule.id, entity, sentence, because, step.silence, rule.pack))
        rules = {rule: index for index, rule in enumerate(self.kb.rules)}
        return tuple(sorted(found, key=lambda p: (rules[p.rule], self._place[p.entity])))

    def _unknowns(self, matters: Mapping[Pair, frozenset[Pair]]) -> tuple[Unknown, ...]:
        """The unknown facts that matter to these goals: to the main goal first, then in vocabulary order."""
        goals: dict[Pair, list[Pair]] = {}
        for goal, mattering in matters.items():
            for pair in mattering:
                goals.setdefault(pair, []).append(goal)
        main = (ROOT, self.kb.goals[0].attribute)
        pairs = sorted(goals, key=lambda p: (main not in goals[p], self._order[p[1]], self._place[p[0]]))
        return tuple(self.speech.unknown(*pair, tuple(goals[pair])) for pair in pairs)

    def _clashes(self) -> tuple[Clash, ...]:
        goals = {goal.attribute for goal in self.kb.goals}
        return tuple(
            Clash(
                entity,
                attribute,
                self.kb.attributes[attribute].label,
                tuple(self.speech.label(attribute, v) for v in self.standings.values(entity, attribute)),
            )
            for entity, attribute in self.derivation.conflicts
            if attribute not in goals
        )

    def _unused(self) -> tuple[Fact, ...]:
        """Stated facts that no rule reads, copies or shows in a sentence."""
        read = {c.member_of for rule in self.kb.rules.values() for c in rule.then}
        for rule in self.kb.rules.values():
            read.update(c.attribute for c, _ in walk(rule.when) if isinstance(c, OneOf | InRange))
        return tuple(fact for fact in self.case.facts if fact.attribute not in read)
