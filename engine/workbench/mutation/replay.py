"""A case inferred anew after a change of one rule: only what the change can reach is judged again.

What is told from it is not taken on trust: it goes through the proof checker as any derivation does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.cases.model import ROOT, Atom, Case
from engine.frozen import frozen
from engine.inference.bounds import bound
from engine.inference.derivation import Derivation, Firing
from engine.inference.evaluate import Model, inputs
from engine.inference.prepared import Prepared, Ready, prepare
from engine.knowledge.conditions import Value
from engine.knowledge.model import KnowledgeBase
from engine.workbench.links import Index, index
from engine.workbench.mutation.cone import Cone


@frozen
class Base:
    """The unchanged knowledge base, as replays need it."""

    kb: KnowledgeBase
    ready: Ready
    links: Index
    rules: Mapping[str, Prepared]


def based(kb: KnowledgeBase) -> Base:
    """The knowledge base made ready for replays."""
    ready = prepare(kb)
    rules = {prepared.rule.id: prepared for component in ready.components for prepared in component}
    return Base(kb, ready, index(kb), rules)


@frozen
class Models:
    """The three models of docs/semantics.md; in a completion they are one."""

    established: Model
    firm: Model
    possible: Model


class State:
    """A case with its models under the unchanged knowledge base."""

    def __init__(self, base: Base, case: Case, models: Models, open_: Iterable[tuple[str, str]] = ()) -> None:
        self._base, self.models, self._open = base, models, frozenset(open_)
        self._parts = case.parts or ()
        self._facts = {(fact.entity, fact.attribute): fact for fact in case.facts}

    def after(self, reach: Cone, ready: Ready) -> Models:
        """The models with the change: the cone's rules, made ready as they are with it, are judged anew."""
        old = self.models
        established = self._rest(old.established, reach)
        if old.possible is old.established:
            self._judge(ready, ((established, established, False),))
            return Models(established, established, established)
        firm, possible = self._rest(old.firm, reach), self._rest(old.possible, reach, imagined=True)
        against = (possible, firm, False), (firm, possible, True), (established, established, False)
        self._judge(ready, against)
        return Models(established, firm, possible)

    def _judge(self, ready: Ready, against: tuple[tuple[Model, Model, bool], ...]) -> None:
        """Take what fires into each model, against the other one; it is said which one is the firm one."""
        for component in ready.components:
            new = True
            while new:
                new = False
                for prepared in component:
                    for firing in prepared.firings(self._parts):
                        for model, other, firm in against:
                            if self._fires(prepared, firing, model, other, firm):
                                new = prepared.recursive or new

    def _fires(self, prepared: Prepared, firing: Firing, model: Model, against: Model, firm: bool) -> bool:
        """Whether the rule fires now and did not yet; then what it concludes is added."""
        entity = firing.entity
        if firing in model.fired or not prepared.judge(model, against, entity):
            return False
        if prepared.guarded and prepared.kept_back(entity, against, self._facts.keys(), firm):
            return False
        model.fired.add(firing)
        for atom in prepared.conclude(model, entity):
            model.add(atom)
        return True

    def _rest(self, model: Model, reach: Cone, imagined: bool = False) -> Model:
        """The model without all that the rules of the cone did in it."""
        found, rules = Model(self._parts), self._base.rules
        found.free = model.free
        found.fired = model.fired.difference(
            [firing for id in reach.rules for firing in rules[id].firings(self._parts)]
        )
        found.values = dict(model.values)
        for name in reach.names:
            for entity in (ROOT,) if self._base.kb.attributes[name].scope == "root" else self._parts:
                found.values.pop((entity, name), None)
                for value in self._given(entity, name, imagined):
                    found.add(Atom(entity, name, value))
            for id in self._base.links.reaching.get(name, ()):
                for firing in () if id in reach.rules else rules[id].firings(self._parts):
                    if firing in found.fired:
                        for atom in rules[id].conclude(model, firing.entity):
                            if atom.attribute == name:
                                found.add(atom)
        return found

    def _given(self, entity: str, name: str, imagined: bool) -> Iterable[Value]:
        """The values of an input before any rule fires."""
        attribute, fact = self._base.kb.attributes[name], self._facts.get((entity, name))
        if imagined and attribute.type != "number" and (entity, name) in self._open:
            return [value for value in attribute.values if not fact or value not in fact.excluded]
        return fact.values if fact else ()


def state(base: Base, case: Case, derivation: Derivation) -> State:
    """The case as things stand, with its derivation under the unchanged knowledge base."""
    parts, bounds = derivation.parts, derivation.bounds
    established, firm, possible = (
        Model(parts, (*derivation.inputs, *(atom for step in derivation.steps for atom in step.concludes))),
        Model(parts, bounds.firm),
        Model(parts, bounds.possible),
    )
    established.fired = {step.firing for step in derivation.steps}
    firm.fired, possible.fired = set(bounds.firm_firings), set(bounds.possible_firings)
    possible.free = {pair for pair in derivation.open if base.kb.attributes[pair[1]].type == "number"}
    return State(base, case, Models(established, firm, possible), derivation.open)


def completed(base: Base, completion: Case) -> State:
    """A completion: of each input a value is stated, so that the three models are one."""
    firm, _ = bound(base.ready, completion, inputs(completion))
    return State(base, completion, Models(firm, firm, firm))


class Known:
    """In the place of an engine: the firings that a replay found, for the proof checker to judge."""

    def __init__(self) -> None:
        self.found = Model(())
        """The established model that was found for the case to come."""

    def run(self, case: Case) -> tuple[tuple[Firing, ...], tuple[Atom, ...]]:
        """The firings, sorted, and the atoms of the model."""
        return tuple(sorted(self.found.fired)), self.found.atoms()

    def close(self) -> None:
        """Nothing is to be freed."""
