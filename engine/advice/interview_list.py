"""The list of parts in an interview: a name a line, until an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.cases.model import Case
from engine.cases.names import part_name, unknown_part
from engine.errors import Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted

NOWHERE = Where("")


def listed(kb: KnowledgeBase, case: Case, text: str, plain: bool, again: bool) -> Case | Problem | None:
    """The case with the list as the line changes it; None where the line ends the list.

    `plain`: the line is not quoted; a quoted one is always a name. `again`: there was a list before.
    """
    words = kb.words
    if plain and not text:
        if case.parts or again:
            return None
        hint = f"a name; none where there are no {words.plural}; dk if you do not know"
        return Problem("list", f"no {words.singular} is named yet", None, hint)
    if plain and text == "none":
        if case.parts:
            return Problem("list", many_listed(kb, case.parts), None, "-NAME takes one out")
        return None
    if plain and text.startswith("-"):
        return _without(kb, case, text[1:].strip())
    return added(kb, case, text)


def many_listed(kb: KnowledgeBase, parts: Sequence[str]) -> str:
    """That so many are on the list."""
    words = kb.words
    return f"1 {words.singular} is listed" if len(parts) == 1 else f"{len(parts)} {words.plural} are listed"


def added(kb: KnowledgeBase, case: Case, text: str) -> Case | Problem:
    """The case with this part too."""
    problems: list[Problem] = []
    name = part_name(text, NOWHERE, problems)
    parts = case.parts or ()
    if name is None:
        return replace(problems[0], where=None)
    if name in parts:
        return Problem("list", f"{quoted(name)} is listed already")
    order = case.part_order or parts
    return replace(case, parts=tuple(sorted((*parts, name))), part_order=(*order, name))


def _without(kb: KnowledgeBase, case: Case, name: str) -> Case | Problem:
    """The case without the part, and without what was said about it."""
    parts = case.parts or ()
    if name not in parts:
        return replace(unknown_part(kb, name, parts, NOWHERE), where=None)
    return replace(
        case,
        parts=tuple(part for part in parts if part != name),
        part_order=tuple(part for part in case.part_order or parts if part != name),
        facts=tuple(fact for fact in case.facts if fact.entity != name),
        said_unknown=tuple(pair for pair in case.said_unknown if pair[0] != name),
    )
