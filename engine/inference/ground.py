"""When rules fire for the entities of a case, as the proof checker reads docs/semantics.md, and nobody else.

There are no strata and no order of rules: a model is always taken against another one that is given.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection

from engine.cases.model import ROOT, Atom, Case
from engine.inference import derivation as d
from engine.inference.truth import Model, function
from engine.knowledge import conditions as c
from engine.knowledge.model import KnowledgeBase, Rule


class Book:
    """The rules of one knowledge base: conditions as functions, and who reads, reaches, overrides what."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.rules = kb, [kb.rules[name] for name in sorted(kb.rules)]
        self.asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
        self.numbers = {attribute.name for attribute in self.asked if attribute.type == "number"}
        self.tests = {rule.id: function(rule.when, kb) for rule in self.rules}
        self.readers, self.reachers, self.overriders = (defaultdict[str, list[Rule]](list) for _ in range(3))
        for rule in self.rules:
            tests = {test.attribute for test, _ in c.walk(rule.when) if isinstance(test, c.OneOf | c.InRange)}
            for name in tests | {each.member_of for each in rule.then}:
                self.readers[name].append(rule)
            for name in () if rule.presumption else rule.attributes:
                self.reachers[name].append(rule)
            for name in rule.overrides:
                self.overriders[name].append(rule)
        self.kept_back = {rule.id for rule in self.rules if rule.presumption or rule.id in self.overriders}


class Ground:
    """The rules for the entities of one case."""

    def __init__(self, book: Book, case: Case) -> None:
        self.book, self.kb, self.parts = book, book.kb, case.parts or ()
        self.entities = {"root": (ROOT,), "part": self.parts}
        self.rules = {d.Firing(r.id, e): r for r in book.rules for e in self.entities[r.scope]}
        self.facts = {(fact.entity, fact.attribute): fact for fact in case.facts}
        self.open = {
            (entity, a.name): set(a.values).difference(fact.excluded if fact else ())
            for a in book.asked
            for entity in self.entities[a.scope]
            if (fact := self.facts.get((entity, a.name))) is None or not fact.closed
        }
        """What is not stated whole, with the values that it may have."""
        self.open_numbers = {pair for pair in self.open if pair[1] in book.numbers}

    def overriders(self, firing: d.Firing) -> list[d.Firing]:
        """The firings that would keep this one from happening."""
        found = self.book.overriders.get(firing.rule, ())
        return [d.Firing(o.id, ROOT if o.scope == "root" else firing.entity) for o in found]

    def reachers(self, firing: d.Firing) -> list[d.Firing]:
        """The ordinary firings that would silence this one, if it is a presumption."""
        rule = self.rules[firing]
        found = self.book.reachers.get(rule.then[0].attribute, ()) if rule.presumption else ()
        return [d.Firing(o.id, firing.entity) for o in found]

    def stated(self, firing: d.Firing) -> bool:
        """Whether it is a presumption about what the case states."""
        rule = self.rules[firing]
        return rule.presumption and (firing.entity, rule.then[0].attribute) in self.facts

    def asked(self, firing: d.Firing) -> bool:
        """Whether it is a presumption about what is asked."""
        return self.kb.attributes[self.rules[firing].then[0].attribute].asked

    def holds(self, firing: d.Firing, m: Model, n: Model) -> d.Support | None:
        """What makes the rule's condition hold in M against N, or None."""
        return self.book.tests[firing.rule](firing.entity, m, n)

    def free(self, firing: d.Firing, n: Model, firm: bool = False) -> bool:
        """Whether nothing keeps the firing back, judged by N; `firm` where it is for the firm model."""
        if firing.rule not in self.book.kept_back:
            return True
        if self.stated(firing) or (firm and self.asked(firing)):
            return False
        return n.fired.isdisjoint(self.overriders(firing)) and n.fired.isdisjoint(self.reachers(firing))

    def concludes(self, firing: d.Firing, m: Model) -> tuple[Atom, ...]:
        """What the firing asserts in M; of a set that it copies, the members that are there."""
        entity, values = firing.entity, m.values
        return tuple(
            [
                Atom(entity, k.attribute, k.value)
                for k in self.rules[firing].then
                if not k.member_of or k.value in values[self.owner(k.member_of, entity), k.member_of]
            ]
        )

    def owner(self, attribute: str, entity: str) -> str:
        """The entity whose attribute is read where a rule is about this one."""
        return entity if self.kb.attributes[attribute].scope == "part" else ROOT

    def least(self, m: Model, n: Model, among: Collection[d.Firing], firm: bool = False) -> Model:
        """M, grown to the least model that is closed under these firings, against N, whatever their order."""
        queue, waiting, whole = deque(among), set(among), frozenset(among)
        while queue:
            firing = queue.popleft()
            waiting.remove(firing)
            if firing not in m.fired:
                if not self.holds(firing, m, n):
                    continue
                m.held.add(firing)
                if not self.free(firing, n, firm):
                    continue
                m.fired.add(firing)
            for atom in self.concludes(firing, m):
                if atom.value not in m.values[atom[:2]]:
                    m.values[atom[:2]].add(atom.value)
                    again = (self.readers(atom) & whole) - waiting
                    waiting |= again
                    queue.extend(again)
        return m

    def readers(self, atom: Atom) -> set[d.Firing]:
        """The firings that test the atom, or copy it."""
        return {
            d.Firing(rule.id, e)
            for rule in self.book.readers.get(atom.attribute, ())
            for e in ((atom.entity,) if atom.entity and rule.scope == "part" else self.entities[rule.scope])
        }
