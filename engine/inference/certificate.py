"""The proof checker: it accepts a derivation only if every step, absence, bound and verdict in it is right.

It shares no evaluation code with what made the derivation, and needs no strata: positive parts of a step
rest on earlier steps, negated parts are judged on the finished model, and nothing else may be applicable.
That is the test of a stable model (Gelfond and Lifschitz 1988), and a stratified program has just one. Each
bound is the least model against the other (docs/semantics.md), and that pair is unique there, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from math import ceil, floor
from typing import TypeAlias

from engine.cases.model import ROOT, Atom, Case, Fact
from engine.errors import CertificateError, Problem
from engine.inference.derivation import (
    CONFLICT,
    Absence,
    Bounds,
    Defeat,
    Derivation,
    Either,
    Firing,
    Guard,
    Held,
    How,
    Parts,
    Plain,
    Silence,
    Status,
    Step,
    Support,
    Together,
    Verdict,
)
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
from engine.knowledge.model import KnowledgeBase, Rule

Pair: TypeAlias = tuple[str, str]


class Model:
    """A set of atoms, kept by (entity, attribute), and of firings (rule id, entity)."""

    def __init__(self, parts: tuple[str, ...], open_numbers: Iterable[Pair] = ()) -> None:
        self.parts, self.open_numbers = parts, frozenset(open_numbers)
        self.values: dict[Pair, set[Value]] = {}
        self.fired: set[Pair] = set()

    def add(self, atoms: Iterable[tuple[str, str, Value]]) -> None:
        for entity, attribute, value in atoms:
            self.values.setdefault((entity, attribute), set()).add(value)

    def atoms(self) -> list[tuple[str, str, Value]]:
        """All atoms in atom order (one attribute never mixes types of values)."""
        return sorted((*pair, value) for pair, values in self.values.items() for value in values)
