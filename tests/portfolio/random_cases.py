"""Cases at random, of any knowledge base."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from engine.cases.constraints import violations
from engine.cases.model import ROOT, Case, Fact
from engine.inference.infer import Inference, in_process
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import Attribute, KnowledgeBase

NAMES = ("desk", "mail room", "a.b", "hiring")


@cache
def prepared(directory: str) -> tuple[KnowledgeBase, Inference]:
    """The knowledge base, and the engine ready for it."""
    kb = load_knowledge(directory)
    return kb, in_process(kb)


def random_cases(kb: KnowledgeBase, count: int, seed: int, known: float = 0.6) -> Iterator[Case]:
    """Cases that break no constraint; `known` is the share of facts that are stated."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        order = tuple(rng.sample(NAMES, rng.randint(0, len(NAMES))))
        facts = [
            random_fact(rng, entity, attribute)
            for entity in (ROOT, *sorted(order))
            for attribute in sorted(kb.attributes.values(), key=lambda each: each.name)
            if attribute.asked and (attribute.scope == "root") == (entity == ROOT) and rng.random() < known
        ]
        case = Case(f"case {made}", tuple(facts), tuple(sorted(order)), part_order=order)
        if not list(violations(kb, case)):
            made += 1
            yield case


def random_fact(rng: random.Random, entity: str, attribute: Attribute) -> Fact:
    """Any value of the attribute."""
    if attribute.type == "number":
        low, high = attribute.low or 0, attribute.high or 40
        return Fact(entity, attribute.name, (rng.randint(int(low), int(high)),))
    if attribute.single:
        return Fact(entity, attribute.name, (rng.choice(attribute.values),))
    inside = tuple(value for value in attribute.values if rng.random() < 0.3)
    outside = tuple(value for value in attribute.values if value not in inside)
    return Fact(entity, attribute.name, inside, outside)
