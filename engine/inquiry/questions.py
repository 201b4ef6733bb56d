"""What to ask next: the unknowns that can still change a verdict, those that decide most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine.inquiry.answers import Outlook, Question
from engine.inquiry.slots import Pair

if TYPE_CHECKING:
    from engine.inquiry.deciding import Decider


def questions(
    outlooks: Sequence[Outlook], main: Pair, order: Iterable[Pair], deciders: Iterable[Decider] = ()
) -> tuple[Question, ...]:
    """Every unknown that can change some verdict, in the order in which to ask.

    It rests on sets of answers that each decide a verdict: those given, or else one for each outcome. What
    can change the main goal comes first. Of that, what is in the smallest sets; then what is in most sets
    of that size, then in most of all; then the order given, that of the vocabulary.
    """
    place = {pair: index for index, pair in enumerate(order)}
    open_ = {(o.entity, o.attribute): o for o in outlooks}
    sets = [each.pairs for each in deciders if each.goal in open_]
    sets = sets or [pairs for outlook in outlooks for pairs in _sets(outlook)]
    first = set(_matters(open_[main])) if main in open_ else set()
    often, sizes = Counter(pair for pairs in sets for pair in pairs), _sizes(sets)
    never = (len(place) + 1, 0)

    def rank(pair: Pair) -> tuple[bool, tuple[int, int], int, int]:
        return pair not in first, min(sizes.get(pair, {}).items(), default=never), -often[pair], place[pair]

    known = {pair for outlook in outlooks for pair in _matters(outlook)}
    return tuple(Question(*pair, tuple(_decides(outlooks, pair))) for pair in sorted(known, key=rank))


def _sizes(sets: Iterable[tuple[Pair, ...]]) -> dict[Pair, dict[int, int]]:
    """For each unknown the sizes of its sets, with minus how many there are."""
    found: dict[Pair, dict[int, int]] = {}
    for pairs in sets:
        for pair in pairs:
            sizes = found.setdefault(pair, {})
            sizes[len(pairs)] = sizes.get(len(pairs), 0) - 1
    return found


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
