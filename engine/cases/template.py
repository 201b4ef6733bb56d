"""A case to be filled in: every question of the vocabulary, with what may be answered and why it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from engine.cases.words import value_words
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import Attribute, KnowledgeBase, Rule
from engine.knowledge.placeholders import Established, PartName, PartsWith, parse_template
from engine.knowledge.scalars import reading

WIDTH = 100
REASONS = 3
"""Titles of rules that are told for one attribute; more are counted."""


def template(kb: KnowledgeBase, schema_path: str | None = None) -> str:
    """A YAML case in which everything is unknown, and which says in comments how to fill it in.

    `schema_path` is what an editor shall check the file with. What may be said about the parts is told like
    all else; at the end stands a commented sample of one, to be used by taking the # off its lines.
    """
    return "".join(f"{line}\n" for line in _lines(kb, schema_path))


def _lines(kb: KnowledgeBase, schema_path: str | None) -> Iterator[str]:
    words = kb.words
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    of_root = [attribute for attribute in asked if attribute.scope == "root"]
    of_part = [attribute for attribute in asked if attribute.scope == "part"]
    readers = _readers(kb)
    if schema_path is not None:
        yield f"# yaml-language-server: $schema={_visible(schema_path)}"
    yield from _comment(f"A case for: {kb.title}")
    yield from _comment(
        "Replace unknown where you know the answer; what stays unknown is never taken for no."
    )
    yield from _comment(
        "Of a list you may know some: {includes: [this], excludes: [that]} leaves the others unknown."
    )
    yield from _comment("A value may be a mapping with value:, and source: and note: in your own words.")
    yield ""
    # A document without any entry would be no case.
    yield f"{'#' if of_root else ''}case: unnamed"
    yield "#as_of: 2000-01-31"
    yield "#note: anything worth knowing about this case"
    for attribute in of_root:
        yield ""
        yield from _about(kb, attribute, readers.get(attribute.name, ()))
        yield f"{_key(attribute.name)}: unknown"
    yield ""
    yield from _comment(_sentence(kb, words.question))
    for attribute in of_part:
        yield ""
        yield from _about(kb, attribute, readers.get(attribute.name, ()), f"{_short(kb, attribute)}: ")
    yield ""
    yield from _comment(
        f"To list the {words.plural}, take the # off the lines below and write the name of the "
        f"{words.singular} for NAME."
    )
    yield from _comment(
        f"For each further {words.singular} repeat the lines from the name on. The list is complete: what is "
        f"not in it is not there; `{words.plural}: {{}}` says that there are none."
    )
    yield f"#{_key(words.plural)}:"
    yield "#  NAME:" if of_part else "#  NAME: {}"
    for attribute in of_part:
        yield f"#    {_key(_short(kb, attribute))}: unknown"


def _short(kb: KnowledgeBase, attribute: Attribute) -> str:
    """The name of an attribute of the parts, as it is written below the name of one."""
    return attribute.name.removeprefix(f"{kb.words.singular}.")


def _about(kb: KnowledgeBase, attribute: Attribute, rules: Iterable[Rule], name: str = "") -> Iterator[str]:
    """Question, after the name where one is given, help, what may be answered, and the rules that read it."""
    yield from _comment(name + _sentence(kb, attribute.question))
    if attribute.help:
        yield from _comment(_sentence(kb, attribute.help))
    if attribute.type == "number":
        yield from _comment(f"Answer: {_number(attribute)}")
    elif attribute.type == "boolean":
        yield from _comment("Answer: true or false")
    else:
        many = "a list of these, [] for none of them" if attribute.type == "set" else "one of these"
        yield from _comment(f"Answer: {many}")
        for value in attribute.values:
            yield from _comment(f"  {value_words(value, attribute)}: {attribute.labels.get(value, '')}")
    titles = [f"{rule.title} ({rule.id})" for rule in rules]
    for title in titles[:REASONS]:
        yield from _comment(f"Asked for: {title}")
    if len(titles) > REASONS:
        yield from _comment(f"Asked for: {len(titles) - REASONS} more rules")


def _number(attribute: Attribute) -> str:
    kind = "a whole number" if attribute.integer else "a number"
    unit = f" of {attribute.unit}" if attribute.unit else ""
    ends = ((" from ", attribute.low), (" to ", attribute.high))
    return kind + unit + "".join(f"{word}{end}" for word, end in ends if end is not None)


def _sentence(kb: KnowledgeBase, text: str) -> str:
    """The sentence, speaking of any part, and of other attributes by their label."""
    said = []
    for piece in parse_template(text, kb.words, kb.attributes, value=False):
        match piece:
            case PartName():
                said.append(f"this {kb.words.singular}")
            case Established(name) | PartsWith(name):
                said.append(kb.attributes[name].label)
            case _:
                said.append(str(piece))
    return "".join(said)


def _readers(kb: KnowledgeBase) -> Mapping[str, list[Rule]]:
    """The rules that read each attribute, in the order of the files."""
    readers: dict[str, dict[str, Rule]] = {}
    for rule in kb.rules.values():
        names = {inner.attribute for inner, _ in walk(rule.when) if isinstance(inner, OneOf | InRange)}
        names |= {conclusion.member_of for conclusion in rule.then if conclusion.member_of}
        for name in names:
            readers.setdefault(name, {})[rule.id] = rule
    return {name: list(rules.values()) for name, rules in readers.items()}


def _comment(text: str) -> Iterator[str]:
    """The text as comment lines: whatever it holds, it cannot end the comment."""
    indent = "    " if text.startswith("  ") else ""
    plain = _visible(" ".join(text.split()))
    wrapped = wrap(
        plain, WIDTH - 6, initial_indent=indent[:2], subsequent_indent=indent, break_on_hyphens=False
    )
    yield from (f"# {line}" for line in wrapped)


def _visible(text: str) -> str:
    """The text with every character that cannot be seen written as a number."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _key(name: str) -> str:
    """The name as a YAML key."""
    return f"'{name}'" if reading(name) else name
