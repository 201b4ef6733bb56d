"""Claims: where each stands, what it says in our words, and which rules carry it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from engine.advice.sentences import tagged
from engine.knowledge.model import Claim, KnowledgeBase
from engine.render.escape import cell, markdown, visible
from engine.render.paint import Paper, wrap
from engine.render.phrases import named
from engine.render.workbench.form import document, knowledge
from engine.render.workbench.lines import joined
from engine.workbench.links import carrying_goals, carrying_rules

COLUMNS: tuple[str, ...] = ("claim", "source", "locator", "says", "carried by", "context")


def carriers(kb: KnowledgeBase, claim: Claim) -> tuple[str, ...]:
    """The rules that cite it, then the goals whose `otherwise` does."""
    goals = (f"{goal.attribute} otherwise" for goal in carrying_goals(kb, claim.id))
    return (*carrying_rules(kb, claim.id), *goals)


def text(kb: KnowledgeBase, claims: Sequence[Claim], paper: Paper) -> str:
    """For a person: three lines a claim."""
    lines = []
    for claim in claims:
        head = paper.paint(visible(tagged(claim.id, claim.pack)), "name") + "  " + visible(place(claim))
        carried = ", ".join(_marked(kb, each) for each in carriers(kb, claim))
        why = f"carried by {carried}" if carried else f"context: {claim.context}"
        lines.append(head)
        if url(kb, claim):
            lines.append(f"    {visible(url(kb, claim))}")
        lines += [f"    {line}" for line in wrap(visible(claim.says), paper.width - 4)]
        lines += [paper.paint(f"    {line}", "dim") for line in wrap(visible(why), paper.width - 4)]
    return joined(lines)


def _marked(kb: KnowledgeBase, carrier: str) -> str:
    """The carrier with its pack, where it is a rule of one."""
    rule = kb.rules.get(carrier)
    return named(rule.id, rule.pack) if rule else carrier


def place(claim: Claim) -> str:
    """The source and the locators."""
    return f"{claim.source}: {claim.locator}" if claim.locator else claim.source


def rows(kb: KnowledgeBase, claims: Sequence[Claim]) -> list[tuple[str, ...]]:
    """The names of the columns, then one row a claim; a column of addresses only where there are any."""
    found = [COLUMNS]
    found += [(c.id, c.source, c.locator, c.says, ", ".join(carriers(kb, c)), c.context) for c in claims]
    if not any(source.url for source in kb.sources.values()):
        return found
    addresses = ["url", *(url(kb, claim) for claim in claims)]
    return [(*row, address) for row, address in zip(found, addresses, strict=True)]


def url(kb: KnowledgeBase, claim: Claim) -> str:
    """Where its source can be read; "" where that is not said."""
    return kb.sources[claim.source].url


def as_markdown(kb: KnowledgeBase, claims: Sequence[Claim]) -> str:
    """A table."""
    head, *body = rows(kb, claims)
    lines = [head, tuple("---" for _ in head), *(tuple(markdown(word) for word in row) for row in body)]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def as_csv(kb: KnowledgeBase, claims: Sequence[Claim]) -> str:
    """A table for a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([cell(word) for word in row] for row in rows(kb, claims))
    return out.getvalue()


def as_json(kb: KnowledgeBase, claims: Sequence[Claim]) -> str:
    """For a program."""
    return document(
        "kb-claims",
        knowledge=knowledge(kb),
        claims=[
            {
                "id": claim.id,
                "source": claim.source,
                "url": url(kb, claim),
                "sentences": [{"at": at, "sha256": sha} for at, sha in claim.sentences],
                "says": claim.says,
                "context": claim.context,
                "rules": list(carrying_rules(kb, claim.id)),
                "otherwise": [goal.attribute for goal in carrying_goals(kb, claim.id)],
            }
            for claim in claims
        ],
    )
