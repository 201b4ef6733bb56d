"""The least changes to what is stated that give another verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED, Flip, Flips
from engine.inquiry.changes import Changes
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp, Literal, Model
from engine.inquiry.supposed import suppose

MOST = 1000
"""How many flips are looked for, unless more are wanted."""
SIZED = 5_000
"""Wrong turns before the search by size is given up: that none is so small can be long to prove."""
Sets = list[frozenset[Pair]]


class Flipper:
    """Searches for flips of one goal's verdict. What a flip changes is a whole fact, a set counting once.

    The facts about the pairs in `keep` are left as they are.
    """

    def __init__(self, view: View, goal: Pair, verdict: str, keep: Collection[Pair] = ()) -> None:
        self.view, self.goal, self.verdict, self.solver = view, goal, verdict, view.solver
        self.keep = frozenset(keep)
        self._changed = {pair: self._changed_atom(pair) for pair in view.given if pair not in self.keep}
        self._order = {pair: index for index, pair in enumerate(view.ground.slots)}
        self._changes = Changes(view)

    def flips(self, to: str | None = None, shown: int | None = None, most: int = MOST) -> Flips:
        """The flips to that verdict, or to anything else; at most so many are looked for, and shown.

        Those that are shown are the first: none that is not has fewer changes, unless the solver gave up.
        """
        sets, whole, gave_up = self._sets(to, most)
        sets.sort(key=lambda pairs: (len(pairs), [self._order[pair] for pair in self._sorted(pairs)]))
        found: list[Flip] = []
        try:
            found.extend(self._flip(self._sorted(pairs), to) for pairs in sets[:shown])
        except GaveUp:
            gave_up = True
        return Flips(tuple(found), len(sets), whole, gave_up)

    def reachable(self, to: str | None = None) -> bool:
        """Whether any change at all gives that verdict, or another one. Raises GaveUp."""
        wanted = self._goal(to)
        return wanted is not None and self.solver.satisfiable([*self._assumed(), wanted])

    def _sets(self, to: str | None, most: int) -> tuple[Sets, bool, bool]:
        """The sets of facts to change; whether these are all, and whether the solver gave up."""
        sets, gave_up = self._some(to, most)
        if len(sets) <= most:
            return sets, not gave_up, gave_up
        # Too many: the small ones are not always found first, so they are asked for by size.
        first, before = sets, Sets()
        for size in range(1, len(self._changed)):
            sets, gave_up = self._some(to, most, size)
            if gave_up or len(sets) > most:
                break
            before = sets
        others = first if gave_up else []
        return list(dict.fromkeys([*before, *sets, *others]))[:most], False, gave_up

    def _some(self, to: str | None, most: int, size: int | None = None) -> tuple[Sets, bool]:
        """One set more than `most`, where there are so many; none with more facts than `size`."""
        sets: Sets = []
        try:
            for model in self._models(to, most + 1, size):
                sets.append(frozenset(p for p, atom in self._changed.items() if model.holds(atom)))
        except GaveUp:
            return sets, True
        return sets, False

    def _models(self, to: str | None, most: int, size: int | None) -> Iterator[Model]:
        """An answer set for each subset-minimal set of changed facts, or so many of them."""
        wanted = self._goal(to)
        if wanted is None or not self._changed:
            return iter(())
        assumed = [*self._assumed(), wanted]
        if size is not None:
            more = self.solver.atom()
            self.solver.at_least(more, size + 1, self._changed.values())
            assumed.append(-more)
        return self.solver.minimal(assumed, most, None if size is None else SIZED)

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

    def _assumed(self) -> list[Literal]:
        """The facts that are left alone, and the unknowns' state; every other fact has some value."""
        return self.view.assume([pair for pair in self.view.given if pair not in self._changed])

    def _sorted(self, pairs: Iterable[Pair]) -> list[Pair]:
        return sorted(pairs, key=self._order.__getitem__)

    def _flip(self, pairs: list[Pair], to: str | None) -> Flip:
        """The flip that changes these facts. Raises GaveUp."""
        view = self.view
        base = view.assume([pair for pair in view.given if pair not in pairs])
        reached = self._reached(base, to)
        (verdict, model), *others = reached.items()
        atom = view.verdict(self.goal, verdict)
        assert atom is not None
        new = self._changes.plainest(pairs, model, [*base, atom])
        deciding: tuple[Pair, ...] = ()
        if view.free:
            said = [literal for literals in new.values() for literal in literals]
            witness = self.solver.solve([*base, *said, atom])
            assert witness is not None, "every single change was tried with the others"
            groups = {pair: view.literals(witness, slots) for pair, slots in view.unknown.items()}
            forced = shrink(self.solver, [*base, *said, -atom], groups)
            assert forced is not None, "a complete case has one verdict"
            deciding, model = forced, witness
            base += [literal for pair in deciding for literal in groups[pair]]
        changes = self._changes.of(new, base, atom)
        supposed = [change.after for change in changes]
        supposed += view.answers(model, view.unknown) if view.free else ()
        made, answers = suppose(view.case, view.ground.kb, supposed), view.answers(model, deciding)
        return Flip(changes, verdict, answers, made, tuple(other for other, _ in others))

    def _reached(self, base: list[Literal], to: str | None) -> dict[str, Model]:
        """The verdicts that changes of these facts give, with an answer set each: declared ones first."""
        known = self.view.ground.verdicts[self.goal]
        domain = map(str, self.view.ground.kb.attributes[self.goal[1]].values)
        found = {}
        for verdict in (*domain, CONFLICT, UNDETERMINED, NOT_APPLICABLE):
            if verdict in known and verdict != self.verdict and to in (None, verdict):
                model = self.solver.solve([*base, known[verdict]])
                if model is not None:
                    found[verdict] = model
        return found
