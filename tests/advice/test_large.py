"""Work grows with the case and the knowledge base, no faster: counted in lines run, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from types import FrameType
from typing import Any

import pytest

from engine.advice.advise import advise
from engine.advice.explain import explain, explain_all
from engine.cases.model import Case
from engine.inference.derivation import Derivation
from engine.inference.driver import Engine
from engine.inference.infer import infer
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.explain_text import explanation_text
from engine.render.mermaid import mermaid_text
from engine.render.paint import Paper
from engine.render.text import recommendation_text
from tests.chains import chain, copied_set, said

Answered = tuple[KnowledgeBase, Case, Derivation]


def effort(work: Callable[[], object]) -> int:
    """How many lines of Python are run; a line that loops over itself counts each time."""
    count = 0

    def note(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@lru_cache
def with_parts(number: int) -> Answered:
    """Rooms that are alike in threes: one settled, one presumed, one of which little is known."""
    kb = load_knowledge("examples/rooms/kb")
    about = ("coat: 20 years, use: living, used: true", "use: sleeping, moisture: 9 percent", "use: store")
    rooms = "".join(f"  r{i}: {{{about[i % 3]}}}\n" for i in range(number))
    case = said(kb, f"house: {{people: 4, for_sale: false}}\nrooms:\n{rooms}")
    return kb, case, infer(kb, case)


@lru_cache
def with_links(number: int) -> Answered:
    kb = chain(number)
    case = said(kb, "whole.a: true")
    return kb, case, infer(kb, case)


@lru_cache
def with_members(number: int) -> Answered:
    kb = copied_set(number)
    case = said(kb, "whole.s: all")
    return kb, case, infer(kb, case)


VIEWS: dict[str, Callable[[Answered], object]] = {
    "recommend": lambda a: recommendation_text(advise(*a), Paper()),
    "explain": lambda a: explanation_text(explain(*a, None, None, True), Paper()),
    "mermaid": lambda a: mermaid_text(explain_all(*a)),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("make", [with_parts, with_links, with_members])
def test_answers_are_linear(make: Callable[[int], Answered], view: str) -> None:
    small, large = (effort(lambda n=n: VIEWS[view](make(n))) for n in (150, 600) if make(n))
    assert large < 4.2 * small


def test_every_member_of_a_set_is_not_held_against_every_test() -> None:
    small, large = (copied_set(n) for n in (100, 400))
    cases = [said(kb, "whole.s: all") for kb in (small, large)]
    engines = [Engine(kb) for kb in (small, large)]
    few, many = (effort(lambda e=e, c=c: e.run(c)) for e, c in zip(engines, cases, strict=True))
    for engine in engines:
        engine.close()
    assert many < 4.4 * few
