"""What a loaded knowledge base is: immutable types, every name resolved, every operand typed.

`where` fields are places for messages and explanations; they take no part in equality or in the digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from engine.errors import Where
from engine.frozen import frozen
from engine.knowledge.conditions import Condition, Value

Scope: TypeAlias = Literal["root", "part"]
AttributeType: TypeAlias = Literal["boolean", "enum", "set", "number"]
NOWHERE = Where("(built in memory)")


@frozen
class Attribute:
    """One thing that a case may state (asked) or rules may conclude (derived).

    `values` is the domain in vocabulary order; (False, True) for a boolean, () for a number.
    """

    name: str
    scope: Scope
    type: AttributeType
    label: str
    values: tuple[Value, ...] = ()
    labels: Mapping[Value, str] = field(default_factory=dict)
    """A label for every value of the domain."""
    says: str | Mapping[Value, str] = ""
    """The sentence of one atom, with {value} and {part-singular}; by value, or one for all values.
    Never empty after loading: a default is made from the label."""
    question: str = ""
    """Not empty exactly when the attribute is asked."""
    help: str = ""
    unit: str = ""
    low: int | float | None = None
    high: int | float | None = None
    integer: bool = False
    aliases: tuple[str, ...] = ()
    value_aliases: Mapping[str, Value] = field(default_factory=dict)
    changeable: bool = True
    """Whether it makes sense to ask what would follow if it were otherwise."""
    where: Where = field(default=NOWHERE, compare=False)
    pack: str = ""
    """The pack that it comes from; "" for the knowledge base itself."""

    @property
    def asked(self) -> bool:
        """Whether a case may state it."""
        return bool(self.question)

    @property
    def single(self) -> bool:
        """Whether an entity has one value of it (everything but a set)."""
        return self.type != "set"


@frozen
class Constraint:
    """A combination of stated facts that cannot be. Reads asked attributes only."""

    id: str
    scope: Scope
    never: Condition
    because: str
    where: Where = field(default=NOWHERE, compare=False)


@frozen
class Parameter:
    """A named threshold with its unit, definition and source; as a benchmark, what it was measured on."""

    name: str
    value: int | float
    unit: str
    definition: str
    source: str
    where: Where = field(default=NOWHERE, compare=False)
    statistic: str = ""
    """Mean, median, a quartile."""
    region: str = ""
    year: int | None = None
    review_by: str = ""
    """YYYY-MM-DD: after this day somebody should have looked whether it still holds."""
    pack: str = ""


@frozen
class Source:
    """A text that claims come from. Its sentences are not carried, only locators and hashes.

    `sections` names the parts of the text that locators speak of, each with the blocks that are its
    paragraphs: ordinals, from 1, of the text's blocks between blank lines.
    """

    id: str
    title: str
    author: str = ""
    published: str = ""
    url: str = ""
    """Where the text can be read; "" where nobody has said."""
    sections: tuple[tuple[str, tuple[int, ...]], ...] = ()
    where: Where = field(default=NOWHERE, compare=False)
    pack: str = ""


@frozen
class Claim:
    """One statement of a source, in our own words.

    `sentences` has one (locator, SHA-256 hex) a sentence; the hash is of the sentence with white space
    folded to single blanks and stripped, as UTF-8. `context` is the reason why no rule needs to carry it.
    """

    id: str
    source: str
    sentences: tuple[tuple[str, str], ...]
    says: str
    context: str = ""
    where: Where = field(default=NOWHERE, compare=False)
    pack: str = ""

    @property
    def locator(self) -> str:
        """All its locators, for a person."""
        return ", ".join(locator for locator, _ in self.sentences)


@frozen
class Conclusion:
    """One atom that a firing asserts; with `member_of`, only where that set has the value too."""

    attribute: str
    value: Value
    member_of: str = ""


@frozen
class Rule:
    """One rule: for each entity of its scope, when the condition holds, then the conclusions.

    A presumption has conclusions about one attribute only, never with `member_of`.
    """

    id: str
    title: str
    scope: Scope
    when: Condition
    then: tuple[Conclusion, ...]
    because: str
    claims: tuple[str, ...]
    presumption: bool = False
    reading: str = ""
    overrides: tuple[str, ...] = ()
    where: Where = field(default=NOWHERE, compare=False)
    pack: str = ""
    """The pack that it comes from; "" for the knowledge base itself."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes it concludes about, each once."""
        return tuple(dict.fromkeys(conclusion.attribute for conclusion in self.then))


@frozen
class Otherwise:
    """The verdict where no value is possible, with its own reason and claims."""

    value: str
    because: str
    claims: tuple[str, ...]
    where: Where = field(default=NOWHERE, compare=False)


@frozen
class Shown:
    """An attribute printed under a goal. With `first`, the values that this other attribute also has
    stand under `heading`, the rest under `others`."""

    attribute: str
    heading: str
    first: str = ""
    others: str = ""
    pack: str = ""
    """The pack that shows it, under its own or another goal."""


@frozen
class Goal:
    """A verdict attribute (an enum, derived): what the knowledge base is asked about."""

    attribute: str
    scope: Scope
    label: str
    sentences: Mapping[str, str]
    """One sentence for each value of the domain; it may hold placeholders."""
    otherwise: Otherwise | None = None
    show: tuple[Shown, ...] = ()
    where: Where = field(default=NOWHERE, compare=False)
    pack: str = ""


@frozen
class Words:
    """What the root and its parts are called: `plural` is also the key of parts in a case file."""

    root: str
    singular: str
    plural: str
    question: str
    """The list question: which parts are there?"""


@frozen
class Pack:
    """An addition to the knowledge base, there only where it was asked for."""

    name: str
    version: str
    title: str
    about: str
    """What it adds, on what it rests, and what it is not."""
    reviewed: str
    review_by: str = ""
    """YYYY-MM-DD: after this day somebody should have looked whether it still holds."""
    where: Where = field(default=NOWHERE, compare=False)


@frozen
class KnowledgeBase:
    """Everything the three solvers compile from. Mappings keep the order of the files."""

    name: str
    version: str
    title: str
    reviewed: str
    words: Words
    goals: tuple[Goal, ...]
    """The root's own goals first, each group in written order; the first root goal is the main one."""
    attributes: Mapping[str, Attribute]
    rules: Mapping[str, Rule]
    constraints: tuple[Constraint, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()
    """Those that were asked for, by name. What they add stands in the other fields."""
    components: tuple[tuple[str, ...], ...] = ()
    """Rule ids, grouped by mutual positive dependence, in an order in which each group depends only on
    itself and on earlier groups. Canonical: independent of the order of rules in files."""
    digest: str = ""
    """sha256:HEX over the canonical JSON of all of the above but `components`, positions left out."""
    directory: str = field(default="", compare=False)
    files: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    shelf: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """The vocabulary files, by pack, of the packs that are there and were not asked for."""

    def goal(self, attribute: str) -> Goal:
        """The goal of this verdict attribute; KeyError if it is none."""
        return next(g for g in self.goals if g.attribute == attribute)
