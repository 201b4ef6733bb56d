"""Little random programs in which much depends on what is stated: everything about them can be tried."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from random import Random

from engine.cases.model import Case
from engine.errors import KnowledgeError
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase
from tests.completions import count_completions
from tests.generate import random_case, to_files
from tests.inquiry.brute import values
from tests.programs import NUMBERS, Maker, _Attr

MOST, MOST_FREE = 120, 500
"""So many cases are tried for each program; with the unknowns free, of other facts and of completions."""
MOST_FACTS = 7
TRIES = 20


class Little(Maker):
    """A knowledge base of few attributes: rules conclude verdicts from what is asked, or a step between."""

    def __init__(self, rng: Random) -> None:
        super().__init__(rng)
        self.rules = self.rules[: rng.randint(3, 6)]

    def vocabulary(self) -> Iterator[_Attr]:
        for prefix, count in (("whole", 3), ("item", 2)):
            for i in range(count):
                kind = self.rng.choice(["boolean", "enum", "set", "set", "number"])
                values = {"boolean": [False, True], "number": []}.get(kind, ["a", "b", "c"])
                extra = dict(self.rng.choice(NUMBERS[:3])) if kind == "number" else {}
                yield _Attr(f"{prefix}.{kind}{i}", kind, 0, values, extra, self.chance(0.2))
            yield _Attr(f"{prefix}.verdict", "enum", 1 + (prefix == "whole"), ["x", "y", "z"])


def little(seed: int, free: bool) -> tuple[KnowledgeBase, Case] | None:
    """A program, or None where there is too much to try; `free`: in all completions."""
    rng = Random(seed)
    kb = _knowledge(rng)
    for _ in range(TRIES):
        case = random_case(rng, kb)
        ways = prod(len(values(kb, fact)) + 1 for fact in case.facts)
        few = ways * count_completions(kb, case) <= MOST_FREE if free else ways <= MOST
        if 1 < len(case.facts) <= MOST_FACTS and few:
            return kb, case
    return None


def _knowledge(rng: Random) -> KnowledgeBase:
    while True:
        try:
            return load_files(to_files(Little(rng).documents()))
        except KnowledgeError as error:
            if any(problem.code != "cycle" for problem in error.problems):
                raise
