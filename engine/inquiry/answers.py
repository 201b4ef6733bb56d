"""What inquiries answer: immutable types. Words for people are made from them elsewhere."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.cases.model import Case, Fact
from engine.frozen import frozen
from engine.inference.derivation import Status
from engine.inquiry.cells import Cell
from engine.knowledge.conditions import Value

Proof: TypeAlias = Literal["bounds", "cases", "solver", "none"]
"""How a status is known: by the checked bounds of the derivation; by distinguishing cases, each ended by
such bounds; by exhaustive solving, which nothing checks; or not exactly, since the solver gave up."""
UNDETERMINED = "undetermined"
NOT_APPLICABLE = "not applicable"


@frozen
class Supposed:
    """A value that one attribute of one entity might have, whatever is known about it.

    Single-valued: `values` holds one value, and of a number `cell` has all that rules treat alike. Of a
    set `values` are members in it and `excluded` members not in it; others are left as they are.
    """

    entity: str
    attribute: str
    values: tuple[Value, ...]
    excluded: tuple[Value, ...] = ()
    cell: Cell | None = None


@frozen
class Outcome:
    """A verdict that some completion of the case has.

    `answers` is a subset-minimal set of answers to unknowns after which the verdict is this one,
    whatever the other unknowns are; of a set, only the members that are needed for it. `witness` is a
    completion with it.
    """

    verdict: str
    answers: tuple[Supposed, ...]
    witness: Case


@frozen
class Branch:
    """One of several cases distinguished: with these answers the checked bounds settle the verdict."""

    answers: tuple[Supposed, ...]


@frozen
class Outlook:
    """The exact status of one goal for one entity.

    `verdict` is a declared value, conflict, undetermined or not applicable. `outcomes` are all verdicts
    that completions have, in the vocabulary's order; empty where the bounds settle it or the solver gave up.
    """

    entity: str
    attribute: str
    verdict: str
    status: Status
    proof: Proof
    outcomes: tuple[Outcome, ...] = ()
    branches: tuple[Branch, ...] = ()
    matters: tuple[tuple[str, str], ...] = ()
    """(entity, attribute) of the unknowns that can change it; in the order of the vocabulary."""
    sound: bool = True
    """False where the rules establish a verdict that no completion has: a fault of the knowledge base."""


@frozen
class Change:
    """Another value for something stated. `cells` are all values that do: with which, the other changes and
    the answers to unknowns being as they are, the verdict is sure.

    Of a set, `after` names only the members that change sides; `cells` is empty, and `ways` has the other
    subset-minimal changes of sides that do: all of them where it is `whole`.
    """

    before: Fact
    after: Supposed
    cells: tuple[Cell, ...] = ()
    ways: tuple[Supposed, ...] = ()
    whole: bool = True


@frozen
class Flip:
    """A subset-minimal set of stated facts that, changed like this, give another verdict.

    `answers`: what besides the unknowns must be (empty as things stand). `witness`: a case with it.
    `others`: the further verdicts that other values of the same facts give.
    """

    changes: tuple[Change, ...]
    verdict: str
    answers: tuple[Supposed, ...]
    witness: Case
    others: tuple[str, ...] = ()


@frozen
class Flips:
    """Subset-minimal flips, the fewest changes first: those that are shown, and how many were found.

    `all` is False where the cap ended the search, or the solver `gave_up`.
    """

    found: tuple[Flip, ...]
    count: int
    all: bool
    gave_up: bool = False


@frozen
class Reasons:
    """Subset-minimal sets of facts, each of which forces the verdict, the smallest first.

    `all` is False where the cap ended the search, or the solver `gave_up`. `idle` are the facts in none of
    them, known only where these are all.
    """

    found: tuple[tuple[Fact, ...], ...]
    idle: tuple[Fact, ...]
    all: bool
    gave_up: bool = False


@frozen
class Question:
    """An unknown that can still change a verdict, and the verdicts that its answer could help to decide."""

    entity: str
    attribute: str
    decides: tuple[tuple[str, str, str], ...]
    """(entity, goal attribute, verdict) of the outcomes whose answers name it."""
