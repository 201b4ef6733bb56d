"""What stands below the verdicts: what was presumed, what is open, what to mind, and what the words mean."""

from __future__ import annotations

from collections.abc import Sequence

from engine.advice.recommendation import Answer, Apart, Possibility, Presumed, Recommendation, Side, Unknown
from engine.advice.sentences import joined, tagged
from engine.cases.model import Fact
from engine.render import phrases
from engine.render.packs import packs_note
from engine.render.paint import Paper
from engine.render.rows import Row, set_rows

SHOWN_SUPPOSITIONS = 3
"""What takes more answers than this is only counted."""
SHOWN_POSSIBILITIES, FEW_MORE = 6, 2
"""So many of what verdicts could become are told, or these few more; the rest is counted."""
SHOWN_UNKNOWNS = 5
"""So many unknown facts are asked about; the rest is counted."""


def detail_rows(recommendation: Recommendation, verbose: bool) -> list[list[Row]]:
    """What packs change, what was presumed, what is open and what else to mind, a block each."""
    return [
        apart_rows(recommendation),
        _presumed_rows(recommendation, verbose),
        prospect_rows(recommendation, verbose),
        _open_rows(recommendation, verbose),
        _remark_rows(recommendation),
    ]


def title_notes(recommendation: Recommendation) -> list[str]:
    """What stands under the name of the case."""
    words = recommendation.knowledge.words
    notes = [f"note: {recommendation.note}"] if recommendation.note else []
    if not recommendation.listed and any(g.scope == "part" for g in recommendation.knowledge.goals):
        notes.append(f"no list of {words.plural} yet, so judged on none ({words.question})")
    return [*notes, *packs_note(recommendation.knowledge)]


def apart_rows(recommendation: Recommendation) -> list[Row]:
    """The verdicts that would be others without the packs: what would be said then, and what is said now."""
    main = recommendation.main.verdict
    rows: list[Row] = []
    for each in recommendation.without_packs:
        is_main = (each.entity, each.attribute) == (main.entity, main.attribute)
        who = "" if is_main else phrases.about(recommendation.knowledge, each.entity, each.attribute)
        rows.append(
            Row(
                "" if rows else "Without packs",
                f"{who}: {_side(each.alone)}" if who else _side(each.alone),
                more=(f"with them {_change(each)}",),
            )
        )
    if recommendation.knowledge.packs and recommendation.compared and not rows:
        rows.append(Row("Without packs", "every verdict is the same"))
    return rows


def _side(side: Side) -> str:
    if not side.word:
        return side.status
    because = f", because {tagged(side.because, side.pack)}" if side.because else ""
    return f"{side.word} ({side.status}){because}"


def _change(each: Apart) -> str:
    """What the packs make of it; where the verdict stays, only how sure it is."""
    if each.alone.value != each.together.value:
        return _side(each.together)
    return f"the same, and {each.together.status}"


def _presumed_rows(recommendation: Recommendation, verbose: bool) -> list[Row]:
    """One row a rule; the parts after the first are only named. What nothing can change only if verbose."""
    groups: dict[str, list[Presumed]] = {}
    for presumed in recommendation.presumed:
        if verbose or presumed.how == "assumed":
            groups.setdefault(presumed.rule, []).append(presumed)
    rows: list[Row] = []
    for rule, (first, *rest) in groups.items():
        also = f"; likewise {phrases.some_of(p.entity for p in rest)}" if rest else ""
        text = f"{first.sentence}: {first.because}{also}"
        rows.append(Row("" if rows else "Presumed", text, right=phrases.named(rule, first.pack)))
    return rows


def prospect_rows(recommendation: Recommendation, verbose: bool) -> list[Row]:
    """What each verdict that is not settled could become, and after which answers; long ones if verbose.

    Of verdicts that are undetermined the main one only, unless verbose. The shortest is always there, and
    what only verbose shows is counted.
    """
    every = phrases.in_every_case(recommendation.main)
    rows = [Row("Settled", every)] if every else []
    all_ = [
        (answer, possibility)
        for answer in recommendation.answers
        for possibility in answer.prospect.possibilities
        if possibility.value != answer.verdict.value
    ]
    told = [each for each in all_ if verbose or _told(recommendation, *each)]
    if not verbose and len(told) > SHOWN_POSSIBILITIES + FEW_MORE:
        told = sorted(told, key=lambda each: each[0] is not recommendation.main)[:SHOWN_POSSIBILITIES]
    if all_ and not told:
        told = [min(all_, key=lambda each: len(each[1].supposing))]
    said = [_possibility(recommendation, *each) for each in told]
    if left := len(all_) - len(told):
        said.append(f"({phrases.counted(left, 'further possibility', 'further possibilities')}: -v)")
    return rows + [Row("" if index else "Could become", text) for index, text in enumerate(said)]


