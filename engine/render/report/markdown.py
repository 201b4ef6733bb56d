"""Reports as one Markdown document: the answer, the reasons, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.advice.reported import Reported, RuleTold
from engine.advice.sentences import joined
from engine.render import flip_text, phrases
from engine.render.escape import code, markdown
from engine.render.markdown import explanation_markdown, recommendation_markdown, table
from engine.render.report.method import method, verifying
from engine.render.report.summary import summary
from engine.render.report.view import CaseView, case_view


def reports_markdown(found: Sequence[Reported]) -> str:
    """All cases, one below the other; of several first what they come to."""
    if len(found) == 1:
        return _case(found[0])
    return "\n".join((_summary(found), *map(_case, found)))


def _summary(found: Sequence[Reported]) -> str:
    told = summary([case_view(reported, drawn=False) for reported in found])
    blocks = [f"# {phrases.counted(len(found), 'case')}"]
    for chart in told.charts:
        bars = ((bar.label, str(bar.count), str(bar.settled)) for bar in chart.bars)
        blocks += [f"**{markdown(chart.title)}**", table(("", chart.counted, "settled"), bars)]
    rows = ((line.name, line.head.word, line.head.status, line.head.sentence) for line in told.lines)
    blocks.append(table(("case", "verdict", "how sure", ""), rows))
    return "\n\n".join(blocks) + "\n"


def _case(reported: Reported) -> str:
    view = case_view(reported, drawn=False)
    answer = recommendation_markdown(reported.recommendation, verbose=True).rstrip("\n")
    reasons = explanation_markdown(reported.explanation).rstrip("\n").replace("\n## ", "\n### ")
    blocks = [answer, f"## Reasons\n\n#{reasons}", *_facts(view), *_flips(view), "## Rules that fired"]
    blocks += [_rule(told) for _, told in view.rules]
    return "\n\n".join((*blocks, *_sources(view), *_method(view), *_receipt(view))) + "\n"


def _facts(view: CaseView) -> Iterator[str]:
    yield "## Facts"
    rows = ((fact.says, fact.name, fact.where, fact.source, fact.note) for fact in view.facts)
    yield table(("fact", "name", "stated", "source", "note"), rows) if view.facts else "Nothing is stated."


def _flips(view: CaseView) -> Iterator[str]:
    flips = view.reported.flips
    if flips is None:
        return
    yield "## What would change the verdict"
    yield f"**{markdown(flips.about.label)}**: {markdown(flip_text.means(flips))}"
    lines = []
    for number, flip in enumerate(flips.flips, 1):
        changes = (f"{flip_text.ways(each)} (instead of: {each.before.sentence})" for each in flip.changes)
        ways = joined((*changes, *(answer.says for answer in flip.answers)))
        lines.append(f"{number}. **{markdown(flip_text.verdict_word(flip.word))}**, if {markdown(ways)}")
    if lines:
        yield "\n".join(lines)
    if others := flip_text.others(flips):
        yield markdown(others)


def _rule(told: RuleTold) -> str:
    rule = told.rule
    lines = [f"### {markdown(phrases.named(rule.id, rule.pack))}: {markdown(rule.title)}", ""]
    lines.append(f"- when {markdown(told.condition)}")
    for fired in told.fired:
        lines.append(f"- then {markdown(joined(fired.concludes))}, because {markdown(fired.because)}")
    lines += [f"- reading: {markdown(rule.reading)}"] if rule.reading else []
    lines += [f"- {markdown(measure)}" for measure in phrases.measures(rule)]
    return "\n".join((*lines, f"- {code(phrases.cite(rule))}"))


def _sources(view: CaseView) -> Iterator[str]:
    yield "## Sources"
    told = ((each.id, each.title, each.author, each.published, each.url) for each in view.sources)
    lines = (f"- {code(id)} {markdown(', '.join(filter(None, map(str, rest))))}" for id, *rest in told)
    yield "\n".join(lines) or "None."


def _method(view: CaseView) -> Iterator[str]:
    yield "## Method and limits"
    told = method(view.reported)
    yield "\n".join(f"- {f'**{term}**: ' if term else ''}{markdown(text)}" for term, text in told)


def _receipt(view: CaseView) -> Iterator[str]:
    told, kb = view.reported.told, view.reported.recommendation.knowledge
    yield "## To check it"
    rows = [("again", told.again), ("knowledge base", f"{kb.name} {kb.version}"), ("digest", kb.digest)]
    rows += [("pack", f"{pack.name} {pack.version}") for pack in kb.packs]
    rows += [("program", f"advisor {told.tool}"), ("answered on", told.day)]
    rows += [("by", told.actor)] if told.actor else []
    rows += [("receipt", told.receipt or "none: this answer is in no log")]
    rows += [("held to it by", verifying(told.receipt))] if told.receipt else []
    yield _pairs(rows)


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {code(said)}" for name, said in rows)
