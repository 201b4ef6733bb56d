"""Facts in the words of a case file, for messages: real names, no labels."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.model import Fact
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.nearest import quoted


def value_words(value: Value, attribute: Attribute) -> str:
    """The value as a case file would state it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value} {attribute.unit}".rstrip()


def stated_words(fact: Fact | None, attribute: Attribute) -> str:
    """What the fact states, as a case file would state it; None is `unknown`."""
    if fact is None:
        return "unknown"
    if attribute.single:
        return value_words(fact.values[0], attribute)
    if fact.closed:
        return _list(fact.values, attribute)
    opened = (("includes", fact.values), ("excludes", fact.excluded))
    return ", ".join(f"{word} {_list(values, attribute)}" for word, values in opened if values)


def fact_words(kb: KnowledgeBase, fact: Fact) -> str:
    """The whole fact: whose attribute, and what is stated about it."""
    attribute = kb.attributes[fact.attribute]
    return f"{about_words(fact.entity, fact.attribute)}: {stated_words(fact, attribute)}"


def about_words(entity: str, attribute: str) -> str:
    """The attribute, and of which part where it is one."""
    return f"{attribute} of {quoted(entity)}" if entity else attribute


def _list(values: Iterable[Value], attribute: Attribute) -> str:
    return f"[{', '.join(value_words(value, attribute) for value in values)}]"
