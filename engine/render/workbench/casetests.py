"""The outcomes of a knowledge base's cases and what they cover: failing cases first, then the totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.knowledge.model import KnowledgeBase
from engine.render.escape import visible
from engine.render.packs import above, packs_lines
from engine.render.paint import Paper, columns
from engine.render.workbench.form import document, knowledge
from engine.render.workbench.lines import cases, joined, labelled
from engine.workbench.casetests import Outcome
from engine.workbench.coverage import Coverage, Files

MARGIN = 14


def text(
    kb: KnowledgeBase,
    outcomes: Sequence[Outcome],
    coverage: Coverage,
    paper: Paper,
    verbose: bool,
    brief: bool = False,
) -> str:
    """For a person; verbose adds every rule with the cases that fire it, brief only counts what they do."""
    lines = above(packs_lines(kb, paper))
    for outcome in outcomes:
        if not outcome.passed:
            name = f"  {visible(outcome.case.name)}" if outcome.case else ""
            lines.append(paper.paint("FAILED", "bad") + f"  {visible(outcome.file)}{name}")
            # Never wrapped: each is one line to search for, and its place one word to open.
            lines += [f"        {visible(str(what))}" for what in (*outcome.problems, *outcome.differences)]
    if not all(outcome.passed for outcome in outcomes):
        lines.append("")
    if verbose:
        lines += [*by_rule(coverage, paper), ""]
    if brief and not verbose:
        return joined([*lines, *counts(outcomes, coverage, paper)])
    return joined([*lines, *totals(outcomes, coverage, paper)])


def by_rule(coverage: Coverage, paper: Paper) -> list[str]:
    """Every rule with the cases that fire it."""
    margin = 2 + max(map(columns, coverage.rules), default=0)
    lines = []
    for rule, files in coverage.rules.items():
        lines += labelled(paper, visible(rule), visible(cases(files)) or "no case", margin, "name")
    return lines


def counts(outcomes: Sequence[Outcome], coverage: Coverage, paper: Paper) -> list[str]:
    """Two lines: how the cases came out, and how much they exercise."""
    kinds = (("rules", coverage.rules), ("claims", coverage.claims), ("verdicts", coverage.verdicts))
    shares = (f"{sum(map(bool, files.values()))} of {len(files)} {kind}" for kind, files in kinds)
    rows = (("cases", results(outcomes)), ("exercised", f"{', '.join(shares)} (-v names them)"))
    return [line for label, what in rows for line in labelled(paper, label, what, MARGIN)]


def results(outcomes: Sequence[Outcome]) -> str:
    """How many cases passed, and how many failed."""
    passed = sum(outcome.passed for outcome in outcomes)
    failed = len(outcomes) - passed
    return f"{passed} passed, {failed} failed" if failed else f"{passed} passed"


def totals(outcomes: Sequence[Outcome], coverage: Coverage, paper: Paper) -> list[str]:
    """One line for each kind of thing that cases exercise, with what none does."""
    rows = [
        ("cases", results(outcomes)),
        ("rules", share(coverage.rules, "fired")),
        ("claims", share(coverage.claims, "carried")),
    ]
    for goal in dict.fromkeys(goal for goal, _ in coverage.verdicts):
        values = {value: files for (of, value), files in coverage.verdicts.items() if of == goal}
        rows.append(("verdicts", f"{goal}: {share(values, 'reached')}"))
    if coverage.used:
        rows.append(
            ("presumptions", f"{share(coverage.used, 'used')}; {share(coverage.silenced, 'silenced')}")
        )
    if coverage.overrides:
        pairs = {f"{winner} over {loser}": files for (winner, loser), files in coverage.overrides.items()}
        rows.append(("overrides", share(pairs, "happened")))
    lines = []
    for i, (label, what) in enumerate(rows):
        lines += labelled(paper, label if not i or rows[i - 1][0] != label else "", visible(what), MARGIN)
    return lines


def share(covered: Mapping[str, Files], done: str) -> str:
    """How many of them some case exercises, and the names of those that none does."""
    missing = [name for name, files in covered.items() if not files]
    never = f" (never: {', '.join(missing)})" if missing else ""
    return f"{len(covered) - len(missing)} of {len(covered)} {done}{never}"


def as_json(kb: KnowledgeBase, outcomes: Iterable[Outcome], coverage: Coverage) -> str:
    """For a program."""
    return document(
        "kb-test",
        knowledge=knowledge(kb),
        cases=[outcome_data(outcome) for outcome in outcomes],
        coverage={
            "complete": coverage.complete,
            "rules": lists(coverage.rules),
            "claims": lists(coverage.claims),
            "verdicts": [
                {"goal": goal, "value": value, "cases": list(files)}
                for (goal, value), files in coverage.verdicts.items()
            ],
            "presumptions": {
                rule: {"used": list(files), "silenced": list(coverage.silenced[rule])}
                for rule, files in coverage.used.items()
            },
            "overrides": [
                {"rule": winner, "over": loser, "cases": list(files)}
                for (winner, loser), files in coverage.overrides.items()
            ],
        },
    )


def lists(files: Mapping[str, Files]) -> dict[str, list[str]]:
    """The mapping in JSON's own types."""
    return {name: list(cases) for name, cases in files.items()}


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """One case in JSON's own types."""
    return {
        "file": outcome.file,
        "case": outcome.case.name if outcome.case else None,
        "passed": outcome.passed,
        "problems": [str(problem) for problem in outcome.problems],
        "differences": [
            {"about": difference.about, "expected": difference.expected, "got": difference.got}
            for difference in outcome.differences
        ],
    }
