"""Runs the cases of a knowledge base and says what became of each."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from engine.advice.apart import without_packs
from engine.advice.exact import exact
from engine.cases.model import Case
from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inquiry.answers import Outlook
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.files import near_path
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.packs import PACKS
from engine.workbench.expectations import Difference, compare

ENDINGS = (".yaml", ".yml", ".json")


@frozen
class Outcome:
    """What became of one case file. `case` and `derivation` are None where it could not be read."""

    file: str
    case: Case | None = None
    derivation: Derivation | None = None
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it was read, expects something, and was answered as expected."""
        return not self.differences and not self.problems


def cases_if_any(kb: KnowledgeBase) -> tuple[str, ...]:
    """The knowledge base's own case files, sorted; with packs, those of the packs; () for none."""
    return tuple(file for folder in _folders(kb) if folder.is_dir() for file in inside(folder))


def run_all(kb: KnowledgeBase) -> tuple[Outcome, ...]:
    """The outcomes of its own cases; with packs those of the knowledge base without them, then of the packs'.

    Raises what `run` raises.
    """
    if not kb.packs:
        return run(kb, cases_if_any(kb))
    base = without_packs(kb)
    return (*run(base, cases_if_any(base)), *run(kb, cases_if_any(kb)))


def own_cases(kb: KnowledgeBase) -> tuple[str, ...]:
    """The knowledge base's own case files, sorted; with a pack, those of the pack.

    Raises UsageError where there are none, and for several packs, whose cases each expect their own pack.
    """
    if len(kb.packs) > 1:
        hint = "name one pack, or case files"
        raise UsageError(Problem("packs", "the cases of a pack are for this pack alone", None, hint))
    files = cases_if_any(kb)
    if not files:
        owner = "pack" if kb.packs else "knowledge base"
        hint = "put some there, or name them on the command line"
        where = Where(str(_folders(kb)[0]))
        raise UsageError(Problem("no-cases", f"the {owner} has no cases of its own", where, hint))
    return files


def _folders(kb: KnowledgeBase) -> list[Path]:
    """The folders of its own cases."""
    homes = [Path(kb.directory, PACKS, pack.name) for pack in kb.packs] or [Path(kb.directory)]
    return [home / "cases" for home in homes]


def case_files(paths: Iterable[str]) -> tuple[str, ...]:
    """The case files that the paths name, folders opened (their own files only), sorted, each once.

    Raises UsageError for every path that is not there and every folder without case files.
    """
    found: set[str] = set()
    problems = []
    for path in paths:
        files = _named(path)
        if isinstance(files, Problem):
            problems.append(files)
        else:
            found.update(files)
    if problems:
        raise UsageError(problems)
    return tuple(sorted(found))


def _named(path: str) -> tuple[str, ...] | Problem:
    """The case files that the path names, or why it names none."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return Problem("no-such-file", "there is no such file or folder", Where(path), near_path(path))
    except (OSError, ValueError) as error:
        return Problem("unreadable", f"it cannot be read: {reason(error)}", Where(path))
    if stat.S_ISREG(mode):
        return (path,)
    if not stat.S_ISDIR(mode):
        return Problem("unreadable", "it is no regular file", Where(path))
    if files := inside(Path(path)):
        return files
    hint = f"case files end in {', '.join(ENDINGS)}"
    if (Path(path) / "cases").is_dir():
        hint = f"for the cases of this knowledge base: --kb {shlex.quote(path)}"
    return Problem("no-cases", "the folder holds no case files", Where(path), hint)


def inside(folder: Path) -> tuple[str, ...]:
    """The case files of a folder, sorted; none where it holds a knowledge base. Raises UsageError."""
    try:
        if (folder / "kb.yaml").is_file():
            return ()
        files = [
            file
            for file in folder.iterdir()
            if file.suffix in ENDINGS and (os.path.isfile(file) or not os.path.exists(file))
        ]  # a link that leads nowhere is a case that cannot be read
    except OSError as error:
        what = f"the folder cannot be read: {reason(error)}"
        raise UsageError(Problem("unreadable", what, Where(str(folder)))) from None
    return tuple(sorted(map(str, files)))


def run(kb: KnowledgeBase, files: Iterable[str]) -> tuple[Outcome, ...]:
    """The outcome of every case file, in the order given.

    A case that cannot be read is an outcome; an engine that fails, or whose answer is not certified,
    raises EngineError or CertificateError naming the case.
    """
    from engine.inference.infer import isolated

    outcomes = []
    with isolated(kb) as inference:
        for file in files:
            try:
                case = load(kb, file)
            except CaseError as error:
                outcomes.append(Outcome(file, problems=error.problems))
                continue
            derivation = inference.infer(case)
            outlooks = exact(kb, case, derivation, inference.infer) if _asks_verdicts(case) else ()
            outcomes.append(judge(kb, file, case, derivation, outlooks))
    return tuple(outcomes)


def _asks_verdicts(case: Case) -> bool:
    return case.expected is not None and bool(case.expected.verdicts or case.expected.status)


def load(kb: KnowledgeBase, file: str) -> Case:
    """The case in the file; CaseError for whatever keeps it from being read."""
    from engine.cases.reader import read_case

    try:
        with open(file, "rb") as source:
            data = source.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CaseError(Problem("unreadable", f"it cannot be read: {reason(error)}", Where(file))) from error
    return read_case(kb, data, file, ())


def judge(
    kb: KnowledgeBase, file: str, case: Case, derivation: Derivation, outlooks: Iterable[Outlook] = ()
) -> Outcome:
    """The case's outcome, given its answer and the exact status of its verdicts."""
    if case.expected is None:
        hint = "say what its answer must be, for example its verdicts"
        problem = Problem("no-expect", "the case has no `expect:`", Where(file), hint)
        return Outcome(file, case, derivation, problems=(problem,))
    told = replace(derivation, verdicts=exact_verdicts(derivation, outlooks))
    return Outcome(file, case, derivation, compare(case.expected, told))
