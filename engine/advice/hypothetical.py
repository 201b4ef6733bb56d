"""What would follow if a case were otherwise, beside what follows from it, as data."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.advice.explanation import CitedRule
from engine.advice.recommendation import Unknown
from engine.cases.model import Fact
from engine.errors import Problem
from engine.frozen import frozen
from engine.inference.derivation import Status
from engine.inquiry.answers import Proof
from engine.knowledge.model import KnowledgeBase

Side: TypeAlias = Literal["before", "after"]
Heed: TypeAlias = Literal["read", "unread", "alike"]
"""Whether some rule reads the attribute; alike: rules do, and none tells the two values apart."""


@frozen
class Saying:
    """What a case states about something, in words."""

    sentence: str
    fact: Fact


@frozen
class Shift:
    """A fact that is otherwise. Without a saying it is unknown."""

    entity: str
    attribute: str
    name: str
    """As `--set` names it."""
    before: Saying | None
    after: Saying | None
    heed: Heed


@frozen
class Judged:
    """A verdict: a declared value, conflict, undetermined or not applicable, and how sure it is."""

    verdict: str
    word: str
    sentence: str
    status: Status
    proof: Proof
    values: tuple[str, ...]
    """The values that rules give: in a conflict more than one."""


@frozen
class Compared:
    """The two verdicts of one goal for one entity; None where there is no such entity."""

    entity: str
    attribute: str
    label: str
    """The goal's."""
    before: Judged | None
    after: Judged | None
    changed: bool


@frozen
class Applied:
    """A rule that applies on one side only."""

    rule: CitedRule
    entity: str
    sentence: str
    """What it gives."""
    because: str
    presumed: bool


@frozen
class Link:
    """One link of a chain, on the side on which alone it holds.

    fact: that something is stated otherwise; part: that a part is listed, or is not; rule: that a rule
    gives what the sentence says.
    """

    side: Side
    kind: Literal["fact", "part", "rule"]
    sentence: str
    rule: CitedRule | None = None
    because: str = ""


@frozen
class Chain:
    """The shortest way from something that changed to a verdict that does."""

    entity: str
    attribute: str
    links: tuple[Link, ...]


@frozen
class WhatIf:
    """The answer to `what-if`."""

    knowledge: KnowledgeBase
    case: str
    added: tuple[str, ...]
    """Parts that only the other case lists."""
    removed: tuple[str, ...]
    shifts: tuple[Shift, ...]
    verdicts: tuple[Compared, ...]
    """All of them, those that change and those that do not."""
    gained: tuple[Applied, ...]
    lost: tuple[Applied, ...]
    opened: tuple[Unknown, ...]
    """Unknown facts that could matter only then."""
    closed: tuple[Unknown, ...]
    """Unknown facts that could matter only now."""
    chain: Chain | None
    """What makes the difference to the first verdict that becomes another one."""
    remarks: tuple[Problem, ...]
    """What the user should know of the settings."""

    @property
    def changed(self) -> tuple[Compared, ...]:
        """The verdicts that differ in value or in how sure they are."""
        return tuple(each for each in self.verdicts if each.changed)
