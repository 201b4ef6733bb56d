"""The deep check: every family of findings, each witness confirmed, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.errors import EngineError, Problem
from engine.frozen import frozen
from engine.inquiry.confirm import Infer
from engine.inquiry.solver import CONFLICTS
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.warnings import check_warnings
from engine.workbench.deep import clashes, firing, gaps, names, spare
from engine.workbench.deep.finding import Finding
from engine.workbench.deep.looking import Looking, Tell
from engine.workbench.deep.space import Space


@frozen
class Report:
    """All that was found, plain warnings too; `parts`: cases of up to so many were looked at."""

    findings: tuple[Finding, ...]
    parts: int

    @property
    def warnings(self) -> int:
        """How many are more than notes."""
        return sum(finding.severity == "warning" for finding in self.findings)


def deep_check(
    kb: KnowledgeBase,
    infer: Infer,
    cases: tuple[str, ...] = (),
    tell: Tell = lambda what, done, total: None,
    conflicts: int = CONFLICTS,
) -> Report:
    """All findings about the knowledge base; `cases` are its own case files.

    Raises EngineError where the engine does not say of a witness what the solver found.
    """
    space = Space(kb, conflicts)
    found = [*map(_plain, check_warnings(kb)), *_families(Looking(space, tell), cases, infer)]
    for done, finding in enumerate(found):
        tell("cases that show findings", done, len(found))
        if finding.witness is not None and not finding.witness.shown_by(infer(finding.witness.case)):
            what = f"two solvers disagree about {finding.about}: one found {finding.code}, the other did not"
            raise EngineError(Problem("disagreement", what, finding.where, "please report it"))
    found.sort(key=lambda finding: (finding.where, finding.code, finding.what))
    return Report(tuple(found), space.most)


def _families(looking: Looking, cases: tuple[str, ...], infer: Infer) -> Iterator[Finding]:
    """In this order: later ones pass over what an earlier one has told."""
    yield from firing.rules(looking)
    yield from firing.overrides(looking)
    yield from clashes.clashes(looking)
    yield from clashes.holes(looking)
    yield from spare.attributes(looking)
    yield from spare.subsumed(looking)
    yield from spare.rules(looking)
    yield from spare.conditions(looking)
    yield from names.values(looking)
    yield from names.claims(looking)
    yield from gaps.gaps(looking)
    yield from gaps.untried(looking, cases, infer)


def _plain(problem: Problem) -> Finding:
    """A warning of the plain check as a finding."""
    assert problem.where is not None, "every warning is about something written"
    about = problem.what.rsplit(" ", 1)[-1]
    return Finding(problem.code, about, problem.what, problem.where, problem.hint, proof="read")


def witnesses(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The findings with a witness, by a name for its file: the code and what it is about."""
    named: dict[str, Finding] = {}
    for finding in findings:
        if finding.witness is None:
            continue
        base = name = f"{finding.code}-{finding.about}"
        count = 1
        while name.lower() in {other.lower() for other in named}:
            count += 1
            name = f"{base}-{count}"
        named[name] = finding
    return named
