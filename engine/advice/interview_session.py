"""What an answer makes of an interview: a new session, or what is wrong."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.constraints import violations
from engine.cases.model import Case, Fact
from engine.cases.session import LIST, Pair, Session
from engine.errors import Problem
from engine.knowledge.model import KnowledgeBase


def stated(kb: KnowledgeBase, session: Session, fact: Fact) -> Session | tuple[Problem, ...]:
    """The session with the fact; the problems where a constraint forbids it."""
    case, pair = session.case, (fact.entity, fact.attribute)
    known = {(each.entity, each.attribute): each for each in case.facts} | {pair: fact}
    facts = tuple(known[about] for about in sorted(known))
    unknown = tuple(each for each in case.said_unknown if each != pair)
    told = replace(case, facts=facts, said_unknown=unknown)
    return violations(kb, told) or answered(replace(session, case=told), pair)


def not_known(session: Session, pair: Pair) -> Session:
    """The session in which this is said to be unknown; of a set, what is known of it stays."""
    case = session.case
    fact = case.fact(*pair)
    if fact is None or fact.closed:
        facts = tuple(each for each in case.facts if each is not fact)
        case = replace(case, facts=facts, said_unknown=tuple(sorted({*case.said_unknown, pair})))
    return answered(replace(session, case=case), pair)


def list_ended(session: Session, known: bool = True) -> Session:
    """The session in which the list of parts is complete; or is said not to be known."""
    parts = (session.case.parts or ()) if known else None
    return answered(replace(session, case=replace(session.case, parts=parts)), LIST)


def with_list(session: Session, case: Case) -> Session:
    """The session about the case, which has other parts; answers about a part that is gone are gone."""
    entities = ("", *(case.parts or ()))
    return Session(case, tuple(pair for pair in session.answered if pair[0] in entities))


def answered(session: Session, pair: Pair) -> Session:
    """The session in which this was answered; where it was before, its place stays."""
    return replace(session, answered=tuple(dict.fromkeys((*session.answered, pair))))


def everything_said(kb: KnowledgeBase, session: Session) -> tuple[Pair, ...]:
    """What the case came with, in the order of the vocabulary, then the answers in theirs."""
    given = [(fact.entity, fact.attribute) for fact in session.case.facts]
    place = {name: index for index, name in enumerate(kb.attributes)}
    given.sort(key=lambda pair: (place[pair[1]], pair[0]))
    return (*(pair for pair in given if pair not in session.answered), *session.answered)
