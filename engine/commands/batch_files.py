"""The files of a batch: their forms, whether they go together, and how what is written gets there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from engine.commands.group import nobody_listens
from engine.commands.output import STDOUT
from engine.commands.reading import files_of_knowledge
from engine.commands.streams import Whole, to_stdout
from engine.commands.writing import descriptor_of, is_stdout, is_stream, same_file
from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.portfolio.kinds import ALSO, KINDS, STREAMED

if TYPE_CHECKING:
    from engine.portfolio.rejects import Reject

OTHER = {**ALSO, "json": "jsonl"}
"""Other endings for the same, of what is written."""
PIECE = 1 << 20


@frozen
class Wanted:
    """What the user said."""

    tables: tuple[str, ...]
    kind: str | None
    renames: str | None
    file: str
    form: str | None
    exact: bool
    size: int | None
    seed: int
    skip: bool
    rejects: str | None
    summary: str | None
    unwanted: tuple[str, ...]
    by: str | None = None
    log: str | None = None
    actor: str | None = None


def rejects_of(wanted: Wanted) -> str | None:
    """Where rejects go if nobody says."""
    return f"{wanted.file}.rejects.csv" if wanted.skip and not is_stream(wanted.file) else None


def form_of(file: str) -> str:
    """The form that the ending of the file's name means. Raises UsageError for none that is known."""
    if is_stream(file):
        return "csv"
    if ending := ending_of(file):
        return ending
    what = f"the ending of {file} tells no form"
    raise UsageError(Problem("form", what, None, f"--to {', '.join(KINDS)}"))


def ending_of(file: str) -> str:
    """The form that the ending of the name says; "" where it says none."""
    ending = file.rpartition(".")[2].lower() if "." in file else ""
    ending = OTHER.get(ending, ending)
    return ending if ending in KINDS else ""


def agree(file: str | None, form: str, what: str) -> None:
    """Raises UsageError where the name of a file says another form than is written there."""
    said = ending_of(file) if file and not is_stream(file) else ""
    if said and said != form:
        problem = Problem("form", f"{what} {form}, and the ending of {file} says {said}", None, "rename it")
        raise UsageError(problem)


def check(wanted: Wanted, form: str, rejects: str | None, kb: str) -> None:
    """Raises UsageError for what does not go together, and where a file that is read would be lost.

    `kb` is the folder of the knowledge base.
    """
    if is_stream(wanted.file) and form not in STREAMED:
        what = f"{form} cannot go to a stream"
        raise UsageError(Problem("form", what, None, "name a file with -o"))
    if len(wanted.tables) > 1 and same_file(*wanted.tables):
        what = f"both tables are {wanted.tables[0]}"
        raise UsageError(Problem("parts", what, None, "the second one has a part in each row"))
    if wanted.rejects and not wanted.skip:
        what = "--rejects is for --on-error skip"
        raise UsageError(Problem("rejects", what, None, "without it the first wrong row ends the batch"))
    if wanted.skip and rejects is None:
        what = "the answers go to a stream, and nobody says where rejects go"
        raise UsageError(Problem("rejects", what, None, "name a file with --rejects"))
    if wanted.by is not None and not wanted.summary:
        what = "--by is for the page of counts"
        raise UsageError(Problem("by", what, None, "--summary FILE"))
    agree(wanted.file, form, "the answers are")
    agree(wanted.rejects, "csv", "rejects are")
    agree(wanted.summary, "text", "the page of counts is")
    written = [name for name in (wanted.file, rejects, wanted.summary) if name]
    read = [name for name in (*wanted.tables, wanted.renames, wanted.log) if name and name != STDOUT]
    read += files_of_knowledge(kb)
    for place, target in enumerate(written):
        if any(same_file(target, name) for name in read):
            what = f"it would overwrite {target}, which the command itself uses"
            raise UsageError(Problem("output", what, None, "name another file"))
        if any(_one(target, other) for other in written[:place]):
            where = "standard output" if is_stdout(target) else target
            raise UsageError(Problem("output", f"two things would be written to {where}", None, "name two"))


def _one(target: str, other: str) -> bool:
    return same_file(target, other) or (is_stdout(target) and is_stdout(other))


@contextmanager
def refusing(path: str | None, file: str | None) -> Iterator[Callable[[Iterable[Reject]], None] | None]:
    """What writes rejects into the file of this path, which is whole at the end; None where there is none.

    `file` is what it shall be called. Raises UsageError where it cannot be written.
    """
    if path is None or file is None:
        yield None
        return
    from engine.portfolio.writers.csv import csv_line
    from engine.portfolio.writers.staged import telling

    with telling(file):
        out = open(path, "wb")  # noqa: SIM115  closed below, and told where that fails
    try:
        out.write(csv_line(["file", "row", "column", "reason", "text"]))

        def refuse(rejects: Iterable[Reject]) -> None:
            with telling(file):
                for each in rejects:
                    out.write(csv_line([each.file, str(each.row), each.column, each.reason, each.text]))

        yield refuse
    finally:
        with telling(file):
            out.close()


def pour(file: str, path: str) -> None:
    """Write what is in the file of this path to a stream, as far as somebody reads it."""
    with open(path, "rb") as source, suppress(BrokenPipeError):
        if is_stdout(file):
            try:
                while piece := source.read(PIECE):
                    to_stdout(piece)
            except BrokenPipeError:
                nobody_listens()
            return
        descriptor = descriptor_of(file)  # by name it would be opened anew, and lose its place
        with Whole(file if descriptor is None else descriptor, "wb", closefd=descriptor is None) as out:
            while piece := source.read(PIECE):
                out.write(piece)
