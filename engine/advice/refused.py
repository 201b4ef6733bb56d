"""Why a verdict is not another one, as data. Every output of `why-not` is a view of it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.advice.explanation import Topic
from engine.advice.recommendation import Answer, Reason, Recommendation, Supposition
from engine.advice.standing import Standing
from engine.cases.model import Fact
from engine.frozen import frozen

Reached: TypeAlias = Literal["given", "every", "could", "never", "gave up"]
"""given: it is the verdict; every: it is whatever the unknowns are, though no rule gives it on what is
known; could, never: it is that of some, of no completion; gave up: the search was too long to tell."""
How: TypeAlias = Literal["applies", "kept back", "could", "never", "gave up"]
"""applies: it gave the verdict, which is in conflict; kept back: its condition holds, yet it is overridden
or a presumption that is silent; could, never: it applies in some, in no completion; gave up: as above."""


@frozen
class Stated:
    """A fact of the case, in words."""

    sentence: str
    fact: Fact


@frozen
class Stopped:
    """Facts that keep a rule from applying whatever the unknowns are: none of them is dispensable."""

    rule: str
    facts: tuple[Stated, ...]


@frozen
class Refusal:
    """Rules about the goal that stand alike, and what keeps each from applying."""

    how: How
    rules: tuple[str, ...]
    topic: Topic
    stopped: tuple[Stopped, ...] = ()
    """For rules that apply in no completion though each of their conditions alone still could hold."""


@frozen
class Altered:
    """A fact that is changed: what is stated, and what would be instead."""

    before: Stated
    after: Supposition


@frozen
class LeastChange:
    """Changes to the stated facts after which the verdict would be the one asked for, as things stand.

    Where no change does that alone, `answers` are what unknowns must be besides, and it could be that one.
    `surely`: no change of fewer facts does it. `others`: how many more such changes were found, of more or
    other facts.
    """

    changes: tuple[Altered, ...]
    answers: tuple[Supposition, ...]
    surely: bool
    others: int


@frozen
class Term:
    """A condition in words, with how it stands."""

    sentence: str
    standing: Standing


@frozen
class Contrast:
    """What tells the verdict asked for from another one."""

    value: str
    word: str
    """The label of the other verdict."""
    given: bool
    """Whether the other verdict is that of the case."""
    lacking: Topic
    """What rules for the verdict asked for need, lack, and do not share with the rules for the other."""
    resting: tuple[tuple[str, tuple[Term, ...]], ...]
    """For each rule that gave (or could give) the other, by id, what it needs and those do not."""
    shared: tuple[Term, ...]
    """What rules for either need."""
    change: LeastChange | None
    """From the other verdict, where it is that of the case; None where there is none, or it is not."""
    gave_up: bool = False
    """Whether the search for the change was too long."""


@frozen
class WhyNot:
    """The answer to `why-not`."""

    recommendation: Recommendation
    entity: str
    attribute: str
    value: str
    word: str
    """The label of the verdict asked for."""
    answer: Answer
    """What the verdict is."""
    reached: Reached
    clashes: bool
    """Whether rules give it, and others something else."""
    answers: tuple[Supposition, ...]
    """Where it could be: answers to unknowns that make it so, none of them dispensable."""
    excluded_by: tuple[Stated, ...] | None
    """Where it cannot be: facts that exclude it, none of them dispensable; None where the solver gave up."""
    instead: tuple[Reason, ...]
    """What gives other verdicts, where only that keeps this one away, or contradicts it."""
    default: bool
    """Whether it is the verdict for where no rule gives another."""
    refusals: tuple[Refusal, ...]
    """The rules that would give it."""
    rivals: tuple[Refusal, ...]
    """The rules that could give another, where only they keep it away."""
    contrast: Contrast | None
