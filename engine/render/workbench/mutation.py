"""The mutation test for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.advice.supposing import settings
from engine.cases.model import Case
from engine.cases.written import write_case
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.wording import describe
from engine.render.escape import visible
from engine.render.packs import above, packs_lines
from engine.render.paint import Paper, wrap
from engine.render.phrases import counted
from engine.render.workbench.case_file import case_file
from engine.render.workbench.form import document, knowledge
from engine.render.workbench.lines import joined, labelled
from engine.workbench.mutation.decisive import Decided
from engine.workbench.mutation.further import Further
from engine.workbench.mutation.testing import Fate, Mutation, Tested
from engine.workbench.mutation.witness import Difference

MARGIN = 14
FATES: tuple[Fate, ...] = ("killed", "survived", "equivalent", "undecided")


def text(
    kb: KnowledgeBase,
    mutation: Mutation,
    decided: Sequence[Decided],
    further: Sequence[Further] | None,
    paper: Paper,
    verbose: bool,
) -> str:
    """For a person: what survives first, each with its witness, then the totals."""
    lines = above(packs_lines(kb, paper))
    for each in (*mutation.of("survived"), *mutation.of("undecided")):
        lines += [*_survivor(kb, each, paper), ""]
    if verbose:
        lines += _more(kb, mutation, decided, paper)
    lines += _totals(kb, mutation, decided, paper, verbose)
    if further is not None:
        lines += labelled(paper, "further", _proposed(mutation, further), MARGIN)
    return joined(lines)


def _proposed(mutation: Mutation, further: Sequence[Further]) -> str:
    left = len(mutation.of("survived")) - len({id for each in further for id in each.kills})
    if not further:
        return f"no case was found for {counted(left, 'survivor')}" if left else "none needed"
    rest = f"; none was found for {counted(left, 'survivor')}" if left else ""
    what = "the others" if left else "what survives"
    return f"{counted(len(further), 'further case')} would kill {what}{rest}"


def _survivor(kb: KnowledgeBase, each: Tested, paper: Paper) -> Iterator[str]:
    mutant = each.mutant
    yield f"{paper.paint('SURVIVES', 'bad')}  {visible(mutant.id)}  {visible(str(mutant.where))}"
    yield from _indented(labelled(paper, "changed", visible(mutant.change), 10))
    if each.witness is None:
        what = "no case notices it, and the solver gave up looking for one that would"
        yield from _indented(labelled(paper, "unclear", what, 10))
        return
    yield from _indented(labelled(paper, "seen in", _short(kb, each.witness.case), 10))
    for place, difference in enumerate(each.witness.differences):
        label = "" if place else "where"
        yield from _indented(labelled(paper, label, visible(_differs(difference)), 10))


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"    {line}" for line in lines)


def _differs(difference: Difference) -> str:
    name = difference.attribute + (f" of {difference.entity}" if difference.entity else "")
    before, after = (", ".join(side) or "nothing" for side in (difference.before, difference.after))
    return f"{name} is {before}, and with the change {after}"


def _short(kb: KnowledgeBase, case: Case) -> str:
    """The case on one line, as settings on a command line say it."""
    words: list[str] = []
    for fact in case.facts:
        prefix = f"{fact.entity}." if fact.entity else ""
        name = fact.attribute.removeprefix(f"{kb.words.singular}.") if fact.entity else fact.attribute
        words += settings(fact, f"{prefix}{name}")
    named = {fact.entity for fact in case.facts}
    words += [f"{part} (nothing known)" for part in case.parts or () if part not in named]
    return visible("; ".join(words)) or "a case of which nothing is known"


def _totals(
    kb: KnowledgeBase, mutation: Mutation, decided: Sequence[Decided], paper: Paper, verbose: bool
) -> Iterator[str]:
    fates = {fate: len(mutation.of(fate)) for fate in FATES}
    parts = f"0 to {counted(mutation.parts, kb.words.singular, kb.words.plural)}"
    told = [f"{fates['killed']} killed", f"{fates['survived']} survive"]
    told += [f"{fates['equivalent']} equivalent (in all cases of {parts})"] if fates["equivalent"] else []
    told += [f"{fates['undecided']} undecided"] if fates["undecided"] else []
    yield from labelled(paper, "mutants", f"{len(mutation.tested)}: {', '.join(told)}", MARGIN)
    yield from labelled(paper, "score", _score(mutation), MARGIN)
    both = sum(each.both for each in decided)
    where = "" if verbose or both == len(decided) else " (-v names the others)"
    what = f"{both} of {len(decided)} tests seen to decide alone both ways (masking MC/DC){where}"
    yield from labelled(paper, "conditions", what, MARGIN)


def _score(mutation: Mutation) -> str:
    killed, all_ = len(mutation.of("killed")), mutation.counted
    if not all_:
        return "nothing to kill"
    return f"{killed * 100 // all_} % ({killed} of {all_} that are not equivalent)"


def _more(kb: KnowledgeBase, mutation: Mutation, decided: Sequence[Decided], paper: Paper) -> Iterator[str]:
    equivalent = mutation.of("equivalent")
    if equivalent:
        yield "Equivalent: no case tells them from the knowledge base"
        for each in equivalent:
            row = labelled(paper, visible(each.mutant.id), visible(each.mutant.change), 24, "name")
            yield from _indented(row)
        yield ""
    if mutation.refused:
        yield "Not tried: their rules would depend on their own absence"
        yield from _indented(wrap(visible(", ".join(mutation.refused)), paper.width - 4))
        yield ""
    missing = [each for each in decided if not each.both]
    if missing:
        yield "Conditions that no case shows to decide alone"
        for test in missing:
            sides = [word for word, seen in (("holds", test.holding), ("fails", test.failing)) if not seen]
            what = f"where it {' or '.join(sides)}: {describe(test.test, kb)}"
            yield from _indented(
                labelled(paper, visible(f"{test.rule} {test.number}"), visible(what), 12, "name")
            )
        yield ""


def as_json(
    kb: KnowledgeBase, mutation: Mutation, decided: Sequence[Decided], further: Sequence[Further] | None
) -> str:
    """For a program."""
    killed, all_ = len(mutation.of("killed")), mutation.counted
    proposed = [{"kills": list(each.kills), "case": case_file(kb, each)} for each in further or ()]
    return document(
        "kb-mutation",
        knowledge=knowledge(kb),
        cases=list(mutation.files),
        parts=mutation.parts,
        score={
            **{fate: len(mutation.of(fate)) for fate in FATES},
            "counted": all_,
            "ratio": killed / all_ if all_ else None,
        },
        mutants=[_mutant(kb, each) for each in mutation.tested],
        refused=list(mutation.refused),
        conditions=[
            {
                "rule": each.rule,
                "number": each.number,
                "test": describe(each.test, kb),
                "holding": each.holding,
                "failing": each.failing,
            }
            for each in decided
        ],
        further=None if further is None else proposed,
    )


def _mutant(kb: KnowledgeBase, each: Tested) -> dict[str, Any]:
    mutant, witness = each.mutant, None
    if each.witness is not None:
        told = [
            {"entity": d.entity, "attribute": d.attribute, "before": list(d.before), "after": list(d.after)}
            for d in each.witness.differences
        ]
        witness = {"case": write_case(kb, each.witness.case), "differences": told}
    return {
        "id": mutant.id,
        "rule": mutant.rule,
        "file": mutant.where.file,
        "line": mutant.where.line,
        "change": mutant.change,
        "fate": each.fate,
        "killed_by": each.by or None,
        "witness": witness,
    }
