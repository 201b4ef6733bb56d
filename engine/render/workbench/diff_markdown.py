"""The diff of two knowledge bases as Markdown, for a comment on a change of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.audit.replay import Replayed
from engine.cases.words import about_words
from engine.inference.derivation import Verdict
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import code, markdown
from engine.render.workbench.diff import place_words
from engine.render.workbench.diff_lines import (
    because,
    case_count,
    example,
    log_count,
    notes,
    verdict_sentence,
    word_counts,
)
from engine.workbench.diff import Behaviour
from engine.workbench.diff_cases import Compared
from engine.workbench.diff_words import Entry


def as_markdown(
    bases: tuple[KnowledgeBase, KnowledgeBase],
    found: Behaviour,
    entries: Sequence[Entry],
    cases: Sequence[Compared] | None,
    decisions: Sequence[Replayed] | None,
    verbose: bool,
) -> str:
    """All of it as headings, tables and lists."""
    old, new = bases
    named = [f"{code(kb.directory)} ({markdown(f'{kb.name} {kb.version}')})" for kb in bases]
    blocks = [f"# Knowledge base: {markdown(new.title)}", f"From {named[0]} to {named[1]}."]
    blocks.append(markdown(verdict_sentence(found, old)))
    blocks += [markdown(note) for note in notes(found, old, new)]
    if found.kinds:
        rows = [
            (
                markdown(kind.attribute),
                markdown(kind.before),
                markdown(kind.after),
                markdown("; ".join((example(kind, old), *(told.sentence for told in kind.facts)))),
                markdown(because(kind.responsible)),
            )
            for kind in found.kinds
        ]
        blocks.append(_table(("goal", "old", "new", "for example", "because"), rows))
    blocks += _words(entries, verbose)
    if cases is not None:
        blocks += [
            f"## {markdown(case_count(cases))}",
            *_lines(line for each in cases for line in _case(each)),
        ]
    if decisions is not None:
        told = _lines(line for each in decisions for line in _decision(each))
        blocks += [f"## {markdown(log_count(decisions))}", *told]
    return "\n\n".join(blocks) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _words(entries: Sequence[Entry], verbose: bool) -> Iterator[str]:
    yield "## What they say"
    if not entries:
        yield "They say the same, word for word."
        return
    yield "\n".join(f"- {markdown(group)}: {markdown(told)}" for group, told in word_counts(entries))
    if verbose:
        lines = []
        for entry in entries:
            lines.append(f"- {markdown(entry.group)} {code(entry.name)} {entry.change}")
            lines += [f"  - {markdown(place_words(place))}" for place in entry.places]
        yield "\n".join(lines)


def _lines(lines: Iterator[str]) -> list[str]:
    found = "\n".join(lines)
    return [found] if found else []


def _case(each: Compared) -> Iterator[str]:
    if each.outcome == "same":
        return
    yield f"- {code(each.file)} {markdown(each.name)}".rstrip()
    for side, problems in (("OLD", each.old_problems), ("NEW", each.new_problems)):
        for problem in problems:
            yield f"  - {side}: {markdown(str(problem))}"
    for change in each.changes:
        verdict, why = change.verdict, because(change.responsible)
        yield _changed(verdict.entity, verdict.attribute, verdict.before, verdict.after, why)


def _decision(each: Replayed) -> Iterator[str]:
    if each.same:
        return
    yield f"- {code(str(each.entry['id']))} {markdown(str(each.entry['case']['name']))}"
    for problem in each.problems:
        yield f"  - {markdown(str(problem))}"
    for changed in each.changed:
        verdict = changed.verdict
        why = ", ".join(f"{rule} was {how}" for rule, how in changed.rules)
        yield _changed(verdict.entity, verdict.attribute, verdict.before, verdict.after, why)


def _changed(entity: str, attribute: str, before: Verdict | None, after: Verdict | None, why: str) -> str:
    said = f"{about_words(entity, attribute)}: {_verdict(before)} -> {_verdict(after)}"
    return f"  - {markdown(f'{said} ({why})' if why else said)}"


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not judged"
    return verdict.status if verdict.value is None else f"{verdict.value}, {verdict.status}"
