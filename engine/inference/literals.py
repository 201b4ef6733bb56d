"""Rules as Horn clauses over ground literals: the fragment of the rule engine that is sound.

A literal is a short key that is true or not for one entity. Typed tests, sub-formulas, quantifiers and
firings each have one. A clause derives its head from a body of signed keys; a negative one stands for
the absence of a literal, which the driver asserts once nothing can derive the literal any more. Nothing
else reaches the engine: no comparison, no join, no disjunction, no negation of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.frozen import frozen
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
from engine.knowledge.model import KnowledgeBase, Rule, Scope

BODY = 12
"""Most antecedents of one clause (the engine takes 16)."""
FAN = 100
"""Most clauses of one disjunction before it is split."""


class Signed(NamedTuple):
    """A literal, or its absence."""

    key: str
    present: bool

    @property
    def name(self) -> str:
        """The name of the ground fact."""
        return self.key if self.present else "-" + self.key


class Clause(NamedTuple):
    """Head from body."""

    head: str
    body: tuple[Signed, ...]


@frozen
class Counted:
    """A quantifier: true of the root when `key` is true for enough parts (None: for every part)."""

    key: str
    count: int | None


@dataclass(slots=True)
class Literals:
    """All literals and clauses of a knowledge base, and what each literal means."""

    scope: dict[str, Scope] = field(default_factory=dict)
    clauses: dict[str, list[Clause]] = field(default_factory=dict)
    tests: dict[str, OneOf | InRange] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    firing: dict[str, Rule] = field(default_factory=dict)
    concludes: dict[str, list[tuple[str, Value]]] = field(default_factory=dict)
    """What becomes established when the literal does."""
    stated: dict[str, str] = field(default_factory=dict)
    """Attribute to the literal saying that a case states it (those of presumptions only)."""


def literals(kb: KnowledgeBase) -> Literals:
    """Compile every rule."""
    return _Compiler(kb).all()


class _Compiler:
    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.out = Literals()
        self.known: dict[object, str] = {}
        self.rules = {id: self._new(rule.scope) for id, rule in kb.rules.items()}

    def all(self) -> Literals:
        overriders: dict[str, list[str]] = {}
        reaching: dict[str, list[str]] = {}
        for rule in self.kb.rules.values():
            for loser in rule.overrides:
                overriders.setdefault(loser, []).append(rule.id)
            if not rule.presumption:
                for attribute in rule.attributes:
                    reaching.setdefault(attribute, []).append(rule.id)
        for rule in self.kb.rules.values():
            body = self._body(rule.when, rule.scope)
            body += [Signed(self.rules[other], False) for other in overriders.get(rule.id, ())]
            if rule.presumption:
                body += self._silence(rule, reaching)
            self._clause(self.rules[rule.id], body)
            self.out.firing[self.rules[rule.id]] = rule
            self._conclusions(rule)
        return self.out

    def _new(self, scope: Scope) -> str:
        key = f"L{len(self.out.scope)}"
        self.out.scope[key] = scope
        return key

    def _clause(self, head: str, body: list[Signed]) -> None:
        body = list(dict.fromkeys(body))
        while len(body) > BODY:
            inner = self._new(self.out.scope[head])
            self.out.clauses.setdefault(inner, []).append(Clause(inner, tuple(body[:BODY])))
            body = [Signed(inner, True), *body[BODY:]]
        self.out.clauses.setdefault(head, []).append(Clause(head, tuple(body)))

    def _silence(self, rule: Rule, reaching: dict[str, list[str]]) -> list[Signed]:
        """The absences a presumption needs: nothing states its attribute, no rule reaches it."""
        attribute = rule.then[0].attribute
        body = []
        if self.kb.attributes[attribute].asked:
            if attribute not in self.out.stated:
                self.out.stated[attribute] = self._new(rule.scope)
            body.append(Signed(self.out.stated[attribute], False))
        if reaching.get(attribute):
            memo = ("reached", attribute)
            if memo not in self.known:
                bodies = [[Signed(self.rules[other], True)] for other in reaching[attribute]]
                self.known[memo] = self._either(bodies, rule.scope)
            body.append(Signed(self.known[memo], False))
        return body

    def _conclusions(self, rule: Rule) -> None:
        fired = self.rules[rule.id]
        for conclusion in rule.then:
            head = fired
            if conclusion.member_of:
                member = self._test(OneOf(conclusion.member_of, (conclusion.value,)))
                head = self._new(rule.scope)
                self._clause(head, [Signed(fired, True), Signed(member, True)])
            self.out.concludes.setdefault(head, []).append((conclusion.attribute, conclusion.value))

    def _test(self, test: OneOf | InRange) -> str:
        if test not in self.known:
            key = self._new(self.kb.attributes[test.attribute].scope)
            self.known[test] = key
            self.out.tests[key] = test
        return self.known[test]

    def _body(self, condition: Condition, scope: Scope) -> list[Signed]:
        """The condition as a conjunction of literals, for an entity of the scope."""
        match condition:
            case Always():
                return []
            case OneOf() | InRange():
                return [Signed(self._test(condition), True)]
            case All(parts):
                return [signed for part in parts for signed in self._body(part, scope)]
            case AnyOf(parts):
                return [Signed(self._formula(condition, scope), True)]
            case Unless(parts):
                return [Signed(self._formula(part, scope), False) for part in parts]
            case AtLeast(count, inner):
                return [Signed(self._quantifier(inner, count), True)]
            case Every(inner):
                return [Signed(self._quantifier(inner, None), True)]
            case No(inner):
                return [Signed(self._quantifier(inner, 1), False)]

    def _formula(self, condition: Condition, scope: Scope) -> str:
        """One literal that is true exactly when the condition holds."""
        memo = (condition, scope)
        if memo not in self.known:
            bodies = [condition] if not isinstance(condition, AnyOf) else condition.parts
            compiled = [self._body(part, scope) for part in bodies]
            only = compiled[0][0] if len(compiled) == 1 and len(compiled[0]) == 1 else None
            if only and only.present and self.out.scope[only.key] == scope:
                self.known[memo] = only.key
            else:
                self.known[memo] = self._either(compiled, scope)
        return self.known[memo]

    def _either(self, bodies: list[list[Signed]], scope: Scope) -> str:
        while len(bodies) > FAN:
            groups = [bodies[i : i + FAN] for i in range(0, len(bodies), FAN)]
            bodies = [[Signed(self._either(group, scope), True)] for group in groups]
        head = self._new(scope)
        for body in bodies:
            self._clause(head, body)
        return head

    def _quantifier(self, inner: Condition, count: int | None) -> str:
        """A literal of the root, counted over a literal of each part."""
        memo = ("count", inner, count)
        if memo not in self.known:
            key = self._new("root")
            self.out.counted[key] = Counted(self._formula(inner, "part"), count)
            self.known[memo] = key
        return self.known[memo]
