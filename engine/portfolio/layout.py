"""The columns of the answers: what stands where, and what each label is. Needs no library of columns."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.frozen import frozen
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED
from engine.knowledge.model import Goal, KnowledgeBase

STATUSES = ("settled", "provisional", UNDETERMINED, NOT_APPLICABLE)
SPECIAL = (CONFLICT, UNDETERMINED, NOT_APPLICABLE)
"""Verdicts that no vocabulary declares; in the columns they follow those that one does."""
_SIMPLE_NAME = re.compile(r"[A-Za-z0-9_-]+")


class Spot(NamedTuple):
    """Something of an entity: the slot of a part, or None for the root; and a goal, a rule, an attribute."""

    slot: int | None
    what: str


@frozen
class Layout:
    """What the answers of one run have in common.

    `parts` are the names of the parts, one a slot, where they are the same in all rows; None where each
    row has its own. `exact`: the statuses are exact, and not those of the bounds.
    """

    kb: KnowledgeBase
    parts: tuple[str, ...] | None
    tool: str
    exact: bool = False

    @property
    def status(self) -> str:
        """What the columns of statuses are called."""
        return "status" if self.exact else "status_bound"

    @property
    def unknowns(self) -> str:
        """What the column of unknown facts is called."""
        return "unknowns_that_matter" if self.exact else "unknowns_that_may_matter"

    def goals(self, scope: str) -> tuple[Goal, ...]:
        """The goals of the scope, the main one first."""
        return tuple(goal for goal in self.kb.goals if goal.scope == scope)

    def pairs(self) -> tuple[tuple[str, str, Spot], ...]:
        """Of each verdict in columns of its own the names of these two columns, and whose it is."""
        main, *further = self.goals("root")
        found = [("verdict", self.status, Spot(None, main.attribute))]
        found += [(g.attribute, f"{g.attribute}.{self.status}", Spot(None, g.attribute)) for g in further]
        several = len(self.goals("part")) > 1
        for slot, name in enumerate(self.parts or ()):
            for goal in self.goals("part"):
                short = self.short(goal.attribute) if several else "verdict"
                status = f"{name}.{short}.{self.status}" if several else f"{name}.{self.status}"
                found.append((f"{name}.{short}", status, Spot(slot, goal.attribute)))
        return tuple(found)

    def short(self, attribute: str) -> str:
        """The attribute of a part as it is called below the part's name."""
        return attribute.removeprefix(f"{self.kb.words.singular}.")

    def fact(self, part: str, attribute: str) -> str:
        """The fact as `--set` names it; of the root where `part` is empty."""
        return fact_name(self.kb, part, attribute)

    def verdicts(self, attribute: str) -> tuple[str, ...]:
        """Every word for a verdict of the goal."""
        return (*map(str, self.kb.attributes[attribute].values), *SPECIAL)


def fact_name(kb: KnowledgeBase, entity: str, attribute: str) -> str:
    """The fact as `--set` names it."""
    if not entity:
        return attribute
    local = attribute.removeprefix(f"{kb.words.singular}.")
    prefixes = {name.partition(".")[0] for name in kb.attributes}
    if _SIMPLE_NAME.fullmatch(entity) and entity not in prefixes:
        return f"{entity}.{local}"
    return f"{kb.words.plural}[{entity.replace(']', ']]')}].{local}"


def firing_name(rule: str, entity: str) -> str:
    """The firing in one word: the rule, and for which part."""
    return f"{rule}({entity})" if entity else rule
