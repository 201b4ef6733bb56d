"""What to ask next: the unknowns that can still change a verdict, those that decide most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from engine.inquiry.answers import Outlook, Question
from engine.inquiry.slots import Pair


def questions(
    outlooks: Sequence[Outlook], main: Pair, order: Iterable[Pair], sets: Iterable[tuple[Pair, ...]] = ()
) -> tuple[Question, ...]:
    """Every unknown that can change some verdict, in the order in which to ask.

    What can change the main goal comes first; then what is in most of the sets, each of which it would
    take to settle everything; then the order given, that of the vocabulary. Where no sets are given, those
    that decide the outcomes count.
    """
    place = {pair: index for index, pair in enumerate(order)}
    known = {pair: None for outlook in outlooks for pair in _matters(outlook)}
    first = {p for o in outlooks if (o.entity, o.attribute) == main for p in _matters(o)}
    counted = tuple(sets) or (pairs for outlook in outlooks for pairs in _sets(outlook))
    often = Counter(pair for pairs in counted for pair in pairs)
    ranked = sorted(known, key=lambda pair: (pair not in first, -often[pair], place[pair]))
    return tuple(Question(*pair, tuple(_decides(outlooks, pair))) for pair in ranked)


def _matters(outlook: Outlook) -> Iterator[Pair]:
    yield from outlook.matters
    for pairs in _sets(outlook):
        yield from pairs


def _sets(outlook: Outlook) -> Iterator[tuple[Pair, ...]]:
    for outcome in outlook.outcomes:
        if outcome.answers:
            yield tuple((answer.entity, answer.attribute) for answer in outcome.answers)


def _decides(outlooks: Sequence[Outlook], pair: Pair) -> Iterator[tuple[str, str, str]]:
    for outlook in outlooks:
        for outcome in outlook.outcomes:
            if any((answer.entity, answer.attribute) == pair for answer in outcome.answers):
                yield outlook.entity, outlook.attribute, outcome.verdict
