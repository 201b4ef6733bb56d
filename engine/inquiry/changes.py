"""How each fact of a flip changes: one value that does, and all the others that do as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.inquiry.answers import Change, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair, Slot
from engine.inquiry.solver import Literal, Model
from engine.knowledge.conditions import Value

WAYS = 10
"""So many ways to change the members of a set are looked for."""
Values = dict[Pair, list[Literal]]
"""The new values of facts, as the atoms that state them."""


class Changes:
    """Makes the changes of one case plain: near, few and with their alternatives."""

    def __init__(self, view: View) -> None:
        self.view, self.solver = view, view.solver

    def plainest(self, pairs: Sequence[Pair], model: Model, base: Sequence[Literal]) -> Values:
        """New values of these facts, as in the answer set or plainer. `base` has all else that is so.

        Raises GaveUp.
        """
        new = {pair: self.view.literals(model, self.view.told(pair)) for pair in pairs}
        for pair in pairs:
            new[pair] = self._plainest(pair, new, base)
        return new

    def of(self, new: Values, base: Sequence[Literal], verdict: Literal) -> tuple[Change, ...]:
        """The changes to these values, each with all other values with which the verdict is sure as well.

        `base` has the facts that stay and what is assumed of the unknowns. Raises GaveUp.
        """
        return tuple(self._change(pair, new, base, verdict) for pair in new)

    def _plainest(self, pair: Pair, new: Values, base: Sequence[Literal]) -> list[Literal]:
        """The new value of the fact: the first that does, of a number the nearest, of a set the least."""
        rest, told = self._rest(pair, new, base), self.view.told(pair)
        if told[0].member is not None:
            return self._ways(told, self._fewest(told, new[pair], rest), rest)[0]
        options = self._options(told[0], rest)
        attribute, before = self.view.ground.kb.attributes[pair[1]], self.view.facts[pair].values[0]
        if attribute.type == "number" and not isinstance(before, str):
            number = before
            return [min(options, key=lambda option: option[0].gap(number))[1]]
        return [options[0][1]]

    def _change(self, pair: Pair, new: Values, base: Sequence[Literal], verdict: Literal) -> Change:
        rest, told, fact = self._rest(pair, new, base), self.view.told(pair), self.view.facts[pair]
        if told[0].member is not None:
            found = self._ways(told, new[pair], [*rest, verdict])
            others = [literals for literals in found if literals != new[pair]]
            sure = [literals for literals in others[:WAYS] if self._sure([*rest, *literals], verdict)]
            ways = tuple(self._sides(told, literals) for literals in sure)
            return Change(fact, self._sides(told, new[pair]), (), ways, len(sure) == len(others))
        options = self._options(told[0], [*rest, verdict])
        (chosen,) = (cell for cell, atom in options if atom in new[pair])
        cells = tuple(cell for cell, atom in options if self._sure([*rest, atom], verdict))
        attribute, before = self.view.ground.kb.attributes[pair[1]], fact.values[0]
        if attribute.type == "number" and not isinstance(before, str):
            after = Supposed(*pair, (chosen.near(before, attribute.integer),), cell=chosen)
        else:
            after = Supposed(*pair, (chosen.value,))
        return Change(fact, after, cells)

    def _sure(self, assumed: list[Literal], verdict: Literal) -> bool:
        """Whether it is this verdict whatever the unknowns are; as things stand there is but one."""
        return not self.view.free or not self.solver.satisfiable([*assumed, -verdict])

    def _rest(self, pair: Pair, new: Values, base: Sequence[Literal]) -> list[Literal]:
        return [*base, *_all(literals for other, literals in new.items() if other != pair)]

    def _options(self, slot: Slot, rest: list[Literal]) -> list[tuple[Cell, int]]:
        """The values that do; what is stated now is none of them, since every change of a flip is needed."""
        return [option for option in slot.options if self.solver.satisfiable([*rest, option[1]])]

    def _fewest(self, told: list[Slot], literals: list[Literal], rest: list[Literal]) -> list[Literal]:
        """The members' sides, of those that changed as few as can be: no part of them alone does."""
        given = self.view.given[told[0].pair]
        while True:
            moved = [literal for literal in literals if literal not in given]
            fewer = self._guard(moved)
            sides = [slot for slot in told if any(atom in moved for _, atom in slot.options)]
            stay = [literal for literal in literals if literal in given]
            model = self.solver.solve([*rest, fewer, *stay, *(-slot.unknown for slot in sides)])
            if model is None:
                return literals
            literals = self.view.literals(model, told)

    def _guard(self, together: Iterable[Literal]) -> Literal:
        """An assumption that not all of these hold."""
        guard = self.solver.atom()
        self.solver.choice(guard)
        self.solver.forbid([guard, *together])
        return guard

    def _ways(self, told: list[Slot], first: list[Literal], rest: list[Literal]) -> list[list[Literal]]:
        """The members' sides of all subset-minimal changes that do; of those found, the plainest first.

        `first` is one of them. There are more where more than WAYS others come up.
        """
        other, literals, found = [*rest], first, [first]
        while len(found) <= WAYS + 1:
            other.append(self._guard(literal for literal in literals if not self._stated(told, literal)))
            model = self.solver.solve([*other, *(-slot.unknown for slot in told)])
            if model is None:
                break
            literals = self._fewest(told, self.view.literals(model, told), other)
            found.append(literals)
        return sorted(found, key=lambda literals: self._moved(told, literals))

    def _moved(self, told: list[Slot], literals: list[Literal]) -> tuple[int, list[int]]:
        """How many members change sides, and which, by their places."""
        moved = [i for i, literal in enumerate(literals) if not self._stated(told, literal)]
        return len(moved), moved

    def _stated(self, told: list[Slot], literal: Literal) -> bool:
        return literal in self.view.given[told[0].pair]

    def _sides(self, told: list[Slot], literals: list[Literal]) -> Supposed:
        """The members that change sides."""
        inside: list[Value] = []
        excluded: list[Value] = []
        for slot, literal in zip(told, literals, strict=True):
            assert slot.member is not None
            if not self._stated(told, literal):
                (inside if literal == slot.options[0][1] else excluded).append(slot.member)
        return Supposed(*told[0].pair, tuple(inside), tuple(excluded))


def _all(groups: Iterable[list[Literal]]) -> list[Literal]:
    return [literal for literals in groups for literal in literals]
