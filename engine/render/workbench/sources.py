"""Sources, and what was found where their claims say that their sentences stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.advice.sentences import tagged
from engine.knowledge.model import KnowledgeBase, Source
from engine.render.escape import visible
from engine.render.paint import Paper, columns, pad, wrap
from engine.render.phrases import counted
from engine.render.workbench.form import document, knowledge
from engine.render.workbench.lines import joined, labelled
from engine.workbench.sources import Located

MARGIN = 10


def text(kb: KnowledgeBase, paper: Paper) -> str:
    """Every source with its sections and the number of its claims."""
    lines = []
    for source in kb.sources.values():
        lines += labelled(
            paper, visible(source.id), visible(tagged(source.title, source.pack)), MARGIN, "name"
        )
        by = ", ".join(word for word in (source.author, source.published) if word)
        claims = sum(claim.source == source.id for claim in kb.claims.values())
        sections = ", ".join(name for name, _ in source.sections)
        for what in (by, source.url, counted(claims, "claim"), f"sections: {sections}" if sections else ""):
            if what:
                lines += labelled(paper, "", visible(what), MARGIN)
    return joined(lines)


def found_text(found: Sequence[Located], paper: Paper, show: bool, remark: str = "") -> str:
    """Every sentence with what was found, then the remark; with `show` what stands there, from the text
    of the user."""
    lines = []
    ids = max((columns(visible(at.claim)) for at in found), default=0)
    places = max((columns(visible(at.locator)) for at in found), default=0)
    for at in found:
        mark = paper.paint(at.finding, "good" if at.finding == "ok" else "bad")
        claim = paper.paint(pad(visible(at.claim), ids), "name")
        lines.append(f"{claim}  {pad(visible(at.locator), places)}  {mark}")
        if at.instead:
            lines.append(f"    its sentence stands at {visible(at.instead)}")
        if at.finding == "hash differs":
            lines += [f"    expected {at.expected}", f"    found    {at.actual}"]
        if show and at.sentence:
            lines += [f"    {line}" for line in wrap(visible(at.sentence), paper.width - 4)]
    wrong = sum(at.finding != "ok" for at in found)
    lines.append(f"{counted(len(found), 'sentence')}: {len(found) - wrong} in place, {wrong} not")
    if remark:
        lines += [paper.paint(line, "hint") for line in wrap(visible(remark), paper.width)]
    return joined(lines)


def remark(found: Sequence[Located], anywhere: int, file: str) -> str:
    """What is likely wrong, where no sentence is in its place; `anywhere` counts those in the text."""
    if not found or any(at.finding == "ok" for at in found):
        return ""
    if not anywhere:
        return f"hint: none of them stands anywhere in {file}: it is probably not the text of this source"
    return (
        f"hint: {anywhere} of them stand elsewhere in {file}: "
        "are its paragraphs parted by blank lines as the `sections` of the source count them?"
    )


def as_json(kb: KnowledgeBase, found: Iterable[Located] | None, show: bool, anywhere: int = 0) -> str:
    """For a program. Sentences of the text only with `show`; `anywhere` counts those that the text has."""
    data: dict[str, object] = {
        "knowledge": knowledge(kb),
        "sources": [source_data(source) for source in kb.sources.values()],
    }
    if found is not None:
        data["anywhere"] = anywhere
        data["sentences"] = [
            {
                "claim": at.claim,
                "locator": at.locator,
                "finding": at.finding,
                "expected": at.expected,
                "actual": at.actual,
                "instead": at.instead,
                **({"sentence": at.sentence} if show else {}),
            }
            for at in found
        ]
    return document("kb-sources", **data)


def source_data(source: Source) -> dict[str, object]:
    """One source in JSON's own types."""
    return {
        "id": source.id,
        "title": source.title,
        "author": source.author,
        "published": source.published,
        "url": source.url,
        "sections": {name: list(blocks) for name, blocks in source.sections},
    }
