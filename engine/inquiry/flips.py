"""The least changes to what is stated that give another verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from engine.inquiry.answers import Change, Flip, Flips, Supposed
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View, suppose
from engine.inquiry.slots import Pair, Slot
from engine.inquiry.solver import Literal, Model
from engine.knowledge.conditions import Value

MOST = 1000
"""How many flips are looked for, unless more are wanted."""


class Flipper:
    """Searches for flips of one goal's verdict. What a flip changes is a whole fact, a set counting once."""

    def __init__(self, view: View, goal: Pair, verdict: str, keep: Collection[str] = ()) -> None:
        self.view, self.goal, self.verdict, self.solver = view, goal, verdict, view.solver
        self._changed = {pair: self._changed_atom(pair) for pair in view.given if pair[1] not in keep}
        self._order = {pair: index for index, pair in enumerate(view.ground.slots)}

    def flips(self, to: str | None = None, most: int = MOST) -> Flips:
        """The flips to that verdict, or to anything else. Raises GaveUp."""
        sets = list(islice(self._models(to), most + 1))
        found = [self._flip(model) for model in sets[:most]]
        found.sort(key=lambda flip: (len(flip.changes), [self._place(change) for change in flip.changes]))
        return Flips(tuple(found), len(sets) <= most)

    def sets(self) -> Iterator[frozenset[Pair]]:
        """The facts changed by each flip to anything else, without looking at how."""
        for model in self._models(None):
            yield frozenset(self._pairs(model))

    def _changed_atom(self, pair: Pair) -> int:
        """The atom of the fact's being changed."""
        changed = self.solver.watch(self.solver.atom())
        for literal in self.view.given[pair]:
            self.solver.rule(changed, [-literal])
        self.solver.prefer_false(changed)
        return changed

    def _goal(self, to: str | None) -> Literal | None:
        if to is not None:
            return self.view.verdict(self.goal, to)
        now = self.view.verdict(self.goal, self.verdict)
        return self.solver.true if now is None else -now

    def _models(self, to: str | None) -> Iterator[Model]:
        """An answer set for each subset-minimal set of changed facts."""
        wanted = self._goal(to)
        if wanted is None or not self._changed:
            return iter(())
        fixed = [pair for pair in self.view.given if pair not in self._changed]
        return self.solver.minimal([*self.view.assume(fixed), wanted])

    def _pairs(self, model: Model) -> list[Pair]:
        changed = (pair for pair, atom in self._changed.items() if model.holds(atom))
        return sorted(changed, key=self._order.__getitem__)

    def _flip(self, model: Model) -> Flip:
        pairs = self._pairs(model)
        verdict = self.view.verdict_in(model, self.goal)
        atom = self.view.verdict(self.goal, verdict)
        assert atom is not None
        base = [*self.view.assume([pair for pair in self.view.given if pair not in pairs]), atom]
        new = {pair: self.view.literals(model, self.view.told(pair)) for pair in pairs}
        changes = tuple(self._change(pair, new, base) for pair in pairs)
        answers: tuple[Supposed, ...] = ()
        supposed = [change.after for change in changes]
        if self.view.free:
            said = _all(new.values())
            witness = self.solver.solve([*base, *said])
            assert witness is not None, "every single change was tried with the others"
            groups = {pair: self.view.literals(witness, slots) for pair, slots in self.view.unknown.items()}
            deciding = shrink(self.solver, [*base[:-1], *said, -atom], groups)
            assert deciding is not None, "a complete case has one verdict"
            answers = self.view.answers(witness, deciding)
            supposed += self.view.answers(witness, self.view.unknown)
        return Flip(changes, verdict, answers, suppose(self.view.case, self.view.ground.kb, supposed))

    def _change(self, pair: Pair, new: dict[Pair, list[Literal]], base: list[Literal]) -> Change:
        """How one of the facts changes, the others being changed as in `new`, where it is made plainer."""
        rest = [*base, *_all(literals for other, literals in new.items() if other != pair)]
        told, fact = self.view.told(pair), self.view.facts[pair]
        if told[0].member is not None:
            return Change(fact, self._members(told, new, rest))
        given = set(self.view.given[pair])
        options = [option for option in told[0].options if option[1] not in given]
        options = [option for option in options if self.solver.solve([*rest, option[1]]) is not None]
        attribute, before = self.view.ground.kb.attributes[pair[1]], fact.values[0]
        if attribute.type != "number" or isinstance(before, str):
            chosen = next(option for option in options if option[1] in new[pair])
            after = Supposed(*pair, (chosen[0].value,))
        else:
            chosen = min(options, key=lambda option: option[0].gap(before))
            new[pair] = [chosen[1]]
            after = Supposed(*pair, (chosen[0].near(before, attribute.integer),), cell=chosen[0])
        return Change(fact, after, tuple(cell for cell, _ in options))

    def _members(self, told: list[Slot], new: dict[Pair, list[Literal]], rest: list[Literal]) -> Supposed:
        """The members that change sides; one that need not stays where it was."""
        pair = told[0].pair
        given = set(self.view.given[pair])
        inside: list[Value] = []
        excluded: list[Value] = []
        for slot in told:
            atoms = {atom for _, atom in slot.options}
            if atoms & given & set(new[pair]):
                continue
            back = [literal for literal in new[pair] if literal not in atoms] + list(atoms & given)
            if self.solver.solve([*rest, *back]) is not None:
                new[pair] = back
            else:
                assert slot.member is not None
                (inside if slot.options[0][1] in new[pair] else excluded).append(slot.member)
        return Supposed(*pair, tuple(inside), tuple(excluded))

    def _place(self, change: Change) -> int:
        return self._order[change.before.entity, change.before.attribute]


def _all(groups: Iterable[list[Literal]]) -> list[Literal]:
    return [literal for literals in groups for literal in literals]
