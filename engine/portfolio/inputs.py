"""What a chunk of cases states, as bits: for each input what is so, what could be, what is stated at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from engine.inference.evaluate import satisfiable
from engine.knowledge.conditions import InRange, Value
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.portfolio.bits import Bits, everything, nothing, packed
from engine.portfolio.columns import UNKNOWN, Chunk, Column, Members, Numbers, Single
from engine.portfolio.levels import Levels
from engine.portfolio.tape import Tape

Slot = int | None
"""The slot of a part; None is the root."""


class Inputs:
    """The inputs of one chunk."""

    def __init__(self, kb: KnowledgeBase, chunk: Chunk) -> None:
        self._kb, self._chunk = kb, chunk
        self.none = nothing(chunk.rows)
        self.present: dict[Slot, Bits] = {None: everything(chunk.rows)}
        self.present |= {place: packed(slot.present) for place, slot in enumerate(chunk.slots)}
        self._stated: dict[tuple[Slot, str], Bits] = {}
        self._open: dict[tuple[Slot, str], Bits] = {}
        self._atoms: dict[tuple[Slot, str], list[tuple[Value, Levels]]] = {}
        self._ranges: dict[tuple[Slot, InRange], Levels] = {}

    @property
    def slots(self) -> range:
        """The slots of parts."""
        return range(len(self._chunk.slots))

    def column(self, slot: Slot, name: str) -> Column | None:
        """What is stated about the attribute; None where nothing is."""
        columns = self._chunk.root if slot is None else self._chunk.slots[slot].columns
        return columns.get(name)

    def atoms(self, slot: Slot, attribute: Attribute) -> list[tuple[Value, Levels]]:
        """The levels of each value of a boolean, enum or set."""
        key = (slot, attribute.name)
        if key not in self._atoms:
            self._atoms[key] = list(self._values(slot, attribute))
        return self._atoms[key]

    def _values(self, slot: Slot, attribute: Attribute) -> Iterator[tuple[Value, Levels]]:
        here, column = self.present[slot], self.column(slot, attribute.name)
        if column is None:
            for value in attribute.values:
                yield value, Levels(self.none, self.none, here)
        elif isinstance(column, Members):
            for place, value in enumerate(attribute.values):
                inside = packed(column.inside[place]) & here
                yield value, Levels(inside, inside, here & ~packed(column.outside[place]))
        elif isinstance(column, Single):
            unknown = packed(column.codes == UNKNOWN) & here
            for place, value in enumerate(attribute.values):
                given = packed(column.codes == place) & here
                yield value, Levels(given, given, given | unknown)

    def in_range(self, slot: Slot, test: InRange) -> Levels:
        """The levels of a number's lying in the range, by what is stated."""
        if (slot, test) not in self._ranges:
            self._ranges[slot, test] = self._passing(slot, test)
        return self._ranges[slot, test]

    def _passing(self, slot: Slot, test: InRange) -> Levels:
        here, column = self.present[slot], self.column(slot, test.attribute)
        could = satisfiable(test, self._kb.attributes[test.attribute])
        if not isinstance(column, Numbers):
            return Levels(self.none, self.none, here if could else self.none)
        known = packed(column.known) & here
        passes = np.ones(len(column.values), np.bool_)
        if test.low is not None:
            passes &= column.values > test.low if test.low_open else column.values >= test.low
        if test.high is not None:
            passes &= column.values < test.high if test.high_open else column.values <= test.high
        given = packed(passes) & known
        possible = np.bitwise_or(given, here & ~known) if could else given
        return Levels(given, given, possible)

    def stated(self, slot: Slot, name: str) -> Bits:
        """Where anything is stated about the attribute."""
        return self._about(self._stated, slot, name, 0)

    def open(self, slot: Slot, name: str) -> Bits:
        """Where the attribute is not stated whole."""
        return self._about(self._open, slot, name, 1)

    def _about(self, kept: dict[tuple[Slot, str], Bits], slot: Slot, name: str, which: int) -> Bits:
        if (slot, name) not in kept:
            kept[slot, name] = self._said(slot, name)[which]
        return kept[slot, name]

    def _said(self, slot: Slot, name: str) -> tuple[Bits, Bits]:
        here, column = self.present[slot], self.column(slot, name)
        if column is None:
            return self.none, here
        if isinstance(column, Members):
            told = column.inside | column.outside
            some, whole = np.any(told, axis=0), np.all(told, axis=0)
            return packed(some) & here, here & ~packed(whole)
        known = packed(column.codes != UNKNOWN if isinstance(column, Single) else column.known) & here
        return known, here & ~known

    @cached_property
    def asked(self) -> tuple[tuple[Slot, str], ...]:
        """Every input: slot and attribute."""
        return tuple(
            (slot, attribute.name)
            for attribute in self._kb.attributes.values()
            if attribute.asked
            for slot in ((None,) if attribute.scope == "root" else self.slots)
        )


class Expected(Inputs):
    """The inputs that any chunk with so many slots will have, on a tape."""

    def __init__(self, kb: KnowledgeBase, slots: int, tape: Tape) -> None:
        super().__init__(kb, Chunk(0, {}, ()))
        self._slots, self._tape = range(slots), tape
        self.none = tape.nothing
        self.present = {None: tape.everything} | {place: self._here(place) for place in range(slots)}

    @property
    def slots(self) -> range:
        """The slots of parts."""
        return self._slots

    def stated(self, slot: Slot, name: str) -> Bits:
        """Where anything will be stated about the attribute."""
        if (slot, name) not in self._stated:
            self._stated[slot, name] = self._tape.source(
                lambda inputs: inputs.stated(slot, name), self.present[slot]
            )
        return self._stated[slot, name]

    def _here(self, place: int) -> Bits:
        return self._tape.source(lambda inputs: inputs.present[place])

    def _values(self, slot: Slot, attribute: Attribute) -> Iterator[tuple[Value, Levels]]:
        def read(place: int) -> Callable[[Inputs], Levels]:
            return lambda inputs: inputs.atoms(slot, attribute)[place][1]

        for place, value in enumerate(attribute.values):
            yield value, self._levels(slot, read(place))

    def _passing(self, slot: Slot, test: InRange) -> Levels:
        return self._levels(slot, lambda inputs: inputs.in_range(slot, test))

    def _levels(self, slot: Slot, read: Callable[[Inputs], Levels]) -> Levels:
        given = self._tape.source(lambda inputs: read(inputs).established, self.present[slot])
        possible = self._tape.source(lambda inputs: read(inputs).possible, self.present[slot])
        return Levels(given, given, possible)
