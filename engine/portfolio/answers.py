"""The answers of a chunk of cases as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.errors import Problem, UsageError
from engine.knowledge.nearest import quoted
from engine.portfolio.bits import Bits
from engine.portfolio.columns import Slot
from engine.portfolio.layout import SPECIAL, STATUSES, Layout, Spot, firing_name
from engine.portfolio.lists import listed

CONFLICT, NONE = -2, -1
"""In place of the index of a value: several values, no value."""
_WORD = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What was found out about a chunk, by the spot that it is about.

    Where a row has no part in a slot, nothing is set in its bits, and its codes mean nothing.
    """

    verdicts: Mapping[Spot, tuple[NDArray[Any], NDArray[Any]]]
    """Of each goal (index of the value, CONFLICT or NONE) and (index in STATUSES), one a row."""
    fired: Mapping[Spot, Bits]
    """The firings that are established, by rule."""
    unknowns: Mapping[Spot, Bits]
    """The unknown facts to be told, by attribute."""
    sets: Callable[[int], Mapping[str, Any]] = lambda row: {}
    """Of a row more that its derivation must agree with: the three models."""


def schema(layout: Layout) -> Any:
    """The schema of the answers. Raises UsageError where two columns would have one name."""
    words = pa.list_(_WORD)
    fields = [("case", pa.string())]
    for place, (verdict, status, _) in enumerate(layout.pairs()):
        fields += [(verdict, _WORD), (status, _WORD)]
        if place == 0:
            fields.append((layout.unknowns, words))
    if layout.parts is None and layout.goals("part"):
        told = [(name, _WORD) for name in ("part", "goal", "verdict", layout.status)]
        fields.append((layout.kb.words.plural, pa.list_(pa.struct(told))))
    fields += [("fired", words), ("presumptions", words), ("knowledge", _WORD), ("tool", _WORD)]
    names = [name for name, _ in fields]
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        what = f"the answers would have two columns {quoted(twice[0])}"
        hint = f"call that {layout.kb.words.singular} otherwise, in the table or in the file of --map"
        raise UsageError(Problem("column-twice", what, None, hint))
    return pa.schema(fields)


def answers(layout: Layout, keys: Any, slots: Sequence[Slot], answered: Answered) -> Any:
    """The answers to the cases of these keys, as a record batch of `schema`."""
    rows, names = len(keys), _names(layout, slots)
    columns = [keys]
    for place, (_, _, spot) in enumerate(layout.pairs()):
        present = _present(slots, spot, rows)
        columns += _verdict(layout, answered, spot, present)
        if place == 0:
            columns.append(_unknowns(layout, answered, rows, names))
    if layout.parts is None and layout.goals("part"):
        columns.append(_of_parts(layout, answered, slots, rows))
    fired = sorted(answered.fired, key=lambda s: (_rules(layout)[s.what], -1 if s.slot is None else s.slot))
    presumed = [spot for spot in fired if layout.kb.rules[spot.what].presumption]
    for spots in (fired, presumed):
        bits = [answered.fired[spot] for spot in spots]
        columns.append(listed(spots, bits, rows, names, lambda part, rule: firing_name(rule, part)))
    columns += [_same(layout.kb.digest, rows), _same(layout.tool, rows)]
    return pa.record_batch(columns, schema=schema(layout))


def _rules(layout: Layout) -> Mapping[str, int]:
    return {rule: place for place, rule in enumerate(layout.kb.rules)}


def _names(layout: Layout, slots: Sequence[Slot]) -> list[str | tuple[str, ...]]:
    return [slot.names for slot in slots] if layout.parts is None else list(layout.parts)


def _present(slots: Sequence[Slot], spot: Spot, rows: int) -> NDArray[np.bool_]:
    if spot.slot is None:
        return np.ones(rows, np.bool_)
    return slots[spot.slot].present if spot.slot < len(slots) else np.zeros(rows, np.bool_)


def _verdict(layout: Layout, answered: Answered, spot: Spot, present: NDArray[np.bool_]) -> list[Any]:
    """The words for the verdict and for its status; null where there is no such part."""
    values = len(layout.kb.attributes[spot.what].values)
    absent = None if present.all() else ~present
    if spot not in answered.verdicts:
        nothing = np.zeros(len(present), np.int32)
        return [_words(nothing, layout.verdicts(spot.what), absent), _words(nothing, STATUSES, absent)]
    codes, statuses = answered.verdicts[spot]
    word = codes.astype(np.int32)
    word[codes == CONFLICT] = values + SPECIAL.index("conflict")
    none = codes == NONE
    word[none] = values + np.where(statuses[none] == STATUSES.index("not applicable"), 2, 1)
    return [
        _words(word, layout.verdicts(spot.what), absent),
        _words(statuses.astype(np.int32), STATUSES, absent),
    ]


def _unknowns(layout: Layout, answered: Answered, rows: int, names: Sequence[Any]) -> Any:
    order = {name: place for place, name in enumerate(layout.kb.attributes)}
    spots = sorted(answered.unknowns, key=lambda s: (order[s.what], -1 if s.slot is None else s.slot))
    return listed(spots, [answered.unknowns[spot] for spot in spots], rows, names, layout.fact)


def _of_parts(layout: Layout, answered: Answered, slots: Sequence[Slot], rows: int) -> Any:
    """For each row the verdicts on its parts."""
    goals = [goal.attribute for goal in layout.goals("part")]
    spots = [Spot(slot, goal) for slot in range(len(slots)) for goal in goals]
    if not spots:
        kind = schema(layout).field(layout.kb.words.plural).type
        return pa.array([[]] * rows, kind)
    marks = np.stack([slots[spot.slot or 0].present for spot in spots])
    offsets = np.zeros(rows + 1, np.int32)
    np.cumsum(marks.sum(axis=0, dtype=np.int32), out=offsets[1:])
    row, spot_of = np.divmod(np.flatnonzero(np.ascontiguousarray(marks.T)), len(spots))
    own = [[s.names] * rows if isinstance(s.names, str) else s.names for s in slots]
    part = [own[spots[s].slot or 0][r] for r, s in zip(row.tolist(), spot_of.tolist(), strict=True)]
    words = tuple(dict.fromkeys(word for goal in goals for word in layout.verdicts(goal)))
    verdict, status = np.zeros(len(row), np.int32), np.zeros(len(row), np.int32)
    for place, spot in enumerate(spots):
        here = spot_of == place
        told, sure = _verdict(layout, answered, spot, np.ones(rows, np.bool_))
        place_of = np.array([words.index(word) for word in layout.verdicts(spot.what)], np.int32)
        verdict[here] = place_of[told.indices.to_numpy()[row[here]]]
        status[here] = sure.indices.to_numpy()[row[here]]
    goal_of = np.array([goals.index(spot.what) for spot in spots], np.int32)[spot_of]
    fields = [
        pa.array(part, pa.string()).dictionary_encode(),
        _words(goal_of, [layout.short(goal) for goal in goals]),
        _words(verdict, words),
        _words(status, STATUSES),
    ]
    structs = pa.StructArray.from_arrays(fields, ["part", "goal", "verdict", layout.status])
    return pa.ListArray.from_arrays(pa.array(offsets), structs)


def _words(codes: NDArray[np.int32], words: Sequence[str], absent: NDArray[np.bool_] | None = None) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=absent), pa.array(words, pa.string()))


def _same(word: str, rows: int) -> Any:
    return _words(np.zeros(rows, np.int32), [word])
