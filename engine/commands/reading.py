"""What a command works on: the knowledge base and the case, read as the user named them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.streams import read_stdin
from engine.errors import CaseError, Problem, UsageError, reason
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.cases.model import Case
    from engine.knowledge.model import KnowledgeBase

MOST_BYTES = 4 * 1024 * 1024 + 1
"""One more than a case may have: enough for its reader to see that it is too big."""
TABLES = ("csv", "jsonl", "ndjson", "xlsx", "parquet", "pq")
CASES = ("yaml", "yml", "json")
"""Endings of names: of portfolios, and of cases."""


def default_knowledge() -> str:
    """The knowledge base that comes with the program, named from the current folder where it lies inside."""
    here = Path(__file__).resolve().parents[2] / "kb"
    try:
        return str(here.relative_to(Path.cwd().resolve()))
    except (ValueError, OSError):
        return str(here)


def files_of_knowledge(folder: str) -> list[str]:
    """The files of a knowledge base and of all its packs."""
    homes = [Path(folder), *Path(folder).glob("packs/*")]
    return [str(file) for home in homes for each in ("*.yaml", "*/*") for file in home.glob(each)]


@frozen
class Row:
    """One case of a portfolio: its key, and the files beside the table that it takes."""

    key: str
    parts: str | None = None
    renames: str | None = None
    kind: str | None = None
    """The form of the table, where the ending of its name does not tell it."""

    @property
    def options(self) -> list[str]:
        """The options that name it, each ready to be copied."""
        from engine.render.escape import argument

        said = (("--row", self.key), ("--from", self.kind), ("--parts", self.parts), ("--map", self.renames))
        return [f"{option} {argument(value)}" for option, value in said if value is not None]


@frozen
class Chosen:
    """What the user asks by and about: a knowledge base (None: that of the program), packs of it, a row."""

    directory: str | None = None
    packs: tuple[str, ...] = ()
    row: Row | None = None
    """Which row of a portfolio is the case, where the case is one."""

    @property
    def options(self) -> list[str]:
        """The options that choose it, each ready to be copied."""
        from engine.render.escape import argument

        kb = [f"--kb {argument(self.directory)}"] if self.directory else []
        packs = [f"--pack {argument(pack)}" for pack in dict.fromkeys(self.packs)]
        return [*kb, *packs, *(self.row.options if self.row else ())]

    @property
    def without_row(self) -> Chosen:
        """The same knowledge base, about a case that is a file of its own."""
        return Chosen(self.directory, self.packs)


def load_kb(chosen: Chosen) -> KnowledgeBase:
    """The knowledge base that is wanted. Raises KnowledgeError."""
    from engine.knowledge.loader import load_knowledge

    return load_knowledge(chosen.directory or default_knowledge(), chosen.packs)


def load_case(kb: KnowledgeBase, file: str | None, settings: Sequence[str], row: Row | None = None) -> Case:
    """The case in the file ("-": standard input), or made of nothing but settings; or one row of a portfolio.

    Raises UsageError where there is neither or the file cannot be read, CaseError where it is wrong.
    """
    if row is not None:
        return _case_of_row(kb, file, settings, row)
    if file is None and not settings:
        problem = Problem("case", "there is no case", None, "name a file, - for standard input, or use --set")
        raise UsageError(problem)
    data = None if file is None else read_bytes(file)
    try:
        return case_of(kb, data, file, settings)
    except CaseError:
        if file is not None and file.rpartition(".")[2].lower() in TABLES:
            raise UsageError(_of_many(file)) from None
        raise


def _of_many(file: str) -> Problem:
    """The problem that the file has many cases, and nobody says which is meant."""
    from engine.render.escape import path_argument

    hint = f"--row KEY names one of its cases; advisor batch {path_argument(file)} answers all of them"
    return Problem("case", f"{file} is a portfolio, not a case", None, hint)


def _case_of_row(kb: KnowledgeBase, file: str | None, settings: Sequence[str], row: Row) -> Case:
    """The case of the row, with the settings on top."""
    from engine.cases.reader import with_settings
    from engine.commands.batching import need_libraries

    if file is None or file == "-":
        raise UsageError(Problem("row", "--row takes the file of a portfolio", None, "name one"))
    need_libraries()
    for name in filter(None, (file, row.parts)):
        there(name)
    if row.kind is None and file.rpartition(".")[2].lower() in CASES:
        what = f"{file} is a case, not a portfolio"
        raise UsageError(Problem("row", what, None, "leave out --row"))
    from engine.portfolio.readers import open_portfolio
    from engine.portfolio.renames import read_renames

    renames = read_renames(read_bytes(row.renames), row.renames) if row.renames else None
    with words_of(kb):
        case = open_portfolio(kb, file, row.parts, renames, row.kind).find(row.key)
        return with_settings(kb, case, settings) if settings else case


def case_of(kb: KnowledgeBase, data: bytes | None, file: str | None, settings: Sequence[str]) -> Case:
    """The case that these bytes of the file and the settings state together. Raises CaseError."""
    from engine.cases.reader import read_case

    with words_of(kb):
        return read_case(kb, data, file or "", tuple(settings))


@contextmanager
def words_of(kb: KnowledgeBase) -> Iterator[None]:
    """Within, a CaseError about nothing but unknown attributes also says which knowledge base was asked."""
    try:
        yield
    except CaseError as error:
        if any(problem.code != "case-attribute" for problem in error.problems):
            raise
        what = f"it was read with the words of the knowledge base {kb.name} ({kb.directory})"
        other = Problem("knowledge", what, None, "--kb names another one", "warning")
        raise CaseError((*error.problems, other)) from None


def read_bytes(file: str) -> bytes:
    """The bytes of the file, no more than anything may have. Raises UsageError where it cannot be read."""
    try:
        if file == "-":
            return read_stdin(MOST_BYTES)
        with open(file, "rb") as source:
            return source.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        what = f"cannot read {'standard input' if file == '-' else file}: {reason(error)}"
        raise UsageError(Problem("file", what, None, _near(file))) from None


def there(file: str) -> None:
    """Raises UsageError, with the nearest name, where there is no such file."""
    try:
        os.stat(file)
    except (OSError, ValueError) as error:
        raise UsageError(Problem("file", f"cannot read {file}: {reason(error)}", None, _near(file))) from None


def _near(file: str) -> str:
    """A hint: the file beside it with the most similar name."""
    from engine.knowledge.nearest import nearest

    folder, name = os.path.split(file)
    try:
        beside = sorted(entry.name for entry in os.scandir(folder or ".") if entry.is_file())
    except (OSError, ValueError):
        return ""
    found = nearest(name, beside)
    return f"did you mean {os.path.join(folder, found)}?" if found else ""
