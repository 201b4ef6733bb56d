"""The one family of errors, with their parts as attributes, and the exit codes of the command."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from enum import IntEnum
from typing import Literal

from engine.frozen import frozen


class Exit(IntEnum):
    """What the process tells the shell. The whole list; nothing else is ever returned."""

    ANSWERED = 0
    FINDINGS = 1
    INVALID = 2
    UNWANTED = 3
    LOG_FAILED = 5
    INTERNAL = 70
    INTERRUPTED = 130


@frozen
class Where:
    """A place in a text the user gave us: file as the user named it, line and column from 1; 0 is none."""

    file: str
    line: int = 0
    col: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(each) for each in (self.line, self.col) if each)])

    def __lt__(self, other: Where) -> bool:
        return (self.file, self.line, self.col) < (other.file, other.line, other.col)


@frozen
class Problem:
    """One thing that is wrong (or, as a warning, worth knowing), and how to mend it."""

    code: str
    what: str
    where: Where | None = None
    hint: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f" (hint: {self.hint})" if self.hint else ""
        return f"{place}{self.severity}[{self.code}]: {self.what}{mend}"


class AdvisorError(Exception):
    """Anything the program tells the user instead of an answer; carries all problems at once."""

    exit = Exit.INTERNAL

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[AdvisorError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def reason(error: OSError | ValueError) -> str:
    """Why the system refused a file, as the end of a sentence; ValueError is what no file can be called."""
    if not isinstance(error, OSError):
        return "no such name"
    return "it is closed" if error.errno == errno.EBADF else (error.strerror or "it failed").lower()


def amiss(error: Exception) -> str:
    """What is amiss with data that is not of the form it should have, without the words of Python."""
    if isinstance(error, KeyError):
        return f"{error.args[0] if error.args else 'something'} is missing"
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if type(error) is ValueError:  # of our own making
        return str(error)
    return "it is no text" if isinstance(error, UnicodeError) else "a part of it is of another kind"


class KnowledgeError(AdvisorError):
    """The knowledge base cannot be used."""

    exit = Exit.INVALID


class CaseError(AdvisorError):
    """The case cannot be used."""

    exit = Exit.INVALID


class UsageError(AdvisorError):
    """The command line asks for something that is not there."""

    exit = Exit.INVALID


class AuditError(AdvisorError):
    """The audit log cannot be written, or is not what it should be: no record, no answer."""

    exit = Exit.LOG_FAILED


class EngineError(AdvisorError):
    """The rule engine failed, died or was silent: there is no answer."""


class CertificateError(AdvisorError):
    """The proof checker did not accept a derivation: there is no answer."""
