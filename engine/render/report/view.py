"""One case as the templates of a page take it: words, and the places that they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from engine.advice.cited import all_cited
from engine.advice.explanation import CitedClaim
from engine.advice.recommendation import Answer, Unknown
from engine.advice.reported import Reported, RuleTold
from engine.advice.sentences import joined
from engine.frozen import frozen
from engine.inquiry.answers import NOT_APPLICABLE
from engine.knowledge.model import Source
from engine.render import phrases
from engine.render.details import apart_rows, prospect_rows, title_notes
from engine.render.outline import Item, outlines
from engine.render.report.anchors import Anchors
from engine.render.report.graph import Graph, graph
from engine.render.report.picture import Picture, pictures
from engine.render.rows import Row
from engine.render.text import entry_lines


@frozen
class Head:
    """A verdict: in a word, how sure, and in a sentence."""

    word: str
    status: str
    """"" where there is no word but the status."""
    kind: str
    """The status, or "conflict"."""
    sentence: str
    means: str
    why: str


@frozen
class Tree:
    """The reasons behind a verdict."""

    anchor: str
    heading: str
    head: Head
    items: tuple[Item, ...]
    missing: tuple[Unknown, ...]


@frozen
class FactLine:
    """A stated fact."""

    anchor: str
    name: str
    says: str
    where: str
    source: str
    note: str
    unused: bool


@frozen
class Side:
    """What an unknown fact could bear on."""

    unknown: Unknown
    bears_on: str


@frozen
class CaseView:
    """All of a case but what its knowledge base has for every case."""

    reported: Reported
    anchors: Anchors
    prefix: str
    notes: tuple[str, ...]
    main: Head
    pictures: tuple[Picture, ...]
    further: tuple[tuple[str, Head, tuple[str, ...]], ...]
    """Further verdicts of the root: label, verdict, what is shown with it."""
    expected: tuple[tuple[str, tuple[str, ...]], ...]
    rests: str
    graph: Graph | None
    trees: tuple[Tree, ...]
    facts: tuple[FactLine, ...]
    open: tuple[Side, ...]
    become: tuple[Row, ...]
    apart: tuple[Row, ...]
    rules: tuple[tuple[str, RuleTold], ...]
    """With the anchor of each."""
    claims: tuple[tuple[str, CitedClaim], ...]
    sources: tuple[Source, ...]
    step_of: dict[str, str]
    """What an outline may refer to, by rule id or by the sentence of a fact, to anchors."""


def case_view(reported: Reported, prefix: str = "", drawn: bool = True) -> CaseView:
    """The case with all places named; `prefix` keeps the names of several cases of a page apart.

    The graph is made where it is to be drawn.
    """
    recommendation, anchors = reported.recommendation, Anchors(reported, prefix)
    main, kb = recommendation.main, recommendation.knowledge
    claims = all_cited((*reported.explanation.topics, *(told.rule for told in reported.rules)))
    sources = {claim.source for claim in claims}
    facts = tuple(_facts(reported, anchors))
    return CaseView(
        reported,
        anchors,
        prefix,
        tuple(title_notes(recommendation)),
        head(main),
        pictures(reported, anchors),
        tuple(_further(reported)),
        tuple((section.heading, tuple(entry_lines(section, False))) for section in main.sections),
        _rests(reported),
        graph(reported, anchors) if drawn else None,
        tuple(_trees(reported, anchors)),
        facts,
        tuple(_side(reported, unknown) for unknown in recommendation.open),
        tuple(prospect_rows(recommendation, True)),
        tuple(apart_rows(recommendation)),
        tuple((anchors.rule(told.rule.id), told) for told in reported.rules),
        tuple((anchors.claim(claim.id), claim) for claim in claims),
        tuple(source for source in kb.sources.values() if source.id in sources),
        {
            **{told.rule.id: anchors.rule(told.rule.id) for told in reported.rules},
            **{fact.says: fact.anchor for fact in facts},
        },
    )


def head(answer: Answer) -> Head:
    """The verdict as it stands first."""
    word = phrases.word(answer)
    kind = "conflict" if answer.verdict.value == "conflict" else answer.verdict.status
    status = answer.verdict.status if word else ""
    means = phrases.STATUS_MEANS[answer.verdict.status]
    return Head((word or answer.verdict.status), status, kind, phrases.headline(answer), means, _why(answer))


def _why(answer: Answer) -> str:
    return "" if answer.verdict.value is None else phrases.full_reason(answer)


def _further(reported: Reported) -> Iterator[tuple[str, Head, tuple[str, ...]]]:
    for answer in reported.recommendation.answers[1:]:
        if not answer.verdict.entity and answer.verdict.status != NOT_APPLICABLE:
            shown = (line for section in answer.sections for line in entry_lines(section, True))
            yield answer.label, head(answer), tuple(shown)


def _rests(reported: Reported) -> str:
    """How much the answer stands on, in a sentence."""
    recommendation = reported.recommendation
    steps = len(reported.derivation.steps)
    assumed = sum(1 for presumed in recommendation.presumed if presumed.how == "assumed")
    used = len(reported.facts) - len(recommendation.unused)
    said = [
        phrases.counted(used, "stated fact"),
        *([phrases.counted(assumed, "presumption")] if assumed else []),
        f"{phrases.counted(len(reported.rules), 'rule')} that fired {phrases.counted(steps, 'time')}",
    ]
    claims = {claim.id: claim.source for told in reported.rules for claim in told.rule.claims}
    sources = len(set(claims.values()))
    of = "their source" if sources == 1 else f"{sources} sources"
    return f"It rests on {joined(said)}, and these on {phrases.counted(len(claims), 'claim')} of {of}."


def _trees(reported: Reported, anchors: Anchors) -> Iterator[Tree]:
    for topic in reported.explanation.topics:
        assert topic.answer is not None
        anchor = anchors.verdict(topic.answer.verdict)
        missing = topic.answer.missing
        kb, verdict = reported.recommendation.knowledge, topic.answer.verdict
        heading = phrases.about(kb, verdict.entity, verdict.attribute)
        yield Tree(anchor, heading, head(topic.answer), tuple(outlines(topic)), missing)


def _facts(reported: Reported, anchors: Anchors) -> Iterator[FactLine]:
    unused = {(fact.entity, fact.attribute) for fact in reported.recommendation.unused}
    for told in reported.facts:
        fact = told.fact
        idle = (fact.entity, fact.attribute) in unused
        where, source, note = phrases.origin(fact)[0], fact.origin.source, fact.origin.note
        yield FactLine(anchors.fact(fact), told.name, told.sentence, where, source, note, idle)


def _side(reported: Reported, unknown: Unknown) -> Side:
    kb = reported.recommendation.knowledge
    goals = [phrases.about(kb, entity, attribute) for entity, attribute in unknown.goals]
    return Side(unknown, phrases.some_of(dict.fromkeys(goals)))
