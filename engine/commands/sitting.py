"""An interview in progress: its session file, and the loop of question and answer."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from engine.commands import reading
from engine.commands.lines import Lines
from engine.commands.writing import is_stream, same_file, write_files
from engine.errors import Problem, UsageError
from engine.signals import undisturbed

if TYPE_CHECKING:
    from engine.advice.interview import Interview
    from engine.advice.interview_words import Ending, Prompt, Reply
    from engine.cases.session import Session
    from engine.knowledge.model import KnowledgeBase
    from engine.render.paint import Paper

End: TypeAlias = Literal["end", "stop", "quit"]
ENDING = "interview.yaml"
LONGEST = 60
"""So many characters of the name of a row stand in the name of the file."""


@dataclass
class Sitting:
    """The session file of an interview, and how it is told about."""

    file: str
    session: Session
    saved: bool
    """Whether the file is there."""
    content: bytes | None = None
    """What was last read from it, or written; None where it is not there yet."""

    def save(self, kb: KnowledgeBase, session: Session) -> None:
        """Replace the file as a whole. Raises UsageError where it cannot be written."""
        from engine.cases.session import write_session

        self.check()
        content = write_session(kb, session).encode()
        write_files({self.file: content})
        self.session, self.saved, self.content = session, True, content

    def check(self) -> None:
        """Raises UsageError where the file is not what this interview last read or wrote."""
        if _now(self.file) != self.content:
            what = f"{self.file} was changed by somebody else since the last answer"
            hint = f"the last answer is not in it; --session {self.file} goes on with what is there now"
            raise UsageError(Problem("session-changed", what, None, hint))


def _now(file: str) -> bytes | None:
    try:
        with open(file, "rb") as source:
            return source.read()
    except OSError:
        return None


def begin(
    kb: KnowledgeBase,
    case: str | None,
    settings: Sequence[str],
    session: str | None,
    row: reading.Row | None = None,
) -> Sitting:
    """The interview in the session file, or a new one about the case, which may be a row of a portfolio.

    Raises UsageError where a file that is there already would be lost, and what reading a case raises.
    """
    from engine.cases.reader import read_case
    from engine.cases.session import begun, read_session

    file = session or _name_for(case, row)
    if is_stream(file):
        raise UsageError(Problem("session", f"{file} cannot keep an interview", None, "name a file"))
    if session is not None and os.path.exists(session):
        if row is not None:
            what = f"{session} is there already, and a row of a portfolio begins a new interview"
            raise UsageError(Problem("session", what, None, "name another file; or leave out the row"))
        if case is not None and not same_file(case, session):
            what = f"{session} is an interview already, and {case} could say something else"
            raise UsageError(Problem("session", what, None, "leave out the case, or name another session"))
        data = reading.read_bytes(session)
        with reading.words_of(kb):
            known = read_session(kb, data, session, settings)
        if known is None:
            what = f"{session} is a case, and no interview"
            hint = "give it as CASE: answers are then kept in another file"
            raise UsageError(Problem("session", what, None, hint))
        return Sitting(file, known, True, data)
    if os.path.lexists(file):
        what = f"{file}, where the answers would be kept, is there already"
        raise UsageError(Problem("exists", what, None, f"--session {file} goes on with it, or name another"))
    folder = os.path.dirname(file) or "."
    if not os.access(folder, os.W_OK):
        raise UsageError(Problem("session", f"no file can be written in {folder}", None, "name another file"))
    if case is None and row is None:
        return Sitting(file, begun(read_case(kb, None, file, settings)), False)
    return Sitting(file, begun(reading.load_case(kb, case, settings, row)), False)


def hold(
    kb: KnowledgeBase, sitting: Sitting, interview: Interview, lines: Lines, paper: Paper, quiet: bool
) -> End:
    """Ask until nothing is left to ask, or who answers wants no more. Raises KeyboardInterrupt on Ctrl-C.

    Every answer is in the file before what follows from it is worked out.
    """
    from engine.advice.interview_words import Ending, Reply
    from engine.render.interview_text import paragraph, prompt_text, reply_text

    def tell(text: str) -> None:
        if text and not quiet:
            click.echo(text, nl=False, err=True)

    asked: Prompt | Ending | None = None
    while True:
        at: Prompt | Ending | Reply = interview.ask()
        if isinstance(at, Reply):
            reply = at
            sitting.save(kb, interview.session)
        else:
            if isinstance(at, Ending) and lines.all_read:
                tell("\n" + paragraph(at.why, paper))
                return "end"
            shown = prompt_text(at, paper, at == asked)
            asked = at
            line = lines.read("" if quiet and not lines.typed else shown)
            if line is None:
                if isinstance(at, Ending):
                    return "end"
                lines.missing(at.question)
                return "quit"
            with undisturbed():  # Ctrl-C and a closed terminal wait until the answer is written
                reply = interview.say(line)
                if reply.changed or reply.save:
                    sitting.save(kb, interview.session)
        if reply.moved or reply.rows:
            asked = None
        tell(reply_text(reply, paper))
        if reply.save:
            tell(paragraph(f"written to {sitting.file}", paper))
        if reply.problems:
            lines.refused(reply.problems)
        if reply.leave:
            lines.over()
            return reply.leave


def _name_for(case: str | None, row: reading.Row | None) -> str:
    """Where the answers to questions about this case go if nobody says.

    Raises UsageError where a row is called so that no file can be named after it.
    """
    if case is None or case == "-":
        return ENDING
    stem, _ = os.path.splitext(os.path.basename(case))
    if row is None:
        return f"{stem}.{ENDING}"
    key = "-".join(re.findall(r"\w+", row.key))[:LONGEST]
    if not key:
        raise UsageError(
            Problem("session", "no file can be named after this row", None, "name one: --session")
        )
    return f"{stem}.{key}.{ENDING}"
