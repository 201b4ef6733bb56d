"""A folder of files to a KnowledgeBase, or to everything that is wrong with it, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from engine.errors import KnowledgeError, Problem, Where
from engine.knowledge.canonical import knowledge_digest
from engine.knowledge.files import RULES, read_files, shown, sorted_files
from engine.knowledge.model import KnowledgeBase, Source
from engine.knowledge.names import Names
from engine.knowledge.nodes import Node
from engine.knowledge.packs import PACKS
from engine.knowledge.read_kb import read_goals, read_heading, read_pack, read_words
from engine.knowledge.read_rules import check_overrides, read_rules
from engine.knowledge.read_sources import check_cited, read_parameters, read_sources
from engine.knowledge.read_vocabulary import read_attributes, read_constraints
from engine.knowledge.reading import Enough, Report
from engine.knowledge.schema import check
from engine.knowledge.strata import stratify
from engine.knowledge.strict import read_document

DECLARES = {
    "kb": ("goal",),
    "sources": ("source", "claim"),
    "vocabulary": ("attribute", "constraint"),
    "parameters": ("parameter",),
    "rules": ("rule",),
    "pack": ("goal",),
}
"""What each kind of file declares: while one cannot be read, these names may well exist."""
Files: TypeAlias = tuple[Mapping[str, bytes], Mapping[str, bytes]]
"""The files to load, and the vocabularies of the packs that stay on the shelf."""


def load_knowledge(directory: str | Path, packs: Iterable[str] = ()) -> KnowledgeBase:
    """The knowledge base in this folder, with these packs of it.

    Raises KnowledgeError with all problems of all its files, and for packs that it does not have.
    """
    name, chosen = str(directory), sorted(set(packs))
    return _told(name, lambda report: read_files(Path(directory), name, report, chosen))


def load_files(files: Mapping[str, bytes], directory: str = "", packs: Iterable[str] = ()) -> KnowledgeBase:
    """The knowledge base in these files, by path inside its folder, such as rules/10-topic.yaml.

    `directory` is what the folder is called in messages. Raises KnowledgeError as load_knowledge does.
    """
    chosen = sorted(set(packs))
    return _told(directory, lambda report: sorted_files(files, directory, report, chosen))


def _told(directory: str, read: Callable[[Report], Files]) -> KnowledgeBase:
    """The knowledge base in the files that `read` gives; KnowledgeError where anything was reported."""
    report = Report()
    kb = None
    more: tuple[Problem, ...] = ()
    try:
        files, shelf = read(report)
        kb = _load(files, shelf, directory, report)
    except Enough:
        what = f"there are more problems than these {len(report.problems)}"
        more = (Problem("more", what, Where(directory or ".")),)
    if kb is None or report.problems:
        raise KnowledgeError((*report.sorted(), *more))
    return kb


def _load(
    files: Mapping[str, bytes], shelf: Mapping[str, bytes], directory: str, report: Report
) -> KnowledgeBase | None:
    """The knowledge base, complete only where the report stays empty."""
    documents: list[tuple[str, str, Node]] = []
    # Where a file is missing or misnamed, any name may well stand in it.
    unread = {kind for kinds in DECLARES.values() for kind in kinds if report.problems}
    kept: list[tuple[Node, Problem]] = []
    for name, data in files.items():
        pack, kind = _sort(name)
        node, problems = read_document(data, shown(directory, name).file)
        report.extend(problems)
        if node is None:
            unread.update(DECLARES[kind])
        else:
            documents.append((pack, kind, node))
            kept += check(node, kind, report)

    def of(wanted: str) -> list[tuple[str, Node]]:
        return [(pack, document) for pack, kind, document in documents if kind == wanted]

    head = next((document for _, document in of("kb")), None)
    words = None if head is None else read_words(head, report)
    if head is None or words is None:
        return None
    names = Names(report, words, unread=unread)
    for pack, document in of("vocabulary"):
        read_attributes(document, names, pack)
    for pack, document in of("parameters"):
        read_parameters(document, names, pack)
    sources: dict[str, Source] = {}
    for pack, document in of("sources"):
        sources |= read_sources(document, names, sources, pack)
    for pack, document in of("rules"):
        read_rules(document, names, pack)
    check_overrides(names)
    constraints = [each for _, document in of("vocabulary") for each in read_constraints(document, names)]
    heading = read_heading(head, names)
    added = tuple(read_pack(document, pack, names) for pack, document in of("pack"))
    goals = read_goals((("", head), *of("pack")), names)
    check_cited(names)
    names.check_sentences()
    report.extend(problem for condition, problem in kept if condition.where not in names.faulty)
    if report.problems:
        return None
    order, cycles = stratify(names.rules.values())
    report.extend(cycles)
    kb = KnowledgeBase(
        **heading,
        words=words,
        goals=goals,
        attributes=names.attributes,
        rules=names.rules,
        constraints=tuple(constraints),
        parameters=names.parameters,
        sources=sources,
        claims=names.claims,
        packs=added,
        components=order,
        directory=directory,
        files=dict(files),
        shelf=shelf,
    )
    return replace(kb, digest=knowledge_digest(kb))


def _sort(name: str) -> tuple[str, str]:
    """The pack to which this path inside the knowledge base belongs, or "", and the kind of file it is."""
    folder, _, last = name.rpartition("/")
    pack = folder.split("/")[1] if folder.startswith(PACKS) else ""
    return pack, "rules" if f"{folder}/".endswith(RULES) else last.removesuffix(".yaml")
