"""Several cases at a glance: how often each verdict, and a line for each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.advice.explanation import CitedClaim
from engine.advice.reported import RuleTold
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE
from engine.knowledge.model import Goal, Source
from engine.render.report.anchors import Anchors
from engine.render.report.view import CaseView, Head
from engine.render.workbench.cards import concluded


@frozen
class Bar:
    """So many of a kind, of which so many are sure."""

    label: str
    count: int
    settled: int


@frozen
class Chart:
    """How often each verdict of a goal was given."""

    title: str
    counted: str
    """What is counted."""
    bars: tuple[Bar, ...]
    most: int


@frozen
class CaseLine:
    """A case in the table of all."""

    name: str
    href: str
    head: Head


@frozen
class Summary:
    """All cases."""

    charts: tuple[Chart, ...]
    lines: tuple[CaseLine, ...]
    rules: tuple[tuple[str, str, int], ...]
    """Id, title and in how many cases each rule fired, the most frequent first."""


@frozen
class Every:
    """The rules and claims of all cases, each once; `rules` without what they concluded in a case."""

    anchors: Anchors
    rules: tuple[tuple[str, RuleTold], ...]
    claims: tuple[tuple[str, CitedClaim], ...]
    sources: tuple[Source, ...]
    concludes: Mapping[str, tuple[str, ...]]
    """By rule, what it says wherever it fires."""
    prefix: str = ""


def every(views: Sequence[CaseView]) -> Every:
    """What all the cases rest on."""
    kb = views[0].reported.recommendation.knowledge
    rules = {told.rule.id: (anchor, replace(told, fired=())) for v in views for anchor, told in v.rules}
    claims = {claim.id: (anchor, claim) for view in views for anchor, claim in view.claims}
    sources = {source.id: source for view in views for source in view.sources}
    return Every(
        views[0].anchors,
        tuple(rules[rule] for rule in kb.rules if rule in rules),
        tuple(claims[claim] for claim in sorted(claims)),
        tuple(sources.values()),
        {rule: tuple(concluded(kb, each) for each in kb.rules[rule].then) for rule in rules},
    )


def summary(views: Sequence[CaseView]) -> Summary:
    """What the cases come to. They are judged by one knowledge base."""
    kb = views[0].reported.recommendation.knowledge
    charts = (_chart(views, goal) for goal in kb.goals)
    fired = Counter(told.rule.id for view in views for _, told in view.rules)
    order = {rule: place for place, rule in enumerate(kb.rules)}
    rules = sorted(fired, key=lambda rule: (-fired[rule], order.get(rule, len(order))))
    titles = {told.rule.id: told.rule.title for view in views for _, told in view.rules}
    return Summary(
        tuple(chart for chart in charts if chart.bars),
        tuple(CaseLine(view.reported.case.name, f"{view.prefix}answer", view.main) for view in views),
        tuple((rule, titles[rule], fired[rule]) for rule in rules),
    )


def _chart(views: Sequence[CaseView], goal: Goal) -> Chart:
    """The verdicts in the order of the vocabulary; then conflicts, and what has none."""
    answers = [
        answer
        for view in views
        for answer in view.reported.recommendation.answers
        if answer.verdict.attribute == goal.attribute and answer.verdict.status != NOT_APPLICABLE
    ]
    kb = views[0].reported.recommendation.knowledge
    labels = kb.attributes[goal.attribute].labels
    words = [*dict.fromkeys(labels[value] for value in kb.attributes[goal.attribute].values)]
    found = [answer.word or answer.verdict.value or answer.verdict.status for answer in answers]
    sure = [word for word, answer in zip(found, answers, strict=True) if answer.verdict.status == "settled"]
    counts, settled = Counter(found), Counter(sure)
    order = [*words, CONFLICT, *_rest(found, words)]
    bars = tuple(Bar(word, counts[word], settled[word]) for word in order if counts[word])
    counted = kb.words.plural if goal.scope == "part" else "cases"
    return Chart(goal.label, counted, bars, max(counts.values(), default=0))


def _rest(found: Iterable[str], words: Iterable[str]) -> list[str]:
    known = {*words, CONFLICT}
    return [word for word in dict.fromkeys(found) if word not in known]
