"""What every tree of an explanation shares: the numbers, how deep it goes, and the facts at its ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import count

from engine.advice.calls import Call
from engine.advice.explanation import Again, Asked, Given, Node
from engine.advice.grounded import Grounded
from engine.advice.speech import Speech
from engine.cases.model import Atom, Fact
from engine.knowledge.conditions import Condition


class Ledger:
    """Numbers nodes in the order in which they are shown, and knows which were."""

    def __init__(self, speech: Speech, depth: int | None, everything: bool) -> None:
        self.speech, self.standings = speech, speech.standings
        self.kb, self.steps = speech.kb, speech.standings.derivation.steps
        self.grounded = Grounded(self.standings)
        self.depth, self.everything = depth, everything
        self.shown: dict[Hashable, int] = {}
        self.numbers = count(1)
        self.exclude: Callable[[Condition, str, int], Call[tuple[Node, ...]]]
        """What excludes a condition; set by whoever can tell."""

    def too_deep(self, level: int) -> bool:
        """Whether nodes at this level are not unfolded any more."""
        return self.depth is not None and level > self.depth

    def number(self, key: Hashable) -> int:
        """The next number, given to what the key stands for."""
        self.shown[key] = next(self.numbers)
        return self.shown[key]

    def fact(self, fact: Fact) -> Node:
        """What the case states about one attribute."""
        key = ("fact", fact.entity, fact.attribute)
        sentence = self.speech.fact(fact)
        if key in self.shown:
            return Again(self.shown[key], sentence)
        return Given(self.number(key), sentence, fact)

    def asked(self, entity: str, attribute: str) -> Node:
        """That nobody stated it."""
        key, unknown = ("asked", entity, attribute), self.speech.unknown(entity, attribute)
        if key in self.shown:
            return Again(self.shown[key], unknown.name)
        return Asked(self.number(key), unknown)

    def members(self, atoms: list[Atom]) -> Node:
        """Several members of one stated set, as one fact."""
        values = tuple(atom.value for atom in atoms)
        first = atoms[0]
        fact = self.standings.fact(first.entity, first.attribute)
        assert fact is not None, "an input comes from a fact"
        sentence = self.speech.values(first.entity, first.attribute, values)
        known = {self.shown.get(atom) for atom in atoms}
        key = ("members", first.entity, first.attribute, values)
        shown = self.shown.get(key) or (known.pop() if len(known) == 1 else None)
        if shown is not None:
            return Again(shown, sentence)
        number = self.number(key)
        self.shown.update((atom, number) for atom in atoms if atom not in self.shown)
        return Given(number, sentence, fact)
