"""Which of these cases come out differently under the new knowledge base than under the old."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Literal

from engine.advice.compare import VerdictChange, verdict_changes
from engine.advice.exact import exact
from engine.cases.model import Case
from engine.errors import CaseError, Problem
from engine.frozen import frozen
from engine.inference.derivation import Derivation, Verdict
from engine.inference.infer import Inference, isolated
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import load
from engine.workbench.diff_causes import Blame, Responsible

Outcome = Literal["same", "differs", "unreadable"]


@frozen
class CaseChange:
    """A verdict of the case, in value or status, that is another one."""

    verdict: VerdictChange
    responsible: Responsible


@frozen
class Compared:
    """What became of one case file. A case that only one of the two can read is no longer the same."""

    file: str
    name: str
    changes: tuple[CaseChange, ...] = ()
    old_problems: tuple[Problem, ...] = ()
    new_problems: tuple[Problem, ...] = ()
    """Why the one cannot read it."""

    @property
    def outcome(self) -> Outcome:
        """How it comes out."""
        if self.old_problems or self.new_problems:
            return "unreadable"
        return "differs" if self.changes else "same"


def compare_cases(
    old: KnowledgeBase,
    new: KnowledgeBase,
    files: Iterable[str],
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Compared, ...]:
    """What becomes of each file, in their order. Raises EngineError or CertificateError as inference does."""
    with ExitStack() as stack:
        engines = [(kb, stack.enter_context(isolated(kb))) for kb in (old, new)]
        blame = stack.enter_context(Blame(old, new))
        found = []
        for file in files:
            progress(file)
            found.append(_compared(file, engines, blame))
        return tuple(found)


def _compared(file: str, engines: list[tuple[KnowledgeBase, Inference]], blame: Blame) -> Compared:
    cases: list[Case] = []
    answers: list[tuple[Derivation, tuple[Verdict, ...]]] = []
    problems: list[tuple[Problem, ...]] = []
    for kb, inference in engines:
        try:
            case = load(kb, file)
            derivation = inference.infer(case)
            answers.append((derivation, _verdicts(kb, case, derivation, inference)))
            cases.append(case)
            problems.append(())
        except CaseError as error:
            problems.append(error.problems)
    name = cases[0].name if cases else ""
    if any(problems):
        return Compared(file, name, (), *problems)
    (first, before), (second, after) = answers

    def change(each: VerdictChange) -> CaseChange:
        def restored(kb: KnowledgeBase, engine: Inference, derivation: Derivation) -> bool:
            left = verdict_changes(before, _verdicts(kb, cases[1], derivation, engine))
            return (each.entity, each.attribute) not in {(one.entity, one.attribute) for one in left}

        return CaseChange(each, blame.of(each, first, second, cases[1], restored))

    return Compared(file, name, tuple(map(change, verdict_changes(before, after))))


def _verdicts(
    kb: KnowledgeBase, case: Case, derivation: Derivation, inference: Inference
) -> tuple[Verdict, ...]:
    """The verdicts with their exact status, as `recommend` gives them."""
    return exact_verdicts(derivation, exact(kb, case, derivation, inference.infer))
