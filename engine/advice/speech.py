"""Conditions in words, about one entity or about parts in general. Substitution only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from engine.advice.sentences import MANY, Sentences, joined
from engine.cases.model import ROOT
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
    Value,
)
from engine.knowledge.model import Attribute
from engine.knowledge.wording import ends


class Speech(Sentences):
    """Puts everything about one derivation into words, conditions too."""

    def condition(self, condition: Condition, entity: str, name: str | None = None) -> str:
        """What the condition says about the entity; about `name` where no one part is meant."""
        words = self.kb.words
        match condition:
            case Always():
                return "always"
            case OneOf(attribute, values):
                return self._test(self.kb.attributes[attribute], values, entity, name)
            case InRange():
                return self._range(condition, entity, name)
            case All(parts):
                return joined(self._conjunction(parts, entity, name))
            case AnyOf(parts):
                return joined((self.condition(part, entity, name) for part in parts), "or")
            case Unless(parts):
                inner = joined((self.condition(part, entity, name) for part in parts), "or")
                return f"nothing says that {inner}"
            case AtLeast(1, inner):
                return self._quantified(self.some, inner)
            case AtLeast(count, inner):
                each = self.condition(inner, ROOT, f"such a {words.singular}")
                return f"for at least {count} {words.plural}, {each}"
            case Every(inner):
                return self._quantified(self.every, inner)
            case No(inner):
                return self._quantified(f"no {words.singular}", inner)

    def _conjunction(self, parts: Sequence[Condition], entity: str, name: str | None) -> Iterator[str]:
        """The parts in words; members demanded of one set are said together."""
        for attribute, group in groupby(parts, _demanded):
            if attribute:
                values = [part.values[0] for part in group if isinstance(part, OneOf)]
                yield self._say(self.kb.attributes[attribute], values, entity, name, "and")
            else:
                yield from (self.condition(part, entity, name) for part in group)

    def _quantified(self, who: str, inner: Condition) -> str:
        if isinstance(inner, OneOf | InRange):
            return self.condition(inner, ROOT, who)
        return f"for {who}, {self.condition(inner, ROOT, 'it')}"

    def _test(self, attribute: Attribute, values: Sequence[Value], entity: str, name: str | None) -> str:
        if len(values) > MANY and len(values) == len(attribute.values):
            who = name if name is not None else entity
            of = f" ({who})" if attribute.scope == "part" and who else ""
            if attribute.single:
                return f"{attribute.label}{of} is known"
            return f"there is at least one of the {attribute.label}{of}"
        return self._say(attribute, values, entity, name, "or")

    def _range(self, test: InRange, entity: str, name: str | None) -> str:
        attribute = self.kb.attributes[test.attribute]
        who = name if name is not None else entity
        of = f" of {who}" if attribute.scope == "part" and who else ""
        named = f" ({joined(test.parameters)})" if test.parameters else ""
        told = ends(test, lambda number: self.label(attribute.name, number))
        return f"{attribute.label}{of} is {joined(told)}{named}"


def _demanded(condition: Condition) -> str:
    """The attribute of which the condition demands one certain value; "" where it does not."""
    return condition.attribute if isinstance(condition, OneOf) and len(condition.values) == 1 else ""
