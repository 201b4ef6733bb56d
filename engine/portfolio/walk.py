"""The rules walked along the strata, for whole columns at once: what is firm, established, possible.

The same three models as `engine.inference.bounds` and the rule engine make of one case; tests keep them so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.inference.prepared import Prepared, Ready
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
from engine.portfolio.inputs import Inputs, Slot
from engine.portfolio.levels import Levels


class Walked:
    """What follows from inputs, rule by rule: of bits, or of what takes their place on a tape."""

    def __init__(self, ready: Ready, inputs: Inputs) -> None:
        self.ready, self.kb, self.inputs = ready, ready.kb, inputs
        self.none = Levels(self.inputs.none, self.inputs.none, self.inputs.none)
        self.always = Levels(*(self.inputs.present[None],) * 3)
        self.atoms: dict[tuple[Slot, str, Value], Levels] = {}
        self.fired: dict[tuple[Slot, str], Levels] = {}
        self.known: dict[tuple[int, Slot], Levels] = {}
        """Levels of conditions that cannot change any more."""
        for slot, name in self.inputs.asked:
            attribute = self.kb.attributes[name]
            if attribute.type != "number":
                for value, levels in self.inputs.atoms(slot, attribute):
                    self.atoms[slot, name, value] = levels
        self._numbers = _concluded(self.kb.rules.values())
        self._walk()

    def _walk(self) -> None:
        for component in self.ready.components:
            self._component(component)

    def slots(self, rule: Rule) -> Iterable[Slot]:
        """The entities that a rule speaks of."""
        return (None,) if rule.scope == "root" else self.inputs.slots

    def owner(self, name: str, slot: Slot) -> Slot:
        """Whose the attribute is, read by this entity."""
        return None if self.kb.attributes[name].scope == "root" else slot

    def condition(self, condition: Condition, slot: Slot) -> Levels:
        """The levels of a condition for an entity, which are kept: call it where they are final."""
        key = (id(condition), slot)
        if key not in self.known:
            self.known[key] = self._levels(condition, slot, self.condition)
        return self.known[key]

    def overriding(self, prepared: Prepared, slot: Slot) -> Iterable[Levels]:
        """The firings that override the rule for the entity."""
        for rule, of_root in prepared.overriders:
            yield self.fired[None if of_root else slot, rule]

    def reaching(self, prepared: Prepared, slot: Slot) -> Iterable[Levels]:
        """The ordinary firings that conclude about the attribute of the presumption."""
        return (self.fired[slot, rule] for rule in prepared.reachers)

    def _component(self, component: tuple[Prepared, ...]) -> None:
        recursive = any(prepared.recursive for prepared in component)
        for prepared in component:
            for slot in self.slots(prepared.rule):
                self.fired[slot, prepared.rule.id] = self.none
        changed = True
        while changed:
            changed = False
            for prepared in component:
                for slot in self.slots(prepared.rule):
                    levels = self._now if recursive else self.condition
                    fired = self._fire(prepared, slot, levels(prepared.rule.when, slot))
                    if recursive and not fired.same(self.fired[slot, prepared.rule.id]):
                        changed = True
                    self.fired[slot, prepared.rule.id] = fired
                    self._conclude(prepared.rule, slot, fired)

    def _now(self, condition: Condition, slot: Slot) -> Levels:
        """The levels of a condition by what is known so far."""
        return self._levels(condition, slot, self._now)

    def _fire(self, prepared: Prepared, slot: Slot, holds: Levels) -> Levels:
        fired = holds.within(self.inputs.present[slot])
        if not prepared.guarded:
            return fired
        for against in self.overriding(prepared, slot):
            fired = fired.both(against.absent())
        if not prepared.rule.presumption:
            return fired
        for against in self.reaching(prepared, slot):
            fired = fired.both(against.absent())
        silent = self.inputs.stated(slot, prepared.rule.then[0].attribute) if prepared.asked else None
        if silent is None:
            return fired
        return Levels(self.inputs.none, fired.established & ~silent, fired.possible & ~silent)

    def _conclude(self, rule: Rule, slot: Slot, fired: Levels) -> None:
        for conclusion in rule.then:
            key, levels = (slot, conclusion.attribute, conclusion.value), fired
            if conclusion.member_of:
                owner = self.owner(conclusion.member_of, slot)
                levels = fired.both(
                    self.atoms.get((owner, conclusion.member_of, conclusion.value), self.none)
                )
            before = self.atoms.get(key)
            self.atoms[key] = levels if before is None else before.either(levels)

    def _levels(self, condition: Condition, slot: Slot, inner: Callable[[Condition, Slot], Levels]) -> Levels:
        match condition:
            case Always():
                return self.always
            case OneOf(name, values):
                owner = self.owner(name, slot)
                return self._any(self.atoms.get((owner, name, value), self.none) for value in values)
            case InRange(name):
                owner = self.owner(name, slot)
                known = (
                    self.inputs.in_range(owner, condition) if self.kb.attributes[name].asked else self.none
                )
                told = [number for number in self._numbers.get(name, ()) if condition.holds(number)]
                return self._any((known, *(self.atoms.get((owner, name, n), self.none) for n in told)))
            case All(parts):
                found = self.always
                for part in parts:
                    found = found.both(inner(part, slot))
                return found
            case AnyOf(parts):
                return self._any(inner(part, slot) for part in parts)
            case Unless(parts):
                return self._any(inner(part, slot) for part in parts).absent()
            case AtLeast(count, one):
                return self._at_least(count, (self._of_part(one, part, inner) for part in self.inputs.slots))
            case Every(one):
                found = self.always
                for place in self.inputs.slots:
                    missing = ~self.inputs.present[place]
                    found = found.both(Levels(*(bits | missing for bits in inner(one, place))))
                return found
            case No(one):
                return self._any(self._of_part(one, part, inner) for part in self.inputs.slots).absent()

    def _of_part(self, one: Condition, part: int, inner: Callable[[Condition, Slot], Levels]) -> Levels:
        return inner(one, part).within(self.inputs.present[part])

    def _any(self, each: Iterable[Levels]) -> Levels:
        found = self.none
        for levels in each:
            found = levels if found is self.none else found.either(levels)
        return found

    def _at_least(self, count: int, each: Iterable[Levels]) -> Levels:
        """Where so many of them hold: of 1, 2, ... so many, kept row by row."""
        reached = [self.always, *[self.none] * count]
        for levels in each:
            for number in range(count, 0, -1):
                reached[number] = reached[number].either(reached[number - 1].both(levels))
        return reached[count]


def _concluded(rules: Iterable[Rule]) -> dict[str, list[int | float]]:
    """The numbers that rules conclude, by attribute."""
    found: dict[str, dict[int | float, None]] = {}
    for rule in rules:
        for conclusion in rule.then:
            if isinstance(conclusion.value, int | float) and not isinstance(conclusion.value, bool):
                found.setdefault(conclusion.attribute, {})[conclusion.value] = None
    return {name: list(numbers) for name, numbers in found.items()}
