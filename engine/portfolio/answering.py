"""How a chunk is answered, and what a case of it must be told, wherever a portfolio runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.advice.exact import exact
from engine.inference.prepared import prepare
from engine.portfolio.columnar import columnar, sets_of
from engine.portfolio.exactly import Exactly
from engine.portfolio.expected import expected
from engine.portfolio.refused import refused

if TYPE_CHECKING:
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation
    from engine.portfolio.batch import Answer
    from engine.portfolio.layout import Layout
    from engine.portfolio.rejects import Read

Infer = Callable[["Case"], "Derivation"]


def answering(layout: Layout, infer: Infer, file: str) -> Answer:
    """What answers a chunk of this file; `infer` is asked only where statuses are exact."""
    kb, ready = layout.kb, prepare(layout.kb)
    exactly = Exactly(layout, infer, lambda case, found: exact(kb, case, found, infer))

    def answer(read: Read) -> Any:
        answered = columnar(ready, read.chunk)
        if not layout.exact:
            return answered, ()
        answered, problems = exactly.answered(read, answered)
        return answered, tuple((place, refused(read, file, place, why)) for place, why in problems.items())

    return answer


def expecting(layout: Layout, infer: Infer) -> Callable[[Case], dict[str, Any]]:
    """How what must be told of a case is found without columns."""

    def expect(case: Case) -> dict[str, Any]:
        derivation = infer(case)
        outlooks = exact(layout.kb, case, derivation, infer) if layout.exact else ()
        return {**expected(layout, case, derivation, outlooks), **sets_of(layout.kb, derivation)}

    return expect
