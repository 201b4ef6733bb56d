"""Whose attribute does the left side of a setting mean: the root's, or that of a part?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.cases.model import ROOT
from engine.cases.names import Names, unknown_part
from engine.errors import Problem, Where
from engine.knowledge.model import Attribute
from engine.knowledge.nearest import nearest, quoted


def resolve(
    names: Names,
    part: str | None,
    path: str,
    listed: Collection[str] | None,
    where: Where,
    problems: list[Problem],
) -> tuple[str, Attribute] | None:
    """The entity and the attribute that a left side means; None, and mostly problems, where it is unclear.

    `part` is the name that stood in brackets; `listed` are the names that may be written short, None
    where they are not known: then a left side that may start with one of them is passed over in silence.
    """
    words = names.kb.words
    if part is not None:
        attribute = names.find(path, "part")
        if attribute is None:
            problems.append(names.unknown(path, "part", where))
            return None
        return part, attribute
    of_root = names.find(path, "root")
    head, _, tail = path.partition(".")
    of_part = names.find(tail, "part")
    if of_root is not None and of_part is not None and listed is not None and head in listed:
        what = f"{path} is an attribute of the {words.root}, and {of_part.name} of {quoted(head)}"
        hint = f"for the {words.singular} write {bracket_form(names, head, tail)}"
        problems.append(
            Problem("case-setting", what, where, f"{hint}; for the {words.root} write it in the case file")
        )
        return None
    if of_root is not None:
        return ROOT, of_root
    if listed is None and of_part is not None:
        return None
    if listed is not None and head in listed:
        if of_part is not None:
            return head, of_part
        if not tail:
            what = f"{quoted(head)} is a {words.singular}, and has no value itself"
            hint = f"write {bracket_form(names, head, 'ATTRIBUTE')}"
            problems.append(Problem("case-setting", what, where, hint))
            return None
        of_both = head in names.prefixes["root"]
        problems.append(names.unknown(path, "root", where) if of_both else names.unknown(tail, "part", where))
        return None
    problems.append(_nobody(names, path, listed or (), where))
    return None


def _nobody(names: Names, path: str, listed: Collection[str], where: Where) -> Problem:
    """The problem that a left side is no attribute of the root, nor of a part that is listed."""
    words = names.kb.words
    head, _, tail = path.partition(".")
    attribute = names.find(path, "part")
    if attribute is not None:
        short = attribute.name.removeprefix(f"{words.singular}.")
        what = f"{quoted(path)} belongs to a {words.singular}, not to the {words.root}"
        return Problem("case-place", what, where, f"write {bracket_form(names, 'NAME', short)}")
    dotted = next((name for name in listed if "." in name and path.startswith(f"{name}.")), None)
    if dotted is not None:
        what = f"the name {quoted(dotted)} holds a dot"
        hint = f"write {bracket_form(names, dotted, path[len(dotted) + 1 :])}"
        return Problem("case-setting", what, where, hint)
    if path.startswith(f"{words.plural}."):
        name, _, rest = tail.partition(".")
        what = f"{quoted(path)} names a {words.singular} with a dot"
        return Problem("case-place", what, where, f"write {bracket_form(names, name, rest)}")
    if names.find(tail, "part") is not None:
        problem = unknown_part(names.kb, head, listed, where)
        adds = f"{bracket_form(names, head, tail)} adds it"
        near = nearest(head, listed)
        return replace(problem, hint=f"did you mean {near}? {adds}" if near else adds)
    return names.unknown(path, "root", where)


def bracket_form(names: Names, part: str, path: str) -> str:
    """The setting of this attribute of this part that always works, up to the value."""
    return f"{names.kb.words.plural}[{part.replace(']', ']]')}].{path}=..."
