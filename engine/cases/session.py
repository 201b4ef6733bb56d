"""An interview as a case file: what is known, and under `answered:` what was answered, in that order.

answered:
- rooms                     # the list of the parts
- house.people
- kitchen: room.damp
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from engine.cases.model import ROOT, Case, Fact
from engine.cases.names import Names, names_of, unknown_part
from engine.cases.reader import read_case
from engine.cases.written import case_lines, plain_text
from engine.errors import CaseError, Problem
from engine.frozen import frozen
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nodes import Mapping, Node, Scalar
from engine.knowledge.nodes import Sequence as SequenceNode
from engine.knowledge.read_vocabulary import ANSWERED
from engine.knowledge.shelf import shelved
from engine.knowledge.strict import read_document
from engine.knowledge.values import kind

Pair: TypeAlias = tuple[str, str]
LIST: Pair = (ROOT, "")
"""Stands for the list of parts among what was answered."""


@frozen
class Session:
    """An interview so far. What was answered and is not stated was said not to be known."""

    case: Case
    answered: tuple[Pair, ...] = ()


def _with_packs(kb: KnowledgeBase, case: Case, listed: Node) -> list[Problem]:
    """The problem that the interview was held with packs that were not asked for; none where it was not."""
    off = shelved(kb)
    problems: list[Problem] = []
    names = names_of(replace(kb, attributes={**kb.attributes, **off}))
    answered = tuple(_answered(names, case, listed, problems))
    packs = sorted({off[name].pack for _, name in answered if name in off})
    if problems or not packs:
        return []
    options = " ".join(f"--pack {pack}" for pack in packs)
    what = f"the interview was held with {', '.join(f'the pack {pack}' for pack in packs)}"
    return [Problem("pack-off", what, listed.where, f"add {options}")]


def begun(case: Case) -> Session:
    """The interview about a case of which nothing was asked yet; what it says is unknown will be asked."""
    return Session(replace(case, said_unknown=()), () if case.parts is None else (LIST,))


def read_session(kb: KnowledgeBase, data: bytes, file: str, settings: Sequence[str] = ()) -> Session | None:
    """The interview in the file; None where it is a case without one. Raises CaseError with all problems."""
    case = read_case(kb, data, file, settings)
    node, _ = read_document(data, file, None)
    listed = node.get(ANSWERED) if isinstance(node, Mapping) else None
    if listed is None:
        return None
    problems: list[Problem] = []
    answered = tuple(dict.fromkeys(_answered(names_of(kb), case, listed, problems)))
    if problems:
        raise CaseError(_with_packs(kb, case, listed) or problems)
    facts = tuple(_answer(fact) if (fact.entity, fact.attribute) in answered else fact for fact in case.facts)
    known = {(fact.entity, fact.attribute) for fact in facts}
    still = tuple(pair for pair in answered if pair == LIST or pair in known or pair in case.said_unknown)
    unknown = tuple(pair for pair in case.said_unknown if pair in still)
    return Session(replace(case, facts=facts, said_unknown=unknown), still)


def write_session(kb: KnowledgeBase, session: Session) -> str:
    """The file of the interview: a case in YAML that `read_session` reads as it was."""
    return "".join(f"{line}\n" for line in _lines(kb, session))


def _answer(fact: Fact) -> Fact:
    """The fact as one that was answered, unless a setting says otherwise."""
    if fact.origin.kind != "file":
        return fact
    return replace(fact, origin=replace(fact.origin, kind="answer"))


def _answered(names: Names, case: Case, node: Node, problems: list[Problem]) -> Iterator[Pair]:
    plural = names.kb.words.plural
    if not isinstance(node, SequenceNode):
        what = f"{ANSWERED} is the list of what was answered; here stands {kind(node)}"
        problems.append(Problem("case-form", what, node.where))
        return
    for item in node.items:
        match item:
            case Scalar(text) if text == plural:
                yield LIST
            case Scalar(text):
                attribute = names.find(text, "root")
                if attribute is None:
                    problems.append(names.unknown(text, "root", item.where))
                elif attribute.asked:
                    yield ROOT, attribute.name
            case Mapping(((part, Scalar(text)),)):
                attribute = names.find(text, "part")
                if part.text not in (case.parts or ()):
                    problems.append(unknown_part(names.kb, part.text, case.parts or (), part.where))
                elif attribute is None:
                    problems.append(names.unknown(text, "part", item.where))
                elif attribute.asked:
                    yield part.text, attribute.name
            case _:
                what = f"an answer is an attribute, or {names.kb.words.singular}: attribute"
                problems.append(Problem("case-form", what, item.where))


def _lines(kb: KnowledgeBase, session: Session) -> Iterator[str]:
    yield "# An interview: a case like any other, with the answers in their order under `answered`."
    yield from case_lines(kb, session.case)
    yield f"{ANSWERED}:" if session.answered else f"{ANSWERED}: []"
    for entity, attribute in session.answered:
        if (entity, attribute) == LIST:
            yield f"- {kb.words.plural}"
        else:
            yield f"- {plain_text(entity)}: {attribute}" if entity else f"- {attribute}"
