"""What to ask next: the unknowns that can still change a verdict, those that decide most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from engine.inquiry.answers import Outlook, Question
from engine.inquiry.slots import Pair

Sets = list[tuple[Pair, ...]]


def questions(outlooks: Sequence[Outlook], main: Pair, order: Iterable[Pair]) -> tuple[Question, ...]:
    """Every unknown that can change some verdict, in the order in which to ask.

    Each outcome still possible names a subset-minimal set of answers that decides it. First come the sets
    of the main goal, then those of all others; smaller sets before larger ones; within those of a size,
    what occurs in most of all the sets; then the order given, that of the vocabulary.
    """
    place = {pair: index for index, pair in enumerate(order)}
    sets = {(o.entity, o.attribute): list(_sets(o)) for o in outlooks}
    everything = [pairs for each in sets.values() for pairs in each]
    ranked: dict[Pair, None] = {}
    for group in (sets.get(main, []), everything):
        counts = Counter(pair for pairs in group for pair in pairs)
        for size in sorted({len(pairs) for pairs in group}):
            named = {pair for pairs in group if len(pairs) == size for pair in pairs}
            ranked.update(dict.fromkeys(sorted(named, key=lambda pair: (-counts[pair], place[pair]))))
    also = {pair for outlook in outlooks for pair in outlook.matters}
    ranked.update(dict.fromkeys(sorted(also, key=place.__getitem__)))
    return tuple(Question(*pair, tuple(_decides(outlooks, pair))) for pair in ranked)


def _sets(outlook: Outlook) -> Iterator[tuple[Pair, ...]]:
    for outcome in outlook.outcomes:
        if outcome.answers:
            yield tuple((answer.entity, answer.attribute) for answer in outcome.answers)


def _decides(outlooks: Sequence[Outlook], pair: Pair) -> Iterator[tuple[str, str, str]]:
    for outlook in outlooks:
        for outcome in outlook.outcomes:
            if any((answer.entity, answer.attribute) == pair for answer in outcome.answers):
                yield outlook.entity, outlook.attribute, outcome.verdict
