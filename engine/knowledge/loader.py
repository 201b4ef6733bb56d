"""A folder of files to a KnowledgeBase, or to everything that is wrong with it, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from engine.errors import KnowledgeError, Problem, Where
from engine.knowledge.canonical import knowledge_digest
from engine.knowledge.files import RULES, check_names, read_files, shown
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.names import Names
from engine.knowledge.nodes import Node
from engine.knowledge.read_kb import read_goals, read_heading, read_words
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
}
"""What each kind of file declares: while one cannot be read, these names may well exist."""


def load_knowledge(directory: str | Path) -> KnowledgeBase:
    """The knowledge base in this folder. Raises KnowledgeError with all problems of all its files."""
    name = str(directory)
    return _told(name, lambda report: read_files(Path(directory), name, report))


def load_files(files: Mapping[str, bytes], directory: str = "") -> KnowledgeBase:
    """The knowledge base in these files, by path inside its folder, such as rules/10-topic.yaml.

    `directory` is what the folder is called in messages. Raises KnowledgeError as load_knowledge does.
    """
    return _told(
        directory, lambda report: {name: files[name] for name in check_names(files, directory, report)}
    )


def _told(directory: str, read: Callable[[Report], Mapping[str, bytes]]) -> KnowledgeBase:
    """The knowledge base in the files that `read` gives; KnowledgeError where anything was reported."""
    report = Report()
    kb = None
    more: tuple[Problem, ...] = ()
    try:
        kb = _load(read(report), directory, report)
    except Enough:
        what = f"there are more problems than these {len(report.problems)}"
        more = (Problem("more", what, Where(directory or ".")),)
    if kb is None or report.problems:
        raise KnowledgeError((*report.sorted(), *more))
    return kb


def _load(files: Mapping[str, bytes], directory: str, report: Report) -> KnowledgeBase | None:
    """The knowledge base, complete only where the report stays empty."""
    documents: dict[str, Node] = {}
    # Where a file is missing or misnamed, any name may well stand in it.
    unread = {kind for kinds in DECLARES.values() for kind in kinds if report.problems}
    kept: list[tuple[Node, Problem]] = []
    for name, data in files.items():
        kind = "rules" if name.startswith(RULES) else name.removesuffix(".yaml")
        node, problems = read_document(data, shown(directory, name).file)
        report.extend(problems)
        if node is None:
            unread.update(DECLARES[kind])
        else:
            documents[name] = node
            kept += check(node, kind, report)
    head, words = documents.get("kb.yaml"), None
    if head is not None:
        words = read_words(head, report)
    if head is None or words is None:
        return None
    names = Names(report, words, unread=unread)
    if "vocabulary.yaml" in documents:
        read_attributes(documents["vocabulary.yaml"], names)
    if "parameters.yaml" in documents:
        read_parameters(documents["parameters.yaml"], names)
    sources = read_sources(documents["sources.yaml"], names) if "sources.yaml" in documents else {}
    for name, document in documents.items():
        if name.startswith(RULES):
            read_rules(document, names)
    check_overrides(names)
    vocabulary = documents.get("vocabulary.yaml")
    constraints = () if vocabulary is None else read_constraints(vocabulary, names)
    heading = read_heading(head, names)
    goals = read_goals(head, names)
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
        constraints=constraints,
        parameters=names.parameters,
        sources=sources,
        claims=names.claims,
        components=order,
        directory=directory,
        files=dict(files),
    )
    return replace(kb, digest=knowledge_digest(kb))
