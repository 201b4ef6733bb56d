"""In what two knowledge bases differ where one reads them: counted by kind of thing, and each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.frozen import frozen
from engine.knowledge.canonical import plain
from engine.knowledge.conditions import written
from engine.knowledge.model import Conclusion, KnowledgeBase, Rule
from engine.knowledge.wording import describe
from engine.workbench.changes import Change, Difference, differences

HEADING = "heading"


@frozen
class Entry:
    """One thing that is not the same in both. `logic`: whether reasoning may see the difference."""

    group: str
    name: str
    change: Change
    logic: bool
    places: tuple[Difference, ...] = ()
    """Every place at which it differs; none where it was added or removed as a whole."""


LOGIC = {
    "attributes": ("scope", "type", "values", "asked", "unit", "low", "high", "integer"),
    "rules": ("scope", "when", "then", "presumption", "overrides"),
    "constraints": ("scope", "never"),
    "goals": ("scope", "otherwise.value"),
}
"""The places that reasoning sees. A parameter's value is seen in the rules that use it."""


def wordings(old: KnowledgeBase, new: KnowledgeBase) -> tuple[Entry, ...]:
    """Every entry that differs, group by group; () where both say the same, in the same order."""
    return tuple(
        entry for group, before, after in _groups(old, new) for entry in _entries(group, before, after)
    )


def _groups(
    old: KnowledgeBase, new: KnowledgeBase
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    first, second = _content(old), _content(new)
    for group in first:
        yield group, first[group], second[group]
    order = [[*kb.attributes, *(goal.attribute for goal in kb.goals)] for kb in (old, new)]
    shared = [[name for name in each if name in order[0] and name in order[1]] for each in order]
    yield "order", {"order": {"names": shared[0]}}, {"order": {"names": shared[1]}}


def _content(kb: KnowledgeBase) -> dict[str, dict[str, Any]]:
    """All that it says, by group and name."""
    head = {name: getattr(kb, name) for name in ("name", "version", "title", "reviewed")}
    return {
        HEADING: {HEADING: head},
        "words": {"words": plain(kb.words)},
        "goals": {goal.attribute: plain(goal) for goal in kb.goals},
        "attributes": {name: {**plain(each), "asked": each.asked} for name, each in kb.attributes.items()},
        "parameters": {name: plain(each) for name, each in kb.parameters.items()},
        "constraints": {
            each.id: {**plain(each), "never": describe(each.never, kb)} for each in kb.constraints
        },
        "rules": {id: _rule(rule, kb) for id, rule in kb.rules.items()},
        "sources": {id: plain(each) for id, each in kb.sources.items()},
        "claims": {id: plain(each) for id, each in kb.claims.items()},
    }


def _rule(rule: Rule, kb: KnowledgeBase) -> dict[str, Any]:
    """The rule with its condition and conclusions in words, for one who reads where it differs."""
    return {
        **plain(rule),
        "when": describe(rule.when, kb),
        "then": ", ".join(map(_conclusion, rule.then)),
        "overrides": sorted(rule.overrides),
    }


def _conclusion(conclusion: Conclusion) -> str:
    value = conclusion.value
    said = f"{conclusion.attribute}: {written(value)}"
    return f"{said} (where {conclusion.member_of} has it)" if conclusion.member_of else said


def _entries(group: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Entry]:
    for name in dict.fromkeys((*before, *after)):
        if name not in before:
            yield Entry(group, name, "added", group in LOGIC)
        elif name not in after:
            yield Entry(group, name, "removed", group in LOGIC)
        elif places := tuple(differences(before[name], after[name])):
            yield Entry(group, name, "changed", any(_seen(group, place.path) for place in places), places)


def _seen(group: str, path: str) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in LOGIC.get(group, ()))
