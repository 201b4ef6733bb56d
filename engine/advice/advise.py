"""From a derivation to everything a person is told."""

from __future__ import annotations

from collections.abc import Mapping

from engine.advice.grounded import Grounded
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
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.advice.unknowns import Pair, could_matter
from engine.cases.model import ROOT, Atom, Case, Fact
from engine.inference.derivation import CONFLICT, Derivation, Verdict
from engine.knowledge.conditions import InRange, OneOf, Value, walk
from engine.knowledge.model import Goal, KnowledgeBase, Shown


def advise(kb: KnowledgeBase, case: Case, derivation: Derivation) -> Recommendation:
    """The recommendation: a view of the derivation in the words of the knowledge base."""
    return Adviser(Speech(Standings(kb, case, derivation))).recommendation()


class Adviser:
    """Puts together the answers of one derivation."""

    def __init__(self, speech: Speech) -> None:
        self.speech, self.standings, self.kb = speech, speech.standings, speech.kb
        self.case, self.derivation = speech.standings.case, speech.standings.derivation
        self._matters = {(v.entity, v.attribute): could_matter(self.standings, v) for v in self._verdicts()}
        self._grounded = Grounded(self.standings)
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
        )

    def _verdicts(self) -> list[Verdict]:
        """The verdicts: goals in their order, for each the parts in the analyst's."""
        found = {(v.entity, v.attribute): v for v in self.derivation.verdicts}
        return [
            found[entity, goal.attribute]
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
                because = self.speech.because(rule.because, entity)
                short = self.speech.short(rule.because, entity)
                ground: Ground = "presumption" if rule.presumption else "rule"
                reasons.append(Reason(ground, rule.id, because, short, value, word))
        return tuple(reasons)

    def _presumptions(self, verdict: Verdict) -> tuple[str, ...]:
        atoms = (Atom(verdict.entity, verdict.attribute, value) for value in verdict.values)
        steps = (step for atom in atoms for step in self._grounded.behind(atom))
        return tuple(dict.fromkeys(step.firing.rule for step in steps if step.silence == "assumed"))

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
        for value in self._in_order(shown.attribute, owners):
            having = [o for o in owners if value in self.standings.values(o, shown.attribute)]
            leading = [o for o in having if not shown.first or value in self.standings.values(o, shown.first)]
            label = self.speech.label(shown.attribute, value)
            for group, entries in ((leading, first), ([o for o in having if o not in leading], others)):
                if group:
                    entries.append(Entry(value, label, tuple(group) if named else ()))
        return Section(shown.attribute, shown.heading, tuple(first), shown.others, tuple(others))

    def _in_order(self, attribute: str, owners: tuple[str, ...]) -> list[Value]:
        found = [value for owner in owners for value in self.standings.values(owner, attribute)]
        domain = self.kb.attributes[attribute].values
        return [v for v in domain if v in found] if domain else list(dict.fromkeys(found))

    def _presumed(self) -> tuple[Presumed, ...]:
        found = []
        for step in self.derivation.steps:
            if step.silence is not None:
                rule, entity = self.kb.rules[step.firing.rule], step.firing.entity
                sentence = self.speech.conclusions(rule, entity)
                because = self.speech.because(rule.because, entity)
                found.append(Presumed(rule.id, entity, sentence, because, step.silence))
        place = {part: index for index, part in enumerate((ROOT, *self.standings.parts))}
        rules = {rule: index for index, rule in enumerate(self.kb.rules)}
        return tuple(sorted(found, key=lambda p: (rules[p.rule], place[p.entity])))

    def _unknowns(self, matters: Mapping[Pair, frozenset[Pair]]) -> tuple[Unknown, ...]:
        """The unknown facts that matter to these goals: to the main goal first, then in vocabulary order."""
        place = {part: index for index, part in enumerate((ROOT, *self.standings.parts))}
        goals: dict[Pair, list[Pair]] = {}
        for goal, mattering in matters.items():
            for pair in mattering:
                goals.setdefault(pair, []).append(goal)
        main = (ROOT, self.kb.goals[0].attribute)
        pairs = sorted(goals, key=lambda p: (main not in goals[p], self._order[p[1]], place[p[0]]))
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
