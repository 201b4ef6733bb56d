"""What follows from a chunk of cases: what is firm, established, possible, row by row."""

from __future__ import annotations

from collections import deque
from typing import TypeAlias

from engine.inference.prepared import Ready
from engine.knowledge.conditions import Condition
from engine.portfolio.bits import Bits
from engine.portfolio.columns import Chunk
from engine.portfolio.inputs import Expected, Inputs, Slot
from engine.portfolio.levels import Levels
from engine.portfolio.tape import Tape
from engine.portfolio.walk import Walked

Places: TypeAlias = tuple[int, int, int]
"""Where the bits of each model are found once the tape is played."""


class Evaluated(Walked):
    """What follows from a chunk of cases.

    The walk is recorded once and played for each chunk, unless there are rules that feed themselves: how
    often those have to be taken depends on the cases.
    """

    def __init__(self, ready: Ready, chunk: Chunk, inputs: Inputs | None = None) -> None:
        """`inputs` are those of the chunk, where they are at hand."""
        self._bits: list[Bits] = []
        self._conditions: dict[tuple[int, Slot], Places] = {}
        super().__init__(ready, inputs or Inputs(ready.kb, chunk))

    def condition(self, condition: Condition, slot: Slot) -> Levels:
        """The levels of a condition for an entity, once all rules are taken."""
        places = self._conditions.get((id(condition), slot))
        return super().condition(condition, slot) if places is None else self._played(places)

    def _walk(self) -> None:
        rules = [prepared for component in self.ready.components for prepared in component]
        if not rules or any(prepared.recursive for prepared in rules):
            super()._walk()
            return
        recording = _recorded(self.ready, len(self.inputs.slots))
        self._bits, self._conditions = recording.tape.play(self.inputs), recording.conditions
        self.atoms |= {key: self._played(places) for key, places in recording.atoms.items()}
        self.fired |= {key: self._played(places) for key, places in recording.fired.items()}

    def _played(self, places: Places) -> Levels:
        firm, established, possible = places
        return Levels(self._bits[firm], self._bits[established], self._bits[possible])


class Recording:
    """A walk on tape: where what is kept of it is found."""

    def __init__(self, ready: Ready, slots: int) -> None:
        self.ready, self.slots, self.tape = ready, slots, Tape()
        walked = Walked(ready, Expected(ready.kb, slots, self.tape))
        derived = {
            (slot, conclusion.attribute, conclusion.value)
            for rule in ready.kb.rules.values()
            for slot in walked.slots(rule)
            for conclusion in rule.then
        }
        atoms = {key: levels for key, levels in walked.atoms.items() if key in derived}
        kept = (*atoms.values(), *walked.fired.values(), *walked.known.values())
        self.tape.close(bits for levels in kept for bits in levels)
        self.atoms = {key: self._places(levels) for key, levels in atoms.items()}
        self.fired = {key: self._places(levels) for key, levels in walked.fired.items()}
        self.conditions = {key: self._places(levels) for key, levels in walked.known.items()}

    def _places(self, levels: Levels) -> Places:
        firm, established, possible = map(self.tape.place, levels)
        return firm, established, possible


_recordings: deque[Recording] = deque(maxlen=8)


def _recorded(ready: Ready, slots: int) -> Recording:
    """The recording for so many slots, made once."""
    for recording in _recordings:
        if recording.ready is ready and recording.slots == slots:
            return recording
    recording = Recording(ready, slots)
    _recordings.append(recording)
    return recording
