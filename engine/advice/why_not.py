"""Why not: what keeps the rules for a verdict from giving it, what is only unknown and what is excluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from engine.advice.advise import Adviser
from engine.advice.calls import run
from engine.advice.contrast import Contraster
from engine.advice.exact import exact
from engine.advice.explanation import Node, Obstacle, Topic
from engine.advice.recommendation import Supposition
from engine.advice.refusal import Refuser
from engine.advice.refused import Contrast, How, Reached, Refusal, Stated, Stopped, WhyNot
from engine.advice.shallow import Shallow
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.advice.supposing import supposition
from engine.advice.unfold import Unfolder
from engine.cases.model import Case, Fact
from engine.inference.derivation import CONFLICT, Derivation, Firing
from engine.inquiry.confirm import Infer
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reach import Reach
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp
from engine.inquiry.verdicts import named
from engine.knowledge.model import KnowledgeBase, Rule

ORDER: tuple[How, ...] = ("applies", "kept back", "could", "gave up", "never")


def why_not(
    kb: KnowledgeBase,
    case: Case,
    derivation: Derivation,
    infer: Infer,
    goal: Pair,
    value: str,
    than: str | None = None,
    depth: int | None = None,
    everything: bool = False,
) -> WhyNot:
    """Why the verdict of the goal is not this value, rather than `than` (without it, than what it is).

    `depth` and `everything` are those of `explain`. Raises CaseError where the facts break a constraint
    whatever the unknowns are, EngineError where the solvers disagree.
    """
    outlooks = exact(kb, case, derivation, infer)
    speech = Speech(Standings(kb, case, derivation, outlooks))
    return _Asker(speech, infer, goal, depth, everything).answer(value, than)


class _Asker:
    def __init__(self, speech: Speech, infer: Infer, goal: Pair, depth: int | None, everything: bool) -> None:
        self.speech, self.standings, self.kb, self.goal = speech, speech.standings, speech.kb, goal
        self.adviser = Adviser(speech)
        self.depth, self.everything = depth, everything
        self.refuser = self._refuser()
        self.shallow = Shallow()
        self.inquiry = Inquiry(self.kb, self.standings.case)
        self.infer = infer
        self.verdict = self.standings.verdicts[goal[0]][goal[1]]

    @cached_property
    def reach(self) -> Reach:
        """The completions of the case."""
        return Reach(self.inquiry.complete)

    def answer(self, value: str, than: str | None) -> WhyNot:
        """Why it is not this value."""
        entity, attribute = self.goal
        verdict, present = self.verdict, named(self.verdict)
        otherwise = self.kb.goal(attribute).otherwise
        default = otherwise is not None and otherwise.value == value
        told = self.adviser.answer(verdict)
        reached, answers, facts = self._reached(value, present)
        clashes = verdict.value == CONFLICT and value in verdict.values
        away = reached != "given"
        rules = list(self.standings.rules_about.get(attribute, ())) if away else []
        giving = [rule for rule in rules if _gives(rule, attribute, value)]
        others = [rule for rule in rules if rule not in giving]
        instead = told.reasons if away and (default or clashes) else ()
        refusals = self._refusals(giving, ORDER)
        keeping = default and not verdict.values
        return WhyNot(
            self.adviser.recommendation(),
            entity,
            attribute,
            value,
            self.speech.label(attribute, value),
            told,
            reached,
            clashes,
            answers,
            None if facts is None else self._stated(facts),
            tuple(reason for reason in instead if reason.value != value),
            default,
            refusals,
            self._refusals(others, ("could", "gave up")) if keeping else (),
            self._contrast(value, than or present, bool(answers)) if away else None,
        )

    def _reached(
        self, value: str, present: str
    ) -> tuple[Reached, tuple[Supposition, ...], tuple[Fact, ...] | None]:
        """Whether completions have the verdict; the answers that lead there, or the facts that exclude it."""
        if present == value:
            known = named(self.standings.derivation.verdict(*self.goal)) == value
            return ("given" if known else "every"), (), ()
        outlook = self.standings.outlooks[self.goal]
        if outlook.proof == "none":
            return "gave up", (), ()
        for outcome in outlook.outcomes:
            if outcome.verdict == value:
                answers = (supposition(self.speech, each, outcome.witness) for each in outcome.answers)
                return "could", tuple(answers), ()
        try:
            return "never", (), self.reach.without(self.goal, value)
        except GaveUp:
            return "never", (), None

    def _refusals(self, rules: Iterable[Rule], wanted: tuple[How, ...]) -> tuple[Refusal, ...]:
        """The rules by how they stand, each with what keeps it from applying."""
        groups: dict[How, list[Rule]] = {how: [] for how in ORDER}
        stopped: dict[str, tuple[Fact, ...]] = {}
        for rule in rules:
            groups[self._how(rule, stopped)].append(rule)
        return tuple(self._refusal(how, groups[how], stopped) for how in wanted if groups[how])

    def _how(self, rule: Rule, stopped: dict[str, tuple[Fact, ...]]) -> How:
        firing = Firing(rule.id, self.goal[0])
        if firing in self.standings.established.fired:
            return "applies"
        if firing in self.standings.defeats or firing in self.standings.silences:
            return "kept back"
        if self.standings.of_firing(firing) == "excluded":
            return "never"
        try:
            if self.reach.fires(firing):
                return "could"
            stopped[rule.id] = self.reach.stopping(firing)
        except GaveUp:
            return "gave up"
        return "never"

    def _refusal(self, how: How, rules: list[Rule], stopped: Mapping[str, tuple[Fact, ...]]) -> Refusal:
        found: tuple[Node, ...] = self._obstacles(how, rules)
        topic = self.shallow.topic(Topic("verdict", how, found))
        together = [Stopped(r.id, self._stated(stopped[r.id])) for r in rules if r.id in stopped]
        return Refusal(how, tuple(rule.id for rule in rules), topic, tuple(together))

    def _obstacles(self, how: How, rules: list[Rule]) -> tuple[Node, ...]:
        entity = self.goal[0]
        if how == "applies":
            steps = self.standings.derivation.steps
            atoms = [
                atom
                for rule in rules
                for atom in steps[self.standings.step_of[Firing(rule.id, entity)]].concludes
                if (atom.entity, atom.attribute) == self.goal
            ]
            return tuple(run(self.refuser.unfolder.atom(atom)) for atom in dict.fromkeys(atoms))
        obstacles: tuple[Obstacle, ...] = run(self.refuser.obstacles(rules, entity, 2))
        if how == "never":  # in no completion, whatever the bounds say
            return tuple(replace(obstacle, standing="excluded") for obstacle in obstacles)
        return (*obstacles, *self._overriding(rules)) if how == "kept back" else obstacles

    def _overriding(self, rules: list[Rule]) -> list[Node]:
        """Why the rules that override these apply."""
        defeats, standings = self.standings.defeats, self.standings
        found = [defeats[Firing(r.id, self.goal[0])] for r in rules if Firing(r.id, self.goal[0]) in defeats]
        steps = [standings.derivation.steps[standings.step_of[f]] for defeat in found for f in defeat.by]
        atoms = dict.fromkeys(atom for step in steps for atom in step.concludes[:1])
        return [run(self.refuser.unfolder.atom(atom)) for atom in atoms]

    def _contrast(self, value: str, than: str, could: bool) -> Contrast | None:
        """What tells the value from another verdict, where there is another."""
        if than == value or than not in self.kb.attributes[self.goal[1]].values:
            return None
        contraster = Contraster(self._refuser(), self.goal, self.inquiry, self.infer)
        return contraster.contrast(value, than, than == named(self.verdict), could)

    def _refuser(self) -> Refuser:
        """One that counts from 1: what it shows refers to nothing that another one shows."""
        return Refuser(Unfolder(self.speech, self.depth, self.everything))

    def _stated(self, facts: Iterable[Fact]) -> tuple[Stated, ...]:
        return tuple(Stated(self.speech.fact(fact), fact) for fact in facts)


def _gives(rule: Rule, attribute: str, value: str) -> bool:
    return any(c.attribute == attribute and c.value == value for c in rule.then)
