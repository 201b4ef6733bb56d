"""A knowledge base made ready for inference: conditions compiled, overriders and reachers looked up.

Done once per knowledge base, never per case.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from engine.cases.model import ROOT, Atom
from engine.frozen import frozen
from engine.inference.derivation import Firing
from engine.inference.evaluate import Judge, Model, judge
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import KnowledgeBase, Rule


@frozen
class Prepared:
    """One rule with what its firing depends on."""

    rule: Rule
    judge: Judge
    overriders: tuple[tuple[str, bool], ...]
    """(id, whether it is a rule of the root) of the rules that override this one, sorted."""
    reachers: tuple[str, ...]
    """Of a presumption: ids of the ordinary rules that conclude about its attribute, sorted."""
    asked: bool
    """Of a presumption: whether its attribute is asked."""
    recursive: bool
    """Whether it stands in a component that can feed itself."""
    guarded: bool
    """Whether anything can keep it from firing."""
    at_root: tuple[Firing, ...]
    """Of a rule of the root: its one firing."""
    atoms: tuple[Atom, ...]
    """What it asserts, said of the root; () where it copies a set."""

    def firings(self, parts: tuple[str, ...]) -> tuple[Firing, ...]:
        """The rule for each entity it speaks of."""
        return self.at_root or tuple([Firing(self.rule.id, part) for part in parts])

    def overriding(self, model: Model, entity: str) -> tuple[Firing, ...]:
        """The firings of the model that override this rule for the entity, sorted."""
        found = (Firing(rule, ROOT if root else entity) for rule, root in self.overriders)
        return tuple(firing for firing in found if firing in model.fired)

    def kept_back(self, entity: str, model: Model, stated: Set[tuple[str, str]], firm: bool) -> bool:
        """Whether the model has what overrides or silences the rule; `firm` where it is for the firm one."""
        if self.overriders and self.overriding(model, entity):
            return True
        return self.rule.presumption and ((firm and self.asked) or self.silenced(stated, model, entity))

    def reaching(self, model: Model, entity: str) -> tuple[Firing, ...]:
        """The ordinary firings of the model that conclude about the presumption's attribute."""
        found = (Firing(rule, entity) for rule in self.reachers)
        return tuple(firing for firing in found if firing in model.fired)

    def silenced(self, stated: Set[tuple[str, str]], model: Model, entity: str) -> bool:
        """Whether the presumption is silent: its attribute is stated, or reached in the model."""
        if (entity, self.rule.then[0].attribute) in stated:
            return True
        return bool(self.reaching(model, entity))

    def conclude(self, model: Model, entity: str) -> tuple[Atom, ...]:
        """The atoms a firing asserts, in the order of the rule's conclusions."""
        if not self.atoms:
            return tuple(self._copied(model, entity))
        return self.atoms if self.at_root else tuple([Atom(entity, a, v) for _, a, v in self.atoms])

    def _copied(self, model: Model, entity: str) -> Iterator[Atom]:
        for conclusion in self.rule.then:
            source = conclusion.member_of
            if source:
                # A root set may be copied to a part; a name is of one scope only, so look in both.
                held = model.values.get((entity, source)) or model.values.get((ROOT, source)) or ()
                if conclusion.value not in held:
                    continue
            yield Atom(entity, conclusion.attribute, conclusion.value)


@frozen
class Ready:
    """A knowledge base made ready."""

    kb: KnowledgeBase
    components: tuple[tuple[Prepared, ...], ...]
    """The components of the knowledge base; in each the rules are sorted by id."""
    places: dict[str, int]
    """Of each rule, the place of its component."""
    asked: tuple[tuple[str, bool], ...]
    """Every asked attribute, with whether it belongs to the root."""

    guarded: tuple[Prepared, ...]
    """The rules that can be kept from firing, presumptions and overridden ones, sorted by id."""


def prepare(kb: KnowledgeBase) -> Ready:
    """Compile every condition of the knowledge base once."""
    overriders: dict[str, list[tuple[str, bool]]] = {rule: [] for rule in kb.rules}
    concluding: dict[str, list[str]] = {}
    for rule in kb.rules.values():
        for loser in rule.overrides:
            overriders[loser].append((rule.id, rule.scope == "root"))
        if not rule.presumption:
            for attribute in rule.attributes:
                concluding.setdefault(attribute, []).append(rule.id)

    def ready(rule: Rule, recursive: bool) -> Prepared:
        first = rule.then[0].attribute
        copies = any(conclusion.member_of for conclusion in rule.then)
        reachers = sorted(concluding.get(first, ())) if rule.presumption else ()
        return Prepared(
            rule,
            judge(rule.when, kb),
            tuple(sorted(overriders[rule.id])),
            tuple(reachers),
            rule.presumption and kb.attributes[first].asked,
            recursive,
            rule.presumption or bool(overriders[rule.id]),
            (Firing(rule.id, ROOT),) if rule.scope == "root" else (),
            () if copies else tuple(Atom(ROOT, k.attribute, k.value) for k in rule.then),
        )

    components = tuple(
        tuple(ready(kb.rules[id], len(group) > 1 or _feeds_itself(kb.rules[id])) for id in sorted(group))
        for group in kb.components
    )
    guarded = (p for group in components for p in group if p.guarded)
    return Ready(
        kb,
        components,
        {rule: place for place, group in enumerate(kb.components) for rule in group},
        tuple((a.name, a.scope == "root") for a in kb.attributes.values() if a.asked),
        tuple(sorted(guarded, key=lambda prepared: prepared.rule.id)),
    )


def _feeds_itself(rule: Rule) -> bool:
    """Whether a rule alone in its component reads an attribute that it concludes about."""
    read = {c.attribute for c, _ in walk(rule.when) if isinstance(c, OneOf | InRange)}
    return not read.isdisjoint(rule.attributes)
