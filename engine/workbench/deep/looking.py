"""What all searches share: the space, what is known already, and how findings are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from engine.inquiry.solver import GaveUp
from engine.knowledge.model import Attribute, KnowledgeBase, Rule
from engine.workbench.deep.finding import Finding
from engine.workbench.deep.space import Found, Space

Item = TypeVar("Item", Rule, Attribute)
Tell: TypeAlias = Callable[[str, int, int], None]
"""Hears what is looked for, how many places have been looked at, and how many there are."""


@dataclass
class Looking:
    """A deep check under way."""

    space: Space
    tell: Tell
    firing: dict[str, Found] = field(default_factory=dict)
    """Of each rule that can fire a case in which it does."""
    never: set[str] = field(default_factory=set)
    """Rules that cannot fire."""
    spare: set[str] = field(default_factory=set)
    """Rules that another rule makes superfluous, or that conclude what nothing reads."""
    idle: set[str] = field(default_factory=set)
    """Attributes that cannot change anything."""

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base, as it is."""
        return self.space.kb

    def fires(self, *rules: Rule) -> Found:
        """A case of few facts in which these rules of one scope fire; there is one. Raises GaveUp."""
        found = self.space.find(
            rules[0].scope, lambda world, entity: [world.fires(rule, entity) for rule in rules]
        )
        assert found is not None, "it was found before"
        return found

    def each(
        self, what: str, items: Iterable[Item], body: Callable[[Item], Iterator[Finding]]
    ) -> Iterator[Finding]:
        """The findings about each item; one where the solver gives up has a note that says so."""
        listed = list(items)
        for done, item in enumerate(listed):
            self.tell(what, done, len(listed))
            try:
                yield from body(item)
            except GaveUp as error:
                name = item.id if isinstance(item, Rule) else item.name
                said = f"it is not known about {name} whether it has {what}: {error.problems[0].what}"
                hint = "smaller rules, or fewer of them that read each other, are easier to search"
                yield Finding("gave-up", name, said, item.where, hint, "note", "none")
        self.tell(what, len(listed), len(listed))
