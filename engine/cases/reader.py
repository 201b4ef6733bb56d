"""Reads a case: one file, the settings of the command line, or both. All that is wrong, at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from unicodedata import normalize

from engine.cases.alike import alike
from engine.cases.constraints import violations
from engine.cases.model import ROOT, Case, Fact
from engine.cases.names import Names, is_hostile, names_of
from engine.cases.said import Said, set_fact
from engine.cases.settings import Settings, read_settings
from engine.cases.sheet import Sheet, read_sheet
from engine.cases.words import about_words, stated_words
from engine.errors import CaseError, Problem, Where
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.nearest import nearest, quoted
from engine.knowledge.shelf import shelved

UNNAMED = "unnamed case"
NO_NAME = ("case-attribute", "case-place")
"""The codes of a word that means nothing; it may yet be one of a pack that was not asked for."""


def read_case(
    kb: KnowledgeBase,
    data: bytes | None,
    file: str = "",
    settings: Sequence[str] = (),
    json: bool | None = None,
) -> Case:
    """The case that the file and the settings state together; where they disagree, the settings win.

    `data` None: no file, nothing but settings. `file` is its name for messages, "-" for standard input;
    `json` as in `read_document`. Raises CaseError with every problem of both, sorted by place.
    """

    def sheet(names: Names, problems: list[Problem]) -> Sheet:
        return Sheet() if data is None else read_sheet(names, data, file, json, problems)

    return _told(kb, sheet, _stem(file), settings)


def with_settings(kb: KnowledgeBase, case: Case, settings: Sequence[str]) -> Case:
    """The case with what the settings state on top of it, which win. Raises CaseError as read_case does."""
    where = case.where or Where("")
    said = {
        (fact.entity, fact.attribute): Said(
            fact.entity, kb.attributes[fact.attribute], fact, fact.origin.where or where
        )
        for fact in case.facts
    }
    said |= {pair: Said(pair[0], kb.attributes[pair[1]], None, where) for pair in case.said_unknown}
    parts = None if case.parts is None else dict.fromkeys(case.part_order, where)
    before = Sheet(case.name, case.as_of, case.note, said, parts, where=case.where)
    found = _told(kb, lambda names, problems: before, case.name, settings)
    return replace(found, remarks=(*case.remarks, *found.remarks))


def _told(
    kb: KnowledgeBase,
    sheet: Callable[[Names, list[Problem]], Sheet],
    name: str,
    settings: Sequence[str],
) -> Case:
    """The case of a sheet and settings; words of packs that are off are known, and not used."""
    case, problems = _read(kb, names_of(kb), sheet, name, settings)
    if kb.shelf and any(problem.code in NO_NAME for problem in problems):
        off = shelved(kb)
        wider = replace(kb, attributes={**kb.attributes, **off})
        case, problems = _read(wider, names_of(wider, True), sheet, name, settings)
        case = _used(case, off)
    if problems:
        raise CaseError(sorted(problems, key=_place))
    return case


def _read(
    kb: KnowledgeBase,
    names: Names,
    read: Callable[[Names, list[Problem]], Sheet],
    name: str,
    settings: Sequence[str],
) -> tuple[Case, list[Problem]]:
    """The case as far as it is sound, and what is wrong with it."""
    problems: list[Problem] = []
    sheet = read(names, problems)
    listed = tuple(sheet.parts or ()) if sheet.whole else None
    told = read_settings(names, settings, listed, problems)
    remarks: list[Problem] = []
    parts = _parts(kb, sheet, told, remarks)
    said = _said(sheet, told, remarks)
    case = Case(
        name=sheet.name or name,
        facts=tuple(fact for about in sorted(said) if (fact := said[about].fact) is not None),
        parts=None if parts is None else tuple(sorted(parts)),
        as_of=sheet.as_of,
        note=sheet.note,
        said_unknown=tuple(about for about in sorted(said) if said[about].fact is None),
        part_order=parts or (),
        remarks=tuple(sorted(remarks, key=_place)),
        expected=sheet.expected,
        where=sheet.where,
    )
    if sheet.whole:
        # Sound with problems, too: a fact that could not be read is unknown, and that excuses.
        problems.extend(violations(kb, case))
    return case, problems


def _used(case: Case, off: Mapping[str, Attribute]) -> Case:
    """The case without what only these attributes say, which belong to packs that were not asked for."""
    remarks = list(case.remarks)
    for fact in case.facts:
        if fact.attribute in off:
            pack = off[fact.attribute].pack
            what = f"{about_words(fact.entity, fact.attribute)} is not used: only the pack {pack} reads it"
            remarks.append(Problem("pack-off", what, fact.origin.where, f"add --pack {pack}", "warning"))
    return replace(
        case,
        facts=tuple(fact for fact in case.facts if fact.attribute not in off),
        said_unknown=tuple(pair for pair in case.said_unknown if pair[1] not in off),
        remarks=tuple(sorted(remarks, key=_place)),
    )


def _parts(kb: KnowledgeBase, sheet: Sheet, told: Settings, remarks: list[Problem]) -> tuple[str, ...] | None:
    """The parts in written order, those of the settings last; None where nothing lists any."""
    words, listed = kb.words, sheet.parts
    if told.none is not None:
        if listed:
            many = words.singular if len(listed) == 1 else words.plural
            what = f"'{told.none}' wins over the file, which lists {len(listed)} {many} from here on"
            remarks.append(Problem("set-wins", what, min(listed.values()), severity="warning"))
        return ()
    for name, where in told.added.items():
        if listed is not None and name not in listed:
            near = nearest(name, listed)
            what = f"it adds the {words.singular} {quoted(name)} to those of the file"
            hint = f"is {near} meant?" if near else ""
            remarks.append(Problem("set-adds", what, where, hint, "warning"))
    places = {**(listed or {}), **told.added, **(listed or {})}  # of a name in both: that in the file
    remarks.extend(alike(places, words.singular))
    if listed is None and not told.added:
        return None
    return tuple(dict.fromkeys([*(listed or ()), *told.added]))


def _said(sheet: Sheet, told: Settings, remarks: list[Problem]) -> dict[tuple[str, str], Said]:
    """What file and settings say together."""
    said = {about: one for about, one in sheet.said.items() if told.none is None or about[0] == ROOT}
    for about, setting in told.said.items():
        first = said.get(about)
        how = "wins over the file, which says"
        if (
            first is not None
            and first.fact is not None
            and setting.fact is not None
            and about not in told.whole
        ):
            setting, how = _on_top(first.fact, setting.fact, setting), "changes what the file says"
        if first is not None and first.fact == setting.fact:
            continue  # Said by both: the place in the file, with its source and note, says more.
        said[about] = setting
        if first is not None:
            before = stated_words(first.fact, first.attribute)
            what = f"'{setting.where}' {how} here {about_words(*about)}: {before}"
            remarks.append(Problem("set-wins", what, first.where, severity="warning"))
    return said


def _on_top(before: Fact, told: Fact, setting: Said) -> Said:
    """What the file says of a set, with the members that the settings put in or take out."""
    inside = {*told.values, *(value for value in before.values if value not in told.excluded)}
    outside = {*told.excluded, *(value for value in before.excluded if value not in told.values)}
    fact = set_fact(told.entity, setting.attribute, inside, outside, told.origin)
    return Said(told.entity, setting.attribute, fact, setting.where)


def _stem(file: str) -> str:
    """The file's name without its ending, as the name of the case."""
    stem = "" if file == "-" else normalize("NFC", PurePath(file).stem).strip()
    return stem if stem and not is_hostile(stem) else UNNAMED


def _place(problem: Problem) -> tuple[bool, Where, str, str]:
    where = problem.where or Where("")
    return (not where.line, where, problem.code, problem.what)
