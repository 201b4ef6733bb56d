"""Random knowledge bases and cases over the whole language, from a seed or as strategies of hypothesis."""

from __future__ import annotations

import json
from random import Random

from hypothesis import strategies as st

from engine.cases.model import ROOT, Case, Fact
from engine.errors import KnowledgeError
from engine.knowledge.loader import load_files
from engine.knowledge.model import Attribute, KnowledgeBase
from tests.naive import forbidden
from tests.programs import Documents, Maker

PARTS = ("alpha", "b c", "élan")


def random_documents(rng: Random) -> Documents:
    """The files of a knowledge base; a few of them are not stratified."""
    return Maker(rng).documents()


def to_files(documents: Documents) -> dict[str, bytes]:
    """The files, written as JSON, which is YAML."""
    return {path: json.dumps(document).encode() for path, document in documents.items()}


def random_kb(rng: Random) -> KnowledgeBase:
    """A knowledge base that the loader accepts."""
    while True:
        try:
            return load_files(to_files(random_documents(rng)))
        except KnowledgeError as error:
            if any(problem.code != "cycle" for problem in error.problems):
                raise


def random_case(rng: Random, kb: KnowledgeBase) -> Case:
    """A case that violates no constraint."""
    while forbidden(kb, case := any_case(rng, kb)):
        pass
    return case


def any_case(rng: Random, kb: KnowledgeBase) -> Case:
    """A case, never mind the constraints."""
    count = rng.choice([None, 0, 1, 2, 2, 3])
    parts = None if count is None else tuple(sorted(rng.sample(PARTS, count)))
    known = rng.choice([0.0, 0.3, 0.6, 0.9, 1.0])
    facts = [
        fact
        for entity in (ROOT, *(parts or ()))
        for name in sorted(kb.attributes)
        if (attribute := kb.attributes[name]).asked and (attribute.scope == "root") == (entity == ROOT)
        if rng.random() < known and (fact := _fact(rng, entity, attribute))
    ]
    return Case("made", tuple(facts), parts)


def _fact(rng: Random, entity: str, attribute: Attribute) -> Fact | None:
    """Something that may be stated about the attribute."""
    values = attribute.values
    if attribute.type == "number":
        low, high = (
            (-4 if attribute.low is None else attribute.low),
            (4 if attribute.high is None else attribute.high),
        )
        number = rng.choice([low, low + 1, low + 0.25, low + 1.5, (low + high) / 2, high - 1, high])
        return Fact(entity, attribute.name, (_whole(round(number) if attribute.integer else number),))
    if attribute.type != "set":
        return Fact(entity, attribute.name, (rng.choice(values),))
    side = {
        value: rng.choice(["in", "out", "open"] if rng.random() < 0.4 else ["in", "out"]) for value in values
    }
    inside, outside = (tuple(v for v in values if side[v] == where) for where in ("in", "out"))
    closed = len(inside) + len(outside) == len(values)
    return Fact(entity, attribute.name, inside, outside, closed) if inside or outside else None


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def random_program(rng: Random) -> tuple[KnowledgeBase, Case]:
    """A knowledge base with a case."""
    kb = random_kb(rng)
    return kb, random_case(rng, kb)


seeds = st.integers(0, 2**32 - 1)


def knowledge_bases() -> st.SearchStrategy[KnowledgeBase]:
    """Strategy: knowledge bases that the loader accepts."""
    return seeds.map(lambda seed: random_kb(Random(seed)))


def cases(kb: KnowledgeBase) -> st.SearchStrategy[Case]:
    """Strategy: cases of the knowledge base that violate no constraint."""
    return seeds.map(lambda seed: random_case(Random(seed), kb))
