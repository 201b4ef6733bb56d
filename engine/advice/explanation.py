"""The chain of reasoning as a tree of frozen nodes. Every output of `explain` is a view of it.

A tree is well-founded: a conclusion that a step needs is unfolded only through earlier steps, and never
through itself. What was unfolded before is `Again`, by number, and not repeated. No tree is deeper than a
person (or a parser) can follow: what lies deeper is `Below`, by number, and a tree of its own.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.advice.recommendation import Answer, Recommendation, Unknown
from engine.advice.standing import Standing
from engine.cases.model import Atom, Fact
from engine.errors import Where
from engine.frozen import frozen
from engine.inference.derivation import How

CheckKind: TypeAlias = Literal["test", "all", "any", "unless", "parts"]


@frozen
class CitedClaim:
    """A claim with the place in its source."""

    id: str
    source: str
    locator: str
    says: str
    pack: str = ""


@frozen
class Measure:
    """A named number, with all that the knowledge base says of where it comes from."""

    name: str
    value: int | float
    unit: str
    definition: str
    source: str
    statistic: str = ""
    region: str = ""
    year: int | None = None
    review_by: str = ""


@frozen
class CitedRule:
    """A rule, with all one needs to open it."""

    id: str
    title: str
    where: Where
    claims: tuple[CitedClaim, ...]
    reading: str
    pack: str = ""
    """The pack that it comes from; "" for the knowledge base itself."""
    measures: tuple[Measure, ...] = ()
    """The named numbers that its condition compares with."""


@frozen
class Given:
    """A fact that the case states."""

    number: int
    sentence: str
    fact: Fact


@frozen
class Asked:
    """A fact that nobody stated, though it is asked for."""

    number: int
    unknown: Unknown


@frozen
class Absent:
    """Something that must not be so: `false` when it is excluded, `assumed` when only nothing says it."""

    sentence: str
    how: How
    why: tuple[Node, ...] = ()
    """What excludes it, where that was asked for."""


@frozen
class Guarded:
    """A rule that would override and does not apply."""

    rule: CitedRule
    entity: str
    how: How


@frozen
class Choice:
    """Any one of these is enough; each is what it needs together."""

    options: tuple[tuple[Node, ...], ...]


@frozen
class OverParts:
    """A condition that holds for these parts, and for `more`, which are only named where there are many."""

    sentence: str
    parts: tuple[tuple[str, tuple[Node, ...]], ...]
    more: tuple[str, ...] = ()


@frozen
class Way:
    """One firing that concludes it."""

    rule: CitedRule
    entity: str
    because: str
    presumed: How | None
    premises: tuple[Node, ...]


@frozen
class Overruled:
    """A rule that would say something else and was overridden."""

    rule: CitedRule
    entity: str
    sentence: str
    by: tuple[CitedRule, ...]
    premises: tuple[Node, ...] = ()


@frozen
class Silenced:
    """A presumption that is silent: its attribute is stated, or other rules reach it."""

    rule: CitedRule
    entity: str
    sentence: str
    by: tuple[CitedRule, ...]
    """The rules that reach its attribute; none where the case states it."""
    why: tuple[Node, ...]
    """What is stated, or reached, instead."""


@frozen
class Concluded:
    """A conclusion: the first way in which it follows, and the others ("also because")."""

    number: int
    sentence: str
    atom: Atom
    standing: Standing
    ways: tuple[Way, ...]
    overruled: tuple[Overruled, ...] = ()
    silenced: tuple[Silenced, ...] = ()


@frozen
class Again:
    """What was shown above, under this number; `within` says that this very node stands inside it."""

    number: int
    sentence: str
    within: bool = False
    refused: Standing | None = None
    """How it stands, where it is something that is not established."""


@frozen
class Below:
    """What is shown further below, under this number: it lies too deep, or inside something that does."""

    number: int
    sentence: str
    refused: Standing | None = None
    """How it stands, where it is something that is not established."""


@frozen
class Cut:
    """Not unfolded: the depth asked for was reached.

    So many steps stand behind it; or, where it is not established, so many rules could give it.
    """

    sentence: str
    hidden: int
    refused: Standing | None = None


@frozen
class Check:
    """A condition with how it stands, the conditions inside it, and why a failing one fails."""

    standing: Standing
    kind: CheckKind
    sentence: str
    checks: tuple[Check, ...] = ()
    why: tuple[Node, ...] = ()


@frozen
class Obstacle:
    """Why these rules do not fire for the entity: failing conditions, or what keeps them back."""

    rules: tuple[CitedRule, ...]
    entity: str
    sentence: str
    """What they would conclude."""
    standing: Standing
    checks: tuple[Check, ...] = ()
    kept_back: tuple[Overruled | Silenced, ...] = ()


@frozen
class Unreached:
    """Something that is not established, and what keeps each rule that could conclude it from firing."""

    number: int
    sentence: str
    standing: Standing
    obstacles: tuple[Obstacle, ...]


@frozen
class Default:
    """The verdict where no rule reaches one, and why none can."""

    number: int
    sentence: str
    because: str
    where: Where
    claims: tuple[CitedClaim, ...]
    obstacles: tuple[Obstacle, ...]


@frozen
class Fired:
    """A rule that fired for the entity."""

    number: int
    entity: str
    way: Way
    concludes: tuple[str, ...]


@frozen
class Note:
    """A plain sentence."""

    sentence: str


Node: TypeAlias = (
    Given
    | Asked
    | Absent
    | Guarded
    | Choice
    | OverParts
    | Concluded
    | Again
    | Below
    | Cut
    | Unreached
    | Default
    | Fired
    | Obstacle
    | Note
)


@frozen
class Topic:
    """What was asked about: a verdict, an attribute of an entity or a rule."""

    kind: Literal["verdict", "attribute", "rule"]
    heading: str
    nodes: tuple[Node, ...]
    answer: Answer | None = None
    rule: CitedRule | None = None
    condition: str = ""
    """Of a rule: its condition in words."""
    continued: tuple[Node, ...] = ()
    """What lies too deep inside the nodes to be read there, each under the number by which they name it."""


@frozen
class Explanation:
    """The answer to `explain`."""

    recommendation: Recommendation
    what: str
    topics: tuple[Topic, ...]
    depth: int | None
    everything: bool
