"""Why something is not established: for each rule that could conclude it, which conditions fail."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.cited import cited
from engine.advice.explanation import (
    Again,
    Asked,
    Check,
    CheckKind,
    Cut,
    Node,
    Obstacle,
    Overruled,
    Silenced,
    Unreached,
)
from engine.advice.standing import Standing
from engine.advice.unfold import Unfolder
from engine.cases.model import Atom
from engine.inference.derivation import Firing
from engine.inference.evaluate import Supporter
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
    Value,
)
from engine.knowledge.model import Rule

_HOLDING: tuple[Standing, ...] = ("firm", "established")


class Refuser:
    """Builds negative nodes. Shares its numbering with the unfolder, and uses it for what does hold."""

    def __init__(self, unfolder: Unfolder) -> None:
        self.unfolder, self.speech = unfolder, unfolder.speech
        self.standings, self.kb = unfolder.standings, unfolder.kb
        standings = unfolder.standings
        self.supporter = Supporter(
            self.kb, standings.established, standings.established, standings.firm, standings.possible
        )
        self.inside: set[object] = set()
        unfolder.exclude = lambda condition, entity, level: self._whys(self.failing(condition, entity, level))

    def unreached(self, entity: str, attribute: str, values: tuple[Value, ...], level: int = 1) -> Node:
        """Why none of the values of a derived attribute is established."""
        key = ("unreached", entity, attribute, values)
        sentence = self.speech.condition(OneOf(attribute, values), entity)
        if key in self.unfolder.shown:
            return Again(self.unfolder.shown[key], sentence, key in self.inside)
        rules = [
            rule
            for rule in self.standings.rules_about.get(attribute, ())
            if any(c.attribute == attribute and c.value in values for c in rule.then)
        ]
        if rules and self.unfolder.too_deep(level):
            return Cut(sentence, len(rules), "rules")
        number = self.unfolder.number(key)
        self.inside.add(key)
        standings = {self.standings.of_atom(Atom(entity, attribute, value)) for value in values}
        standing: Standing = "open" if "open" in standings else "excluded"
        node = Unreached(number, sentence, standing, self.obstacles(rules, entity, level + 1))
        self.inside.discard(key)
        return node

    def obstacles(self, rules: Iterable[Rule], entity: str, level: int) -> tuple[Obstacle, ...]:
        """One for each rule; rules that fail on the same stated or unknown fact are taken together."""
        groups: dict[object, list[Rule]] = {}
        for rule in rules:
            cause = self._cause(rule, entity)
            key = (cause, self.speech.conclusions(rule, entity)) if cause else rule.id
            groups.setdefault(key, []).append(rule)
        return tuple(self._obstacle(group, entity, level) for group in groups.values())

    def failing(self, condition: Condition, entity: str, level: int) -> tuple[Check, ...]:
        """What inside the condition makes it fail, with why; nothing where it holds."""
        standing = self.standings.of_condition(condition, entity)
        if standing in _HOLDING:
            return ()
        words = self.speech.condition(condition, entity)
        match condition:
            case OneOf() | InRange():
                return (Check(standing, "test", words, (), self.lack(condition, entity, level)),)
            case All(parts):
                failing = [c for part in parts for c in self._relevant(part, standing, entity, level)]
                return tuple(failing)
            case AnyOf(parts):
                inner = tuple(c for part in parts for c in self.failing(part, entity, level))
                return (Check(standing, "any", words, inner),)
            case Unless(parts):
                blockers = tuple(self._blocker(part, entity, level) for part in parts)
                return (Check(standing, "unless", words, tuple(c for c in blockers if c)),)
            case AtLeast(_, one) | Every(one):
                inner = tuple(c for part in self.standings.parts for c in self.failing(one, part, level))
                return (Check(standing, "parts", words, inner),)
            case No(one):
                blocking = tuple(self._blocker(one, part, level) for part in self.standings.parts)
                return (Check(standing, "unless", words, tuple(c for c in blocking if c)),)
            case Always():
                return ()

    def tree(self, condition: Condition, entity: str, level: int) -> Check:
        """Every condition inside the condition with how it stands, and the facts that decide it."""
        standing = self.standings.of_condition(condition, entity)
        words = self.speech.condition(condition, entity)

        def each(kind: CheckKind, conditions: Iterable[tuple[Condition, str]]) -> Check:
            return Check(standing, kind, words, tuple(self.tree(c, e, level) for c, e in conditions))

        match condition:
            case All(parts):
                return each("all", ((part, entity) for part in parts))
            case AnyOf(parts):
                return each("any", ((part, entity) for part in parts))
            case Unless(parts):
                return each("unless", ((part, entity) for part in parts))
            case AtLeast(_, inner) | Every(inner):
                return each("parts", ((inner, part) for part in self.standings.parts))
            case No(inner):
                return each("unless", ((inner, part) for part in self.standings.parts))
            case OneOf(attribute) | InRange(attribute) if self.kb.attributes[attribute].asked:
                held = standing in _HOLDING
                why = () if held else self.lack(condition, entity, level)
                return Check(standing, "test", words, (), why)
            case _:
                return Check(standing, "test", words)

    def lack(self, test: OneOf | InRange, entity: str, level: int) -> tuple[Node, ...]:
        """Why the test fails: what is stated instead, what is unknown, or what does not reach it."""
        owner = self.standings.owner(test.attribute, entity)
        attribute = self.kb.attributes[test.attribute]
        if not attribute.asked:
            if isinstance(test, InRange):
                reached = self.standings.values(owner, test.attribute)
                return tuple(self.unfolder.atom(Atom(owner, test.attribute, v), level) for v in reached)
            return (self.unreached(owner, test.attribute, test.values, level),)
        fact = self.standings.case.fact(owner, test.attribute)
        stated = (self.unfolder.fact(fact),) if fact else ()
        if (owner, test.attribute) not in self.standings.open:
            return stated
        presumed = () if fact else self.standings.values(owner, test.attribute)
        atoms = tuple(self.unfolder.atom(Atom(owner, test.attribute, v), level) for v in presumed)
        return (*stated, Asked(self.speech.unknown(owner, test.attribute)), *atoms)

    def _relevant(self, part: Condition, standing: Standing, entity: str, level: int) -> tuple[Check, ...]:
        """The failing checks of a part; where the whole is excluded, only those that exclude it."""
        if standing == "excluded" and self.standings.of_condition(part, entity) != "excluded":
            return ()
        return self.failing(part, entity, level)

    def _blocker(self, condition: Condition, entity: str, level: int) -> Check | None:
        """What must be absent and is there, with why."""
        standing = self.standings.of_condition(condition, entity)
        support = self.supporter.support(condition, entity) if standing in _HOLDING else None
        if support is None:
            return None
        why = self.unfolder.premises(condition, support, entity, level)
        return Check(standing, "test", self.speech.condition(condition, entity), (), why)

    def _obstacle(self, rules: list[Rule], entity: str, level: int) -> Obstacle:
        first = rules[0]
        firing = self.standings.firing(first, entity)
        when: Condition = first.when
        if len(rules) > 1 and isinstance(test := _only_test(when), OneOf):
            attribute = self.kb.attributes[test.attribute]
            wanted = {v for rule in rules for v in getattr(_only_test(rule.when), "values", ())}
            when = OneOf(test.attribute, tuple(v for v in attribute.values if v in wanted))
        checks = self.failing(when, firing.entity, level)
        kept_back = self.kept_back(first, firing) if len(rules) == 1 else ()
        sources = () if checks or kept_back else self._missing_members(first, firing, level)
        return Obstacle(
            tuple(cited(self.kb, rule) for rule in rules),
            firing.entity,
            self.speech.conclusions(first, firing.entity),
            self.standings.of_firing(firing),
            (*checks, *sources),
            kept_back,
        )

    def kept_back(self, rule: Rule, firing: Firing) -> tuple[Overruled | Silenced, ...]:
        """What keeps the rule back though its condition holds, or could."""
        entity = firing.entity
        if defeat := self.standings.defeats.get(firing):
            by = tuple(self.kb.rules[other.rule] for other in defeat.by)
            return (self.unfolder.overruled(rule, entity, by),)
        if silence := self.standings.silences.get(firing):
            return (self.unfolder.silenced(rule, silence),)
        if self.standings.of_condition(rule.when, entity) != "open":
            return ()
        firm = self.standings.firm.fired
        overriders = self.standings.overriders.get(rule.id, ())
        by = tuple(other for other in overriders if self.standings.firing(other, entity) in firm)
        return (self.unfolder.overruled(rule, entity, by),) if by else ()

    def _missing_members(self, rule: Rule, firing: Firing, level: int) -> tuple[Check, ...]:
        """Of a rule that fired: the members that the set it copies does not have."""
        sources = dict.fromkeys(c.member_of for c in rule.then if c.member_of)
        checks: list[Check] = []
        for source in sources:
            wanted = tuple(c.value for c in rule.then if c.member_of == source)
            held = self.standings.values(firing.entity, source)
            test = OneOf(source, tuple(v for v in wanted if v not in held))
            if test.values:
                checks.extend(self.failing(test, firing.entity, level))
        return tuple(checks)

    def _cause(self, rule: Rule, entity: str) -> tuple[str, str] | None:
        """The asked fact on whose value alone the rule fails, where its condition is one test of it."""
        test = _only_test(rule.when)
        if not isinstance(test, OneOf) or not self.kb.attributes[test.attribute].asked:
            return None
        if rule.id in self.standings.overriders or rule.presumption:
            return None
        if self.standings.of_condition(test, entity) in _HOLDING:
            return None
        return (self.standings.owner(test.attribute, entity), test.attribute)

    @staticmethod
    def _whys(checks: tuple[Check, ...]) -> tuple[Node, ...]:
        """The reasons of the checks, without the checks."""
        found: list[Node] = []
        for check in checks:
            found.extend(check.why)
            found.extend(Refuser._whys(check.checks))
        return tuple(found)


def _only_test(condition: Condition) -> Condition:
    """The one condition inside conjunctions of one."""
    while isinstance(condition, All) and len(condition.parts) == 1:
        condition = condition.parts[0]
    return condition
