"""The rules of a knowledge base unrolled for so many slots: formulas over inputs, for C and for SQL alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from engine.inference.evaluate import satisfiable
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
    walk,
)
from engine.knowledge.model import Attribute

Slot = int | None
Input = tuple[str, Slot, str, Value | InRange | None]
"""(present, given, possible or stated; slot; attribute; the value or the range): one bit a row."""


@dataclass(frozen=True)
class Language:
    """How formulas are written."""

    both: str
    either: str
    absent: str
    true: str
    false: str


class Three(NamedTuple):
    """Formulas of what is firm, established, possible."""

    firm: str
    established: str
    possible: str


@dataclass(frozen=True)
class Definition:
    """A name for a formula over inputs and earlier names; `depth` is above that of every name in it."""

    name: str
    formula: str
    depth: int


class Definitions:
    """All that the rules define, in an order in which it can be computed."""

    def __init__(self, ready: Ready, slots: int, language: Language) -> None:
        self.kb, self._slots, self._in = ready.kb, range(slots), language
        self.inputs: dict[Input, str] = {}
        """Name of every input that a formula reads."""
        self.all: list[Definition] = []
        self.fired: dict[tuple[Slot, str], Three] = {}
        self.derived: dict[tuple[Slot, str, Value], Three] = {}
        """Every atom that a rule concludes."""
        self._reasons: dict[tuple[Slot, str, Value], list[Three]] = {}
        """Of atoms that nothing has read yet, the firings that conclude them."""
        self._depths: dict[str, int] = {}
        self._none, self._always = Three(*(language.false,) * 3), Three(*(language.true,) * 3)
        for group in ready.components:
            if len(group) > 1 or _reads_itself(group[0]):
                raise ValueError(f"no formulas for recursion, as of rule {group[0].rule.id}")
            self._rule(group[0])
        for key in list(self._reasons):
            self._settle(key)

    def _rule(self, prepared: Prepared) -> None:
        rule = prepared.rule
        for slot in (None,) if rule.scope == "root" else self._slots:
            fired = self._both([self._present(slot), self._levels(rule.when, slot)])
            against = [self.fired[None if root else slot, id] for id, root in prepared.overriders]
            if rule.presumption:
                against += [self.fired[slot, id] for id in prepared.reachers]
            fired = self._both([fired, *map(self._absent, against)])
            if prepared.asked:
                said = self._absent(Three(*(self._input("stated", slot, rule.then[0].attribute, None),) * 3))
                fired = self._both([fired, said])._replace(firm=self._in.false)
            self.fired[slot, rule.id] = fired = self._define(fired)
            for conclusion in rule.then:
                key, levels = (slot, conclusion.attribute, conclusion.value), fired
                if conclusion.member_of:
                    source = self._atom(slot, conclusion.member_of, conclusion.value)
                    levels = self._both([fired, source])
                self._reasons.setdefault(key, []).append(levels)

    def _settle(self, key: tuple[Slot, str, Value]) -> None:
        """Define the atom by all that concludes it."""
        reasons = self._reasons.pop(key, [])
        if reasons:
            self.derived[key] = self._define(self._either([self._atom(*key), *reasons]))

    def _define(self, three: Three) -> Three:
        names = []
        for formula in three:
            words = formula.replace("(", " ").replace(")", " ").replace("~", " ").split()
            depth = 1 + max((self._depths.get(word, 0) for word in words), default=0)
            name = f"v{len(self.all)}"
            self._depths[name] = depth
            self.all.append(Definition(name, formula, depth))
            names.append(name)
        return Three(*names)

    def _input(self, what: str, slot: Slot, name: str, value: Value | InRange | None) -> str:
        return self.inputs.setdefault((what, slot, name, value), f"i{len(self.inputs)}")

    def _present(self, slot: Slot) -> Three:
        return Three(*(self._input("present", slot, "", None),) * 3)

    def _given(self, slot: Slot, name: str, value: Value | InRange) -> Three:
        given, possible = (self._input(what, slot, name, value) for what in ("given", "possible"))
        return Three(given, given, possible)

    def _owner(self, name: str, slot: Slot) -> tuple[Slot, Attribute]:
        attribute = self.kb.attributes[name]
        return (None if attribute.scope == "root" else slot), attribute

    def _atom(self, slot: Slot, name: str, value: Value) -> Three:
        owner, attribute = self._owner(name, slot)
        self._settle((owner, name, value))
        if (owner, name, value) in self.derived:
            return self.derived[owner, name, value]
        if attribute.asked and attribute.type != "number":
            return self._given(owner, name, value)
        return self._none

    def _levels(self, condition: Condition, slot: Slot) -> Three:
        match condition:
            case Always():
                return self._always
            case OneOf(name, values):
                return self._either([self._atom(slot, name, value) for value in values])
            case InRange(name):
                owner, attribute = self._owner(name, slot)
                for key in [key for key in self._reasons if key[:2] == (owner, name)]:
                    self._settle(key)
                told = [
                    levels
                    for (where, about, number), levels in self.derived.items()
                    if (where, about) == (owner, name) and condition.holds(number)  # type: ignore[arg-type]
                ]
                return self._either(told + ([self._given(owner, name, condition)] if attribute.asked else []))
            case All(parts):
                return self._both([self._levels(part, slot) for part in parts])
            case AnyOf(parts):
                return self._either([self._levels(part, slot) for part in parts])
            case Unless(parts):
                return self._absent(self._either([self._levels(part, slot) for part in parts]))
            case AtLeast(count, one):
                each = [self._of_part(one, part) for part in self._slots]
                return self._either([self._both(some) for some in combinations(each, count)])
            case Every(one):
                missing = [self._absent(self._present(part)) for part in self._slots]
                return self._both(
                    [self._either([missing[part], self._levels(one, part)]) for part in self._slots]
                )
            case No(one):
                return self._absent(self._either([self._of_part(one, part) for part in self._slots]))

    def _of_part(self, one: Condition, part: int) -> Three:
        return self._both([self._present(part), self._levels(one, part)])

    def _both(self, each: Iterable[Three]) -> Three:
        return self._joined(self._in.both, self._in.true, self._in.false, each)

    def _either(self, each: Iterable[Three]) -> Three:
        return self._joined(self._in.either, self._in.false, self._in.true, each)

    def _joined(self, word: str, neutral: str, final: str, each: Iterable[Three]) -> Three:
        models = list(zip(*each, strict=True)) or [()] * 3
        return Three(*(self._join(word, neutral, final, formulas) for formulas in models))

    def _join(self, word: str, neutral: str, final: str, formulas: Iterable[str]) -> str:
        kept = [formula for formula in dict.fromkeys(formulas) if formula != neutral]
        if final in kept:
            return final
        return kept[0] if len(kept) == 1 else f"({f' {word} '.join(kept)})" if kept else neutral

    def _absent(self, three: Three) -> Three:
        swap = {self._in.true: self._in.false, self._in.false: self._in.true}
        return Three(*(swap.get(each) or f"({self._in.absent}{each})" for each in reversed(three)))

    def range_could(self, test: InRange) -> bool:
        """Whether a number that is not stated may lie there."""
        return satisfiable(test, self.kb.attributes[test.attribute])


def _reads_itself(prepared: Prepared) -> bool:
    concluded = {(each.attribute, each.value) for each in prepared.rule.then}
    for condition, _ in walk(prepared.rule.when):
        if isinstance(condition, OneOf) and any(
            (condition.attribute, v) in concluded for v in condition.values
        ):
            return True
        if isinstance(condition, InRange) and condition.attribute in prepared.rule.attributes:
            return True
    return False
