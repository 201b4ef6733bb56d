"""How anything stands in a finished derivation: an atom, a condition, a rule."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal, TypeAlias

from engine.cases.model import ROOT, Atom, Case, Fact
from engine.inference.derivation import Defeat, Derivation, Firing, How, Silence, Verdict
from engine.inference.evaluate import Judge, Model, entities, judge
from engine.inquiry.answers import Outlook
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.conditions import Condition, Value
from engine.knowledge.model import KnowledgeBase, Rule

Standing: TypeAlias = Literal["firm", "established", "open", "excluded"]
"""firm: whatever the unknowns are; established: on what is known; open: not established, but possible;
excluded: not even possible."""

HOLDING: tuple[Standing, ...] = ("firm", "established")


class Standings:
    """The three models of a derivation, ready to be asked. Derives nothing: it only looks up."""

    def __init__(
        self, kb: KnowledgeBase, case: Case, derivation: Derivation, outlooks: Iterable[Outlook] = ()
    ) -> None:
        self.kb, self.case, self.derivation = kb, case, derivation
        self.outlooks = {(each.entity, each.attribute): each for each in outlooks}
        """What exact reasoning says of the verdicts, by (entity, goal attribute), where it was asked."""
        parts, bounds = derivation.parts, derivation.bounds
        self.established = Model(parts, derivation.inputs)
        self.concluding: dict[Atom, list[int]] = {}
        for index, step in enumerate(derivation.steps):
            self.established.fired.add(step.firing)
            for atom in step.concludes:
                self.established.add(atom)
                self.concluding.setdefault(atom, []).append(index)
        self.firm, self.possible = Model(parts, bounds.firm), Model(parts, bounds.possible)
        self.firm.fired.update(bounds.firm_firings)
        self.possible.fired.update(bounds.possible_firings)
        self.open = frozenset(derivation.open)
        self.possible.free.update(pair for pair in self.open if kb.attributes[pair[1]].type == "number")
        self._places: dict[str, dict[Value, int]] = {}
        self._judges: dict[int, tuple[Condition, Judge]] = {}
        self._standing: dict[tuple[int, str], Standing] = {}
        order = {part: index for index, part in enumerate(case.part_order)}
        self.parts = tuple(sorted(parts, key=lambda part: (order.get(part, len(order)), part)))
        """The parts in the order in which the analyst wrote them."""

    @cached_property
    def step_of(self) -> dict[Firing, int]:
        """The index of each firing's step."""
        return {step.firing: index for index, step in enumerate(self.derivation.steps)}

    @cached_property
    def verdicts(self) -> dict[str, dict[str, Verdict]]:
        """The verdicts, exact where that is known, by entity, of each by goal attribute, in their order."""
        found: dict[str, dict[str, Verdict]] = {}
        for verdict in exact_verdicts(self.derivation, self.outlooks.values()):
            found.setdefault(verdict.entity, {})[verdict.attribute] = verdict
        return found

    @cached_property
    def _facts(self) -> dict[tuple[str, str], Fact]:
        return {(fact.entity, fact.attribute): fact for fact in self.case.facts}

    def fact(self, entity: str, attribute: str) -> Fact | None:
        """What the case states about it, or None."""
        return self._facts.get((entity, attribute))

    @cached_property
    def defeats(self) -> dict[Firing, Defeat]:
        """The overridden rules."""
        return {defeat.firing: defeat for defeat in self.derivation.defeated}

    @cached_property
    def silences(self) -> dict[Firing, Silence]:
        """The silent presumptions."""
        return {silence.firing: silence for silence in self.derivation.silent}

    @cached_property
    def rules_about(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that conclude about an attribute, by its name, in the order of the files."""
        found: dict[str, list[Rule]] = {}
        for rule in self.kb.rules.values():
            for attribute in rule.attributes:
                found.setdefault(attribute, []).append(rule)
        return {attribute: tuple(rules) for attribute, rules in found.items()}

    @cached_property
    def overriders(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that override a rule, by its id."""
        found: dict[str, list[Rule]] = {}
        for rule in self.kb.rules.values():
            for loser in rule.overrides:
                found.setdefault(loser, []).append(rule)
        return {loser: tuple(rules) for loser, rules in found.items()}

    def entities(self, rule: Rule) -> tuple[str, ...]:
        """The entities a rule speaks of, in the analyst's order."""
        return entities(rule, self.parts)

    def owner(self, attribute: str, entity: str) -> str:
        """Whose attribute a test reads when it is evaluated for the entity."""
        return ROOT if self.kb.attributes[attribute].scope == "root" else entity

    def values(self, entity: str, attribute: str, model: Model | None = None) -> tuple[Value, ...]:
        """Its values in the model (the established ones), in the order of the vocabulary."""
        held = (model or self.established).values.get((self.owner(attribute, entity), attribute), ())
        if len(held) < 2:
            return tuple(held)
        place = self.places(attribute)
        return tuple(sorted(held, key=lambda v: (place[v], 0) if v in place else (len(place), v)))

    def places(self, attribute: str) -> dict[Value, int]:
        """The place of each value in the vocabulary; of a number there are none."""
        if attribute not in self._places:
            self._places[attribute] = {v: i for i, v in enumerate(self.kb.attributes[attribute].values)}
        return self._places[attribute]

    def of_atom(self, atom: Atom) -> Standing:
        """How the atom stands."""
        key = (atom.entity, atom.attribute)
        if atom.value in self.firm.values.get(key, ()):
            return "firm"
        if atom.value in self.established.values.get(key, ()):
            return "established"
        if atom.value in self.possible.values.get(key, ()) or key in self.possible.free:
            return "open"
        return "excluded"

    def of_condition(self, condition: Condition, entity: str) -> Standing:
        """How the condition stands for the entity."""
        key = (id(condition), entity)
        if key not in self._standing:
            self._standing[key] = self._of_condition(self._judge(condition), entity)
        return self._standing[key]

    def _of_condition(self, holds: Judge, entity: str) -> Standing:
        if holds(self.firm, self.possible, entity):
            return "firm"
        if holds(self.established, self.established, entity):
            return "established"
        return "open" if holds(self.possible, self.firm, entity) else "excluded"

    def absence(self, absent: Condition, entity: str) -> How:
        """Why what must be absent is: false when it is not even possible, assumed when not established."""
        possible = self._judge(absent)(self.possible, self.firm, entity)
        return "assumed" if possible else "false"

    def _judge(self, condition: Condition) -> Judge:
        """The condition as a function, made once. The condition is kept, so that its id stays its own."""
        known = self._judges.get(id(condition))
        if known is None:
            known = self._judges[id(condition)] = (condition, judge(condition, self.kb))
        return known[1]

    def of_firing(self, firing: Firing) -> Standing:
        """How the rule stands for the entity."""
        if firing in self.firm.fired:
            return "firm"
        if firing in self.established.fired:
            return "established"
        return "open" if firing in self.possible.fired else "excluded"

    def firing(self, rule: Rule, entity: str) -> Firing:
        """The firing of the rule that counts for the entity: a rule of the root fires for the root."""
        return Firing(rule.id, ROOT if rule.scope == "root" else entity)
