"""One verdict rather than another: only what tells the two apart, and the least change between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.advice.calls import run
from engine.advice.cited import cited
from engine.advice.explanation import Node, Obstacle, Topic
from engine.advice.keeping import unchangeable
from engine.advice.refusal import Refuser
from engine.advice.refused import Altered, Contrast, LeastChange, Stated, Term
from engine.advice.shallow import Shallow
from engine.advice.standing import HOLDING
from engine.advice.supposing import supposition
from engine.inference.derivation import Firing
from engine.inquiry.confirm import Confirmer, Infer
from engine.inquiry.flips import Flipper
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.slots import Pair
from engine.knowledge.conditions import All, Always, Condition
from engine.knowledge.model import Rule


class Contraster:
    """Contrasts verdicts of one goal."""

    def __init__(self, refuser: Refuser, goal: Pair, inquiry: Inquiry, infer: Infer) -> None:
        self.refuser, self.speech, self.standings = refuser, refuser.speech, refuser.standings
        self.kb, self.goal, self.inquiry, self.infer = refuser.kb, goal, inquiry, infer

    def contrast(self, value: str, than: str, given: bool, could: bool) -> Contrast:
        """What tells `value` from `than`, which is the verdict of the case where it is `given`.

        `could`: answers alone could make it `value`.
        """
        wanted, other = self._rules(value), self._rules(than)
        fired = [rule for rule in other if self._fired(rule)]
        other = fired or other
        ours = dict.fromkeys(c for rule in wanted for c in _terms(rule.when))
        theirs = dict.fromkeys(c for rule in other for c in _terms(rule.when))
        lacking = Shallow().topic(Topic("verdict", "lacking", tuple(self._lacking(wanted, theirs))))
        change, gave_up = self._change(value, than, could) if given else (None, False)
        return Contrast(
            than,
            self.speech.label(self.goal[1], than),
            given,
            lacking,
            tuple((rule.id, self._said(c for c in _terms(rule.when) if c not in ours)) for rule in other),
            self._said(condition for condition in ours if condition in theirs),
            change,
            gave_up,
        )

    def _rules(self, value: str) -> list[Rule]:
        about = self.standings.rules_about.get(self.goal[1], ())
        return [r for r in about if any(c.attribute == self.goal[1] and c.value == value for c in r.then)]

    def _fired(self, rule: Rule) -> bool:
        return Firing(rule.id, self.goal[0]) in self.standings.established.fired

    def _lacking(self, rules: Iterable[Rule], shared: Iterable[Condition]) -> list[Node]:
        """What each rule that does not apply lacks and does not share; rules that lack the same together."""
        groups: dict[tuple[Condition, ...], list[Rule]] = {}
        for rule in rules:
            if self._fired(rule):
                continue
            own = (c for c in _terms(rule.when) if c not in shared)
            failing = tuple(c for c in own if not self._holds(c))
            groups.setdefault(failing, []).append(rule)
        return [self._obstacle(failing, group) for failing, group in groups.items()]

    def _obstacle(self, failing: tuple[Condition, ...], rules: Sequence[Rule]) -> Node:
        first = rules[0]
        firing = Firing(first.id, self.goal[0])
        alone = len(rules) == 1
        return Obstacle(
            tuple(cited(self.kb, rule) for rule in rules),
            firing.entity,
            self.speech.conclusions(first, firing.entity),
            self.standings.of_firing(firing),
            run(self.refuser.failing(All(failing), firing.entity, 2)) if failing else (),
            run(self.refuser.kept_back(first, firing, 2)) if alone else (),
        )

    def _holds(self, condition: Condition) -> bool:
        return self.standings.of_condition(condition, self.goal[0]) in HOLDING

    def _said(self, conditions: Iterable[Condition]) -> tuple[Term, ...]:
        entity = self.goal[0]
        return tuple(
            Term(self.speech.condition(c, entity), self.standings.of_condition(c, entity)) for c in conditions
        )

    def _change(self, value: str, present: str, could: bool) -> tuple[LeastChange | None, bool]:
        """The least change of stated facts that leads to the value, and whether the solver gave up on it.

        Only where none does as things stand, and answers alone could not, unknowns are answered besides.
        """
        fixed = unchangeable(self.kb, self.standings.case)
        found = Flipper(self.inquiry.standing, self.goal, present, fixed).flips(value, 1)
        if not (found.found or found.gave_up or could):
            found = Flipper(self.inquiry.complete, self.goal, present, fixed).flips(value, 1)
        if not found.found:
            return None, found.gave_up
        (least,) = found.found
        Confirmer(self.infer).confirm(least.witness, self.goal, value)
        changes = tuple(
            Altered(
                Stated(self.speech.fact(change.before), change.before),
                supposition(self.speech, change.after, least.witness, change.cells),
            )
            for change in least.changes
        )
        answers = tuple(supposition(self.speech, each, least.witness) for each in least.answers)
        return LeastChange(changes, answers, not found.gave_up, found.count - 1), False


def _terms(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that must all hold, taken out of conjunctions."""
    if isinstance(condition, All):
        return tuple(term for part in condition.parts for term in _terms(part))
    return () if isinstance(condition, Always) else (condition,)
