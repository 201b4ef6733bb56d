"""What the knowledge base says alone, beside what its packs make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.advice.recommendation import Answer, Apart, Recommendation, Side
from engine.cases.model import Case
from engine.inference.derivation import CONFLICT
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.packs import PACKS


def without_packs(kb: KnowledgeBase) -> KnowledgeBase:
    """The same knowledge base without its packs. Raises KnowledgeError where it is none alone."""
    own = {name: data for name, data in kb.files.items() if not name.startswith(PACKS)}
    return load_files(own, kb.directory)


def told_to(kb: KnowledgeBase, case: Case) -> Case:
    """What the case tells this knowledge base, which knows fewer attributes."""
    return replace(
        case,
        facts=tuple(fact for fact in case.facts if fact.attribute in kb.attributes),
        said_unknown=tuple(pair for pair in case.said_unknown if pair[1] in kb.attributes),
    )


def apart(together: Recommendation, alone: Recommendation) -> tuple[Apart, ...]:
    """The verdicts of both that differ in value or status, in the order of the answer."""
    return tuple(_differing(together, alone))


def _differing(together: Recommendation, alone: Recommendation) -> Iterator[Apart]:
    before = {(each.verdict.entity, each.verdict.attribute): each for each in alone.answers}
    for answer in together.answers:
        verdict = answer.verdict
        other = before.get((verdict.entity, verdict.attribute))
        if other is not None:
            sides = _side(other), _side(answer)
            if (sides[0].value, sides[0].status) != (sides[1].value, sides[1].status):
                yield Apart(verdict.entity, verdict.attribute, answer.label, *sides)


def _side(answer: Answer) -> Side:
    verdict = answer.verdict
    word = CONFLICT if verdict.value == CONFLICT else answer.word
    if not answer.reasons:
        return Side(verdict.value, word, verdict.status, "")
    first = answer.reasons[0]
    return Side(verdict.value, word, verdict.status, first.text, first.pack)
