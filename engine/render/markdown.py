"""The recommendation and the explanation as Markdown (GitHub's): no HTML, nothing untrusted is markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.advice.cited import all_cited
from engine.advice.explanation import Explanation, Topic
from engine.advice.recommendation import Answer, Recommendation
from engine.advice.sentences import tagged
from engine.inquiry.answers import NOT_APPLICABLE
from engine.render import phrases
from engine.render.details import about_rows, detail_rows, knowledge_named, title_notes
from engine.render.escape import code, markdown, visible
from engine.render.outline import Item, outlines
from engine.render.packs import packs_note
from engine.render.rows import Row
from engine.render.text import Hints, entry_lines, further_rows, part_rows, root_row


def recommendation_markdown(recommendation: Recommendation, hints: Hints = (), verbose: bool = False) -> str:
    """The whole answer as a document."""
    kb = recommendation.knowledge
    others = [a for a in recommendation.answers[1:] if a.verdict.status != NOT_APPLICABLE]
    blocks = [f"# {markdown(recommendation.case)}"]
    as_of = [f"as of {recommendation.as_of}"] if recommendation.as_of else []
    blocks += [markdown(note) for note in (*as_of, *title_notes(recommendation))]
    blocks.append(_headline(recommendation.main))
    if parts := part_rows(recommendation):
        head = [kb.words.singular, "verdict", "why", "status"]
        texts = ((row.name, row.lead, "; ".join((row.text, *row.more)), row.right) for row in parts)
        blocks.append(table(head, texts))
    blocks += _lists(further_rows(recommendation, verbose))
    blocks += [_paragraph(root_row(answer)) for answer in others if not answer.verdict.entity]
    for section in recommendation.main.sections:
        first, *more = entry_lines(section, False)
        blocks.append(_paragraph(Row(tagged(section.heading, section.pack), first, more=tuple(more))))
    for rows in detail_rows(recommendation, verbose):
        blocks += _lists(rows)
    blocks += [f"{markdown(label)}: {code(command)}" for label, command in hints]
    if verbose:
        blocks += _lists(about_rows(recommendation))
    else:
        blocks.append(f"Knowledge base: {markdown(knowledge_named(recommendation))}")
    return "\n\n".join(blocks) + "\n"


def explanation_markdown(explanation: Explanation, verbose: bool = False) -> str:
    """All topics as nested lists."""
    blocks: list[str] = []
    for topic in explanation.topics:
        blocks += [f"## {markdown(topic.heading)}", *_topic(topic)]
        blocks.append("\n".join(line for item in outlines(topic) for line in _item(item, 0)))
        if topic.answer is not None and topic.answer.missing:
            questions = (
                f"{code(u.name)}: {markdown(tagged(u.question, u.pack))}" for u in topic.answer.missing
            )
            blocks.append("\n".join((f"{phrases.COULD_CHANGE_IT}:", "", *(f"- {q}" for q in questions))))
    if claims := all_cited(explanation.topics):
        said = (f"- {code(claim.id)}: {markdown(phrases.claim(claim))}" for claim in claims)
        blocks.append("\n".join((f"{phrases.CLAIMS}:", "", *said)))
    blocks += [markdown(note) for note in packs_note(explanation.recommendation.knowledge)]
    if verbose:
        blocks += _lists(about_rows(explanation.recommendation))
    return "\n\n".join(blocks) + "\n"


def _topic(topic: Topic) -> list[str]:
    if topic.answer is not None:
        return [_headline(topic.answer)]
    if topic.rule is None:
        return []
    numbers = (markdown(number) for number in phrases.measures(topic.rule))
    said = [*numbers, code(phrases.cite(topic.rule)), f"when: {markdown(topic.condition)}"]
    return [*said, f"reading: {markdown(topic.rule.reading)}"] if topic.rule.reading else said


def _headline(answer: Answer) -> str:
    word = markdown((phrases.word(answer) or answer.verdict.status).upper())
    status = f" *({answer.verdict.status})*" if phrases.word(answer) else ""
    return f"**{word}**: {markdown(phrases.headline(answer))}{status}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that hold nothing but words."""
    lines = ["| " + " | ".join(markdown(cell) for cell in head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(map(markdown, row)) + " |" for row in rows]
    return "\n".join(lines)


def _paragraph(row: Row) -> str:
    text = "; ".join(markdown(text) for text in (row.text, *row.more))
    status = f" *({markdown(row.right)})*" if row.right else ""
    return f"**{markdown(row.name)}**: {text}{status}"


def _lists(rows: Iterable[Row]) -> list[str]:
    """Rows under the name of the first as a list each."""
    blocks: list[str] = []
    for row in rows:
        text = "; ".join(markdown(text) for text in (row.text, *row.more))
        right = f" ({code(row.right)})" if row.right else ""
        if row.name:
            blocks.append(f"**{markdown(row.name)}**\n")
        blocks[-1] += f"\n- {text}{right}"
    return blocks


def _item(item: Item, level: int) -> list[str]:
    room = "  " * level
    number = f"**{item.number}** " if item.number is not None else ""
    details = [_detail(detail) for detail in item.details]
    lines = [f"{room}- {number}{markdown(item.text)}" + ("  " if details else "")]
    for index, detail in enumerate(details):
        lines.append(f"{room}  {detail}" + ("  " if index < len(details) - 1 else ""))
    for child in item.children:
        lines += _item(child, level + 1)
    return lines


def _detail(detail: str) -> str:
    return code(detail) if detail.startswith("[") else markdown(visible(detail))
