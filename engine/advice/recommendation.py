"""Everything a person is told about a case, as data. No output derives anything again."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.cases.model import Fact
from engine.errors import Problem
from engine.frozen import frozen
from engine.inference.derivation import How, Status, Verdict
from engine.inquiry.answers import Proof
from engine.knowledge.conditions import Value
from engine.knowledge.model import KnowledgeBase

Ground: TypeAlias = Literal["rule", "presumption", "otherwise"]


@frozen
class Reason:
    """Why, in one sentence: the `because` of a rule (or of `otherwise`, then `rule` is empty).

    Where that names no value of the case, it is followed by why the last thing it rests on is so.
    """

    ground: Ground
    rule: str
    text: str
    short: str
    """The same for a line that already begins with the part's name."""
    value: str
    word: str
    """The label of the value it speaks for."""
    pack: str = ""
    """The pack that the rule comes from; "" for the knowledge base itself."""


@frozen
class Unknown:
    """A fact nobody stated that could matter to some verdict."""

    entity: str
    attribute: str
    name: str
    """As `--set` takes it."""
    label: str
    question: str
    goals: tuple[tuple[str, str], ...]
    """(entity, goal attribute) of the verdicts that it could change."""
    pack: str = ""
    """The pack that asks; "" for the knowledge base itself."""


@frozen
class Entry:
    """A value shown, and the parts that have it (none where it is the root's own)."""

    value: Value
    label: str
    parts: tuple[str, ...] = ()


@frozen
class Section:
    """The values of a shown attribute: those that stand first, and the others under their own words."""

    attribute: str
    heading: str
    first: tuple[Entry, ...]
    others_heading: str = ""
    others: tuple[Entry, ...] = ()
    pack: str = ""
    """The pack that shows it."""


@frozen
class Supposition:
    """One supposed value of one attribute of one entity."""

    entity: str
    attribute: str
    name: str
    """The fact as `--set` names it."""
    says: str
    """The sentence that it is so: "the kitchen is damp", "age of kitchen is below 5 years"."""
    settings: tuple[str, ...]
    """What `--set` takes to suppose it, an argument each."""


@frozen
class Possibility:
    """A verdict that some completion of the case has, and a minimal set of answers that decides for it."""

    value: str
    word: str
    supposing: tuple[Supposition, ...]
    only: bool
    """Whether it is sure that no other answers decide for it."""


@frozen
class Prospect:
    """What could become of a verdict, and how that is known."""

    proof: Proof = "bounds"
    possibilities: tuple[Possibility, ...] = ()
    """Every verdict that completions have; none where all have the same one."""
    cases: tuple[tuple[Supposition, ...], ...] = ()
    """The cases to be distinguished for a verdict that holds in each of them."""
    sound: bool = True
    """False where the rules establish a verdict that no completion has."""


@frozen
class Answer:
    """The answer to one goal for one entity."""

    verdict: Verdict
    label: str
    """The goal's."""
    word: str
    """The label of the value; "" where there is none, or a conflict."""
    sentence: str
    """The goal's sentence for the value; "" where there is none, or a conflict."""
    reasons: tuple[Reason, ...]
    """One for each rule that concludes the value, the canonical one first; in a conflict for each value."""
    possible: tuple[str, ...]
    """Labels of the values that rules may still reach."""
    otherwise: str
    """Label of the value that holds where no rule reaches one; "" where the goal has none."""
    missing: tuple[Unknown, ...]
    sections: tuple[Section, ...] = ()
    presumptions: tuple[str, ...] = ()
    """Rules in the canonical proof that presume what a fact could still show wrong."""
    prospect: Prospect = Prospect()
    pack: str = ""
    """The pack whose goal it is."""


@frozen
class Presumed:
    """What a presumption took for granted. `how` is assumed while a fact could still show it wrong."""

    rule: str
    entity: str
    sentence: str
    because: str
    how: How
    pack: str = ""


@frozen
class Clash:
    """A single-valued attribute, no goal, that has several values at once."""

    entity: str
    attribute: str
    label: str
    values: tuple[str, ...]


@frozen
class Due:
    """Something whose review is due on the day for which the answer is shown; no part of what follows."""

    kind: Literal["pack", "parameter"]
    name: str
    review_by: str
    day: str
    """As of which day: the case's own, or else that on which the answer was given."""


@frozen
class Side:
    """What one of two answers says of a verdict."""

    value: str | None
    word: str
    status: Status
    because: str
    """Why; "" where there is no verdict."""
    pack: str = ""
    """The pack that the reason comes from."""


@frozen
class Apart:
    """A verdict on which the packs make a difference."""

    entity: str
    attribute: str
    label: str
    alone: Side
    """What the knowledge base says without them."""
    together: Side


@frozen
class Recommendation:
    """The whole answer to a case. Answers stand in the order of the goals, parts in the analyst's order."""

    knowledge: KnowledgeBase
    case: str
    as_of: str
    note: str
    listed: bool
    """Whether the case gives a list of parts."""
    answers: tuple[Answer, ...]
    presumed: tuple[Presumed, ...]
    open: tuple[Unknown, ...]
    """Unknown facts that could matter, those first that could change the main goal."""
    idle: int
    """How many more facts are unknown: none of them can change any of the answers."""
    clashes: tuple[Clash, ...]
    unused: tuple[Fact, ...]
    """Stated facts that no rule reads."""
    remarks: tuple[Problem, ...]
    due: tuple[Due, ...] = ()
    without_packs: tuple[Apart, ...] = ()
    """Where the answer would be another one without its packs; none where there are no packs."""
    compared: bool = False
    """Whether that was looked at."""
    carrying: frozenset[str] = frozenset()
    """The parts that the first proof of the main verdict speaks of."""

    @property
    def main(self) -> Answer:
        """The answer to the first goal of the root."""
        return self.answers[0]

    def of(self, entity: str, attribute: str) -> Answer:
        """The answer to that goal; StopIteration if there is none."""
        return next(
            a for a in self.answers if a.verdict.entity == entity and a.verdict.attribute == attribute
        )
