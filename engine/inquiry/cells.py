"""The values that an input may take, as finitely many cells that no rule can tell apart inside.

A number's range is cut at each threshold that a rule or a constraint mentions, on the side that its
operator needs; `integer` attributes lose the cells without an integer. Every other value is its own cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import ceil, floor

from engine.frozen import frozen
from engine.knowledge.conditions import InRange, Value, walk
from engine.knowledge.model import Attribute, KnowledgeBase

Number = int | float
Cut = tuple[Number, bool]
"""A place between two numbers: just before the number, or (True) just after it."""


@frozen
class Cell:
    """Values that every rule treats alike. `value` stands for all; the ends are those of a number's cell."""

    value: Value
    low: Number | None = None
    high: Number | None = None
    low_open: bool = False
    high_open: bool = False

    def holds(self, value: Value) -> bool:
        """Whether the value lies in the cell."""
        if self.low is None and self.high is None and (isinstance(self.value, bool | str)):
            return value == self.value
        if isinstance(value, bool | str):
            return False
        return self.test("").holds(value)

    def test(self, attribute: str) -> InRange:
        """The test that a number of the attribute is in the cell."""
        return InRange(attribute, self.low, self.high, self.low_open, self.high_open)

    def near(self, number: Number, integer: bool) -> Number:
        """A plain number in the cell that is near the given one, which is not in it."""
        if self.low is not None and number <= self.low:
            found = _least(self.low, self.low_open) if integer or self.low_open else self.low
        elif self.high is not None:
            found = _most(self.high, not self.high_open) if integer or self.high_open else self.high
        else:
            return number
        if self.holds(found):
            return found
        assert isinstance(self.value, int | float)
        return self.value

    def gap(self, number: Number) -> Number:
        """How far the cell is from the number."""
        if self.low is not None and number <= self.low:
            return self.low - number
        return 0 if self.high is None or number < self.high else number - self.high


Cells = dict[str, tuple[Cell, ...]]
"""By attribute, in the order of the domain; of a set, one cell for each member."""


def cells(kb: KnowledgeBase, other: KnowledgeBase | None = None) -> Cells:
    """The cells of every asked attribute; with another knowledge base, those that both can read.

    Then ranges are cut by the thresholds of both, and an attribute that the other does not ask, or asks
    in another form, has none.
    """
    bases = (kb,) if other is None else (kb, other)
    cuts: dict[str, set[Cut]] = {}
    for base in bases:
        for condition in (*(r.when for r in base.rules.values()), *(c.never for c in base.constraints)):
            for test, _ in walk(condition):
                if isinstance(test, InRange):
                    cuts.setdefault(test.attribute, set()).update(_cuts(test))
    return {
        name: _cells([base.attributes.get(name) for base in bases], cuts.get(name, set()))
        for name, attribute in kb.attributes.items()
        if attribute.asked
    }


def _cells(alike: list[Attribute | None], cuts: set[Cut]) -> tuple[Cell, ...]:
    """The cells of the values that all these attributes have."""
    first = alike[0]
    assert first is not None
    for each in alike:
        if each is None or not each.asked or (each.type, each.scope, each.unit) != _form(first):
            return ()
    known = [each for each in alike if each is not None]
    if first.type != "number":
        return tuple(Cell(v) for v in first.values if all(v in each.values for each in known))
    low = max((each.low for each in known if each.low is not None), default=None)
    high = min((each.high for each in known if each.high is not None), default=None)
    return _ranges(low, high, any(each.integer for each in known), cuts)


def _form(attribute: Attribute) -> tuple[str, str, str]:
    return attribute.type, attribute.scope, attribute.unit


def _cuts(test: InRange) -> Iterable[Cut]:
    if test.low is not None:
        yield test.low, test.low_open
    if test.high is not None:
        yield test.high, not test.high_open


def _ranges(low: Number | None, high: Number | None, integer: bool, cuts: set[Cut]) -> tuple[Cell, ...]:
    """The cells between the cuts that lie between these ends."""
    start: Cut | None = None if low is None else (low, False)
    end: Cut | None = None if high is None else (high, True)
    inside = sorted(cut for cut in cuts if (start is None or cut > start) and (end is None or cut < end))
    found = []
    for before, after in pairwise((start, *inside, end)):
        value = _inside(before, after, integer)
        if value is not None:
            low, low_open = before if before else (None, False)
            high, high_closed = after if after else (None, True)
            found.append(Cell(value, low, high, low_open, not high_closed))
    return tuple(found)


def _inside(before: Cut | None, after: Cut | None, integer: bool) -> Number | None:
    """A plain number between the cuts, or None where there is none."""
    least = None if before is None else _least(*before)
    most = None if after is None else _most(*after)
    if least is not None and (most is None or least <= most):
        return least
    if most is not None and least is None:
        return most
    if before is None or after is None:
        return 0
    if integer:
        return None
    middle = (before[0] + after[0]) / 2
    return int(middle) if middle == int(middle) else middle


def _least(number: Number, after: bool) -> int:
    """The least integer past the cut."""
    return floor(number) + 1 if after else ceil(number)


def _most(number: Number, after: bool) -> int:
    """The greatest integer up to the cut."""
    return floor(number) if after else ceil(number) - 1