def _told(recommendation: Recommendation, answer: Answer, possibility: Possibility) -> bool:
    """Whether the possibility is worth a line where there is not room for all."""
    judged = answer is recommendation.main or answer.verdict.value is not None
    return judged and len(possibility.supposing) <= SHOWN_SUPPOSITIONS


def _possibility(recommendation: Recommendation, answer: Answer, possibility: Possibility) -> str:
    about = ""
    if answer is not recommendation.main:
        about = phrases.about(recommendation.knowledge, answer.verdict.entity, answer.verdict.attribute)
    who, if_ = f"{about}: " if about else "", "if" if possibility.only else "for example if"
    return f"{who}{possibility.word}, {if_} {phrases.supposing(possibility.supposing)}"


def open_lines(unknowns: Sequence[Unknown], paper: Paper) -> list[str]:
    """The questions that one verdict waits for, under a heading."""
    rows = [Row("", _question(one, more)) for one, *more in _by_attribute(unknowns)]
    return [paper.paint(f"{phrases.COULD_CHANGE_IT}:", "dim"), *set_rows(paper, rows, 0)]


def _open_rows(recommendation: Recommendation, verbose: bool) -> list[Row]:
    """The questions whose answers could matter; the rest is counted."""
    shown = _by_attribute(recommendation.open)[: None if verbose else SHOWN_UNKNOWNS]
    rows = [Row("" if i else "Open", _question(first, rest)) for i, (first, *rest) in enumerate(shown)]
    left = len(recommendation.open) - sum(map(len, shown))
    counts = [f"{left} more could matter: -v lists them"] if left else []
    if recommendation.idle:
        unknown = phrases.counted(recommendation.idle, "other unknown fact" if rows else "unknown fact")
        counts.append(f"{unknown} cannot change any verdict")
    if not rows:
        return [Row("Open", f"nothing that matters: {counts[0]}")] if counts else []
    return [*rows, Row("", f"({'; '.join(counts)})")] if counts else rows


def _by_attribute(unknowns: Sequence[Unknown]) -> list[list[Unknown]]:
    """The same question of several parts together."""
    groups: dict[str, list[Unknown]] = {}
    for unknown in unknowns:
        groups.setdefault(unknown.attribute, []).append(unknown)
    return list(groups.values())


def _question(first: Unknown, rest: Sequence[Unknown]) -> str:
    also = f" (also {phrases.some_of(unknown.name for unknown in rest)})" if rest else ""
    return f"{first.name}: {tagged(first.question, first.pack)}{also}"


def _remark_rows(recommendation: Recommendation) -> list[Row]:
    rows = [
        Row("Contradiction", f"{clash.label}{_of(clash.entity)}: {joined(clash.values)} at once")
        for clash in recommendation.clashes
    ]
    for answer in recommendation.answers:
        if not answer.prospect.sound:
            who = answer.verdict.entity or tagged(answer.label, answer.pack)
            rows.append(Row("Contradiction", f"{who}: {phrases.UNSOUND}"))
    if any(answer.prospect.proof == "none" for answer in recommendation.answers):
        rows.append(Row("Mind", phrases.GAVE_UP))
    for each in recommendation.due:
        what = f"the {each.kind} {each.name} was to be reviewed by {each.review_by}, and this is {each.day}"
        rows.append(Row("Mind", what))
    rows += [Row("Not used", f"{_named(fact)}: no rule reads it") for fact in recommendation.unused]
    for problem in recommendation.remarks:
        at = f" ({phrases.place(problem.where)})" if problem.where else ""
        rows.append(Row("Mind", f"{problem.what}{at}" + (f"; {problem.hint}" if problem.hint else "")))
    return rows


def about_rows(recommendation: Recommendation) -> list[Row]:
    """What the status words mean, and which knowledge base this is."""
    kb = recommendation.knowledge
    found = {answer.verdict.status for answer in recommendation.answers}
    meanings = phrases.STATUS_MEANS.items()
    rows = [Row(status, meaning, name_style="dim") for status, meaning in meanings if status in found]
    about = f"{kb.title}, {kb.name} {kb.version}, reviewed {kb.reviewed}, in {kb.directory}"
    return [*rows, Row("Knowledge", about, name_style="dim", more=(phrases.digest_shown(kb.digest),))]


def knowledge_named(recommendation: Recommendation) -> str:
    """The knowledge base that answered, by its name and version."""
    kb = recommendation.knowledge
    return ", ".join((f"{kb.name} {kb.version}", *packs_note(kb)))


def _of(entity: str) -> str:
    return f" of {entity}" if entity else ""


def _named(fact: Fact) -> str:
    where = f" ({phrases.place(fact.origin.where)})" if fact.origin.where else ""
    return f"{fact.attribute}{_of(fact.entity)}{where}"
