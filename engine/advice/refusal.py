"""Why something is not established: what keeps each rule that could conclude it from firing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from engine.advice.calls import Call, each
from engine.advice.checks import Checker
from engine.advice.cited import cited
from engine.advice.explanation import Again, Check, Cut, Node, Obstacle, Overruled, Silenced, Unreached
from engine.advice.standing import HOLDING, Standing
from engine.advice.unfold import Unfolder
from engine.cases.model import Atom
from engine.inference.derivation import Firing
from engine.knowledge.conditions import All, Condition, OneOf, Value
from engine.knowledge.model import Rule

Cause: TypeAlias = tuple[object, ...]


class Refuser(Checker):
    """Builds negative nodes."""

    def __init__(self, unfolder: Unfolder) -> None:
        super().__init__(unfolder)
        self.inside: set[object] = set()
        unfolder.exclude = self._exclude

    def is_shown(self, entity: str, attribute: str, values: tuple[Value, ...]) -> bool:
        """Whether it was shown already why none of the values is established."""
        return ("unreached", entity, attribute, values) in self.unfolder.shown

    def unreached(self, entity: str, attribute: str, values: tuple[Value, ...], level: int = 1) -> Call[Node]:
        """Why none of the values of a derived attribute is established.

        Of something that is still possible only the rules that could give it are told, unless all is.
        """
        key = ("unreached", entity, attribute, values)
        sentence = self.speech.condition(OneOf(attribute, values), entity)
        standings = {self.standings.of_atom(Atom(entity, attribute, value)) for value in values}
        standing: Standing = "open" if "open" in standings else "excluded"
        if key in self.unfolder.shown:
            return Again(self.unfolder.shown[key], sentence, key in self.inside, standing)
        rules = [
            rule
            for rule in self.standings.rules_about.get(attribute, ())
            if any(c.attribute == attribute and c.value in values for c in rule.then)
            and (standing == "excluded" or self.unfolder.everything or self._could_fire(rule, entity))
        ]
        if rules and self.unfolder.too_deep(level):
            return Cut(sentence, len(rules), standing)
        number = self.unfolder.number(key)
        self.inside.add(key)
        # A rule that can fire and still cannot give the value copies a set that does not have it.
        copying = [rule for rule in rules if standing == "excluded" and self._could_fire(rule, entity)]
        obstacles = yield self.obstacles([r for r in rules if r not in copying], entity, level + 1)
        lacking = yield each(self._lacking(rule, entity, attribute, values, level + 1) for rule in copying)
        self.inside.discard(key)
        return Unreached(number, sentence, standing, (*obstacles, *lacking))

    def _lacking(
        self, rule: Rule, entity: str, attribute: str, values: tuple[Value, ...], level: int
    ) -> Call[Obstacle]:
        """Why a rule that copies a set does not give these values: the set does not have them."""
        firing = self.standings.firing(rule, entity)
        checks: list[Check] = []
        copied = [c for c in rule.then if c.attribute == attribute and c.member_of and c.value in values]
        for source in dict.fromkeys(c.member_of for c in copied):
            wanted = tuple(c.value for c in copied if c.member_of == source)
            checks.extend((yield self.failing(OneOf(source, wanted), firing.entity, level)))
        said = self.speech.conclusions(rule, firing.entity)
        return Obstacle((cited(self.kb, rule),), firing.entity, said, "excluded", tuple(checks), ())

    def obstacles(self, rules: Iterable[Rule], entity: str, level: int) -> Call[tuple[Obstacle, ...]]:
        """What keeps the rules back; rules that fail on the very same are taken together."""
        groups: dict[object, list[Rule]] = {}
        for rule in rules:
            groups.setdefault(self._cause(rule, entity) or rule.id, []).append(rule)
        obstacles: tuple[Obstacle, ...]
        obstacles = yield each(self._obstacle(group, entity, level) for group in groups.values())
        return obstacles

    def kept_back(self, rule: Rule, firing: Firing, level: int = 1) -> Call[tuple[Overruled | Silenced, ...]]:
        """What keeps the rule back though its condition holds, or could."""
        entity = firing.entity
        if defeat := self.standings.defeats.get(firing):
            by = tuple(self.kb.rules[other.rule] for other in defeat.by)
            return ((yield self.unfolder.overruled(rule, entity, by)),)
        if silence := self.standings.silences.get(firing):
            return ((yield self.unfolder.silenced(rule, silence, level)),)
        firmly = self._firmly(rule, entity)
        return ((yield self.unfolder.overruled(rule, entity, firmly)),) if firmly else ()

    def _firmly(self, rule: Rule, entity: str) -> tuple[Rule, ...]:
        """What surely overrides the rule, though its condition could still hold."""
        if self.standings.of_condition(rule.when, entity) != "open":
            return ()
        firm = self.standings.firm.fired
        overriders = self.standings.overriders.get(rule.id, ())
        return tuple(other for other in overriders if self.standings.firing(other, entity) in firm)

    def _exclude(self, condition: Condition, entity: str, level: int) -> Call[tuple[Node, ...]]:
        """What excludes the condition."""
        return _whys((yield self.failing(condition, entity, level)))

    def _could_fire(self, rule: Rule, entity: str) -> bool:
        return self.standings.firing(rule, entity) in self.standings.possible.fired

    def _obstacle(self, rules: list[Rule], entity: str, level: int) -> Call[Obstacle]:
        first = rules[0]
        firing = self.standings.firing(first, entity)
        checks: tuple[Check, ...] = yield self.failing(self._together(rules), firing.entity, level)
        kept_back: tuple[Overruled | Silenced, ...] = ()
        if len(rules) == 1:
            kept_back = yield self.kept_back(first, firing, level)
        if not checks and not kept_back:
            checks = yield self._missing_members(first, firing, level)
        return Obstacle(
            tuple(cited(self.kb, rule) for rule in rules),
            firing.entity,
            self.speech.conclusions(first, firing.entity),
            self.standings.of_firing(firing),
            checks,
            kept_back,
        )

    def _together(self, rules: list[Rule]) -> Condition:
        """The condition of the rules; where each tests one and the same attribute, all its values at once."""
        tests = [_only_test(rule.when) for rule in rules]
        first = tests[0]
        if len(rules) == 1 or not isinstance(first, OneOf):
            return rules[0].when
        wanted = {
            v for t in tests if isinstance(t, OneOf) and t.attribute == first.attribute for v in t.values
        }
        domain = self.kb.attributes[first.attribute].values
        return OneOf(first.attribute, tuple(value for value in domain if value in wanted))

    def _missing_members(self, rule: Rule, firing: Firing, level: int) -> Call[tuple[Check, ...]]:
        """Of a rule that fired: the members that the set it copies does not have."""
        sources = dict.fromkeys(c.member_of for c in rule.then if c.member_of)
        checks: list[Check] = []
        for source in sources:
            wanted = tuple(c.value for c in rule.then if c.member_of == source)
            held = self.standings.values(firing.entity, source)
            test = OneOf(source, tuple(v for v in wanted if v not in held))
            if test.values:
                checks.extend((yield self.failing(test, firing.entity, level)))
        return tuple(checks)

    def _cause(self, rule: Rule, entity: str) -> Cause | None:
        """What the rule fails on, equal for rules that fail on the same; None where it is kept back."""
        firing = self.standings.firing(rule, entity)
        entity = firing.entity
        if (
            firing in self.standings.silences
            or firing in self.standings.defeats
            or self._firmly(rule, entity)
        ):
            return None
        found: list[Cause] = []
        waiting: list[Condition] = [rule.when]
        while waiting:
            condition = waiting.pop()
            standing = self.standings.of_condition(condition, entity)
            if standing in HOLDING:
                continue
            if isinstance(condition, All):
                waiting.extend(self.needed(condition, standing, entity))
            elif isinstance(condition, OneOf) and self.kb.attributes[condition.attribute].asked:
                found.append(("fact", self.standings.owner(condition.attribute, entity), condition.attribute))
            else:
                found.append(("condition", condition))
        return tuple(sorted(found, key=repr)) or None


def _only_test(condition: Condition) -> Condition:
    """The one condition inside conjunctions of one."""
    while isinstance(condition, All) and len(condition.parts) == 1:
        condition = condition.parts[0]
    return condition


def _whys(checks: tuple[Check, ...]) -> tuple[Node, ...]:
    """The reasons of the checks, without the checks."""
    return tuple(node for check in checks for node in (*check.why, *_whys(check.checks)))
