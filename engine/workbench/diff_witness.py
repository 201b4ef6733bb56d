"""A case that two knowledge bases judge differently: as each of them reads it, as a file, and in words."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.model import Case, Fact
from engine.cases.reader import read_case
from engine.cases.written import write_case
from engine.frozen import frozen
from engine.inquiry.double import Double
from engine.inquiry.solver import Model
from engine.knowledge.model import KnowledgeBase


@frozen
class Witness:
    """The case as the old and as the new knowledge base reads its file.

    The files are two texts only where the two do not call the parts alike.
    """

    before: Case
    after: Case
    before_file: str
    after_file: str


def witness_of(double: Double, model: Model, name: str, old: KnowledgeBase, new: KnowledgeBase) -> Witness:
    """The witness of this answer set, read back from its files."""
    case = _joint(double.old.case(model, name), double.new.case(model, name), old, new)
    before = write_case(old, case)
    alike = old.words.plural == new.words.plural
    after = before if alike else write_case(new, case)
    return Witness(read_case(old, before.encode(), name), read_case(new, after.encode(), name), before, after)


def _joint(before: Case, after: Case, old: KnowledgeBase, new: KnowledgeBase) -> Case:
    """What a file says that both can read: a set is whole in it only where it is so for both."""
    found: dict[tuple[str, str], Fact] = {(fact.entity, fact.attribute): fact for fact in before.facts}
    for fact in after.facts:
        first = found.setdefault((fact.entity, fact.attribute), fact)
        if first.closed and not fact.closed:
            found[fact.entity, fact.attribute] = fact
    return replace(before, facts=tuple(found[pair] for pair in sorted(found)))
