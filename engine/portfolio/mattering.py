"""Which unknown facts could still matter, row by row: `engine.advice.unknowns` over whole columns."""

from __future__ import annotations

from engine.inference.prepared import Prepared
from engine.knowledge.conditions import (
    Always,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Value,
    children,
)
from engine.knowledge.model import Rule
from engine.portfolio.bits import Bits
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.inputs import Slot


class Mattering:
    """Looks back from the verdicts that the bounds leave open, through what is possible and not firm."""

    def __init__(self, done: Evaluated, open_: dict[tuple[Slot, str], Bits]) -> None:
        """`open_` says where each verdict (slot, goal attribute) is left open."""
        self._done, self._kb, self._none = done, done.kb, done.inputs.none
        self.found: dict[tuple[Slot, str], Bits] = {}
        """Of each input, where it could matter."""
        self._wanted: dict[tuple[Slot, str], Bits] = {}
        """Of each firing, where it is to be looked behind."""
        self._looked: dict[tuple[Slot, str], Bits] = {}
        self._copied: dict[tuple[Slot, str], Bits] = {}
        self._prepared = {p.rule.id: p for group in done.ready.components for p in group}
        self._about: dict[str, list[Rule]] = {}
        for rule in self._kb.rules.values():
            for name in rule.attributes:
                self._about.setdefault(name, []).append(rule)
        for (slot, goal), rows in open_.items():
            if rows.any():
                self._source(slot, goal, rows)
        backwards = [prepared for component in reversed(done.ready.components) for prepared in component]
        while sum(self._behind(prepared) for prepared in backwards):
            pass  # mostly one pass does; numbers and components may lead back once more

    def _behind(self, prepared: Prepared) -> bool:
        """Look behind the firings of the rule where that is new; whether it was anywhere."""
        new = False
        for slot in self._done.slots(prepared.rule):
            key = (slot, prepared.rule.id)
            rows = self._wanted.get(key, self._none) & ~self._looked.get(key, self._none)
            if rows.any():
                self._looked[key] = self._looked.get(key, self._none) | rows
                self._firing(prepared, slot, rows)
                new = True
        return new

    def _firing(self, prepared: Prepared, slot: Slot, rows: Bits) -> None:
        """What decides whether the rule fires."""
        self._undecided(prepared.rule.when, slot, rows)
        for rule, of_root in prepared.overriders:
            self._wait(rule, None if of_root else slot, rows)
        if prepared.rule.presumption:
            spoken_of = prepared.rule.then[0].attribute
            if self._kb.attributes[spoken_of].asked:
                self._matters(slot, spoken_of, rows)
            for rule in prepared.reachers:
                self._wait(rule, slot, rows)

    def _undecided(self, condition: Condition, slot: Slot, rows: Bits) -> None:
        """Follow the tests on which the truth of the condition still turns."""
        rows = rows & self._done.condition(condition, slot).undecided
        if not rows.any():
            return
        match condition:
            case OneOf(name, values):
                self._atoms(self._done.owner(name, slot), name, values, rows)
            case InRange(name):
                self._atoms(self._done.owner(name, slot), name, None, rows)
            case AtLeast() | Every() | No():
                for part in self._done.inputs.slots:
                    self._undecided(condition.condition, part, rows & self._done.inputs.present[part])
            case Always():
                return
            case _:
                for each in children(condition):
                    self._undecided(each, slot, rows)

    def _source(self, slot: Slot, name: str, rows: Bits) -> None:
        """Whatever decides any value of the attribute is to be looked for."""
        key = (self._done.owner(name, slot), name)
        new = rows & ~self._copied.get(key, self._none)
        if new.any():
            self._copied[key] = self._copied.get(key, self._none) | new
            self._atoms(*key, None, new)

    def _atoms(self, slot: Slot, name: str, values: tuple[Value, ...] | None, rows: Bits) -> None:
        """What decides whether the attribute has one of the values (None: any value at all)."""
        attribute = self._kb.attributes[name]
        if attribute.asked:
            rows = rows & self._done.inputs.open(slot, name)
            if not rows.any():
                return
            self._matters(slot, name, rows)
        rules = self._about.get(name, ())
        for rule in rules:
            for conclusion in rule.then:
                if conclusion.attribute != name or (values and conclusion.value not in values):
                    continue
                levels = self._done.atoms.get((slot, name, conclusion.value), self._done.none)
                here = rows & levels.undecided
                if attribute.asked:
                    # What is presumed anyway is not presumed any more for a second reason.
                    for other in rules:
                        if any(each.value == conclusion.value for each in other.then):
                            here = here & ~self._surely_presumed(other, slot)
                if here.any():
                    self._wait(rule.id, slot, here)
                    if conclusion.member_of:
                        self._source(slot, conclusion.member_of, here)

    def _surely_presumed(self, rule: Rule, slot: Slot) -> Bits:
        """Where the presumption speaks as long as nobody states its attribute."""
        prepared = self._prepared[rule.id]
        sure = self._done.fired[slot, rule.id].established & self._done.condition(rule.when, slot).firm
        for against in self._done.overriding(prepared, slot):
            sure = sure & ~against.possible
        return sure

    def _matters(self, slot: Slot, name: str, rows: Bits) -> None:
        here = rows & self._done.inputs.open(slot, name)
        if here.any():
            self.found[slot, name] = self.found.get((slot, name), self._none) | here

    def _wait(self, rule: str, slot: Slot, rows: Bits) -> None:
        here = rows & self._done.fired[slot, rule].undecided
        if here.any():
            key = (slot, rule)
            self._wanted[key] = self._wanted.get(key, self._none) | here
