"""What `batch` does once its options are read: files staged, the engine at hand, the counts told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from engine.commands.batch_files import Wanted, check, form_of, pour, refusing, rejects_of, terminated
from engine.commands.reading import Chosen, read_bytes
from engine.commands.writing import is_stream
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.cases.model import Case
    from engine.inference.infer import Inference
    from engine.portfolio.batch import Answer, Counts
    from engine.portfolio.layout import Layout
    from engine.portfolio.readers import Portfolio
    from engine.portfolio.rejects import Read

LIBRARIES = ("numpy", "pyarrow", "python_calamine", "xlsxwriter")


def need_libraries() -> None:
    """Raises UsageError where the libraries of columns are not installed."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        what = f"a portfolio needs libraries that are not installed: {', '.join(missing)}"
        raise UsageError(Problem("extra", what, None, "pip install 'outsourcing-advisor[batch]'"))


def run(wanted: Wanted, chosen: Chosen) -> int:
    """Answer the portfolio, and the exit code. Raises UsageError, CaseError, CertificateError."""
    form = wanted.form or form_of(wanted.file)
    rejects = wanted.rejects if wanted.rejects else rejects_of(wanted)
    check(wanted, form, rejects)
    from engine.commands.considering import engine_ready

    with terminated(), engine_ready(chosen) as (kb, inference), ExitStack() as closing:
        from engine import __version__
        from engine.commands.progress import advancing
        from engine.portfolio.answers import schema
        from engine.portfolio.batch import Run
        from engine.portfolio.layout import Layout
        from engine.portfolio.readers import open_portfolio
        from engine.portfolio.renames import read_renames
        from engine.portfolio.sample import Sample
        from engine.portfolio.tally import Tally
        from engine.portfolio.writers.forms import writer
        from engine.portfolio.writers.staged import Staged

        names = read_renames(read_bytes(wanted.renames), wanted.renames) if wanted.renames else None
        source = open_portfolio(kb, wanted.tables[0], (*wanted.tables, None)[1], names, wanted.kind)
        for remark in source.remarks:
            click.echo(str(remark), err=True)
        reads = source.reads()
        first = next(reads, None)
        layout = Layout(kb, _parts(wanted, source, first), __version__, wanted.exact)
        targets = (wanted.file, rejects, wanted.summary)
        streams = frozenset(name for name in targets if name and is_stream(name))
        staged = closing.enter_context(Staged(streams, pour))
        refuse = closing.enter_context(refusing(staged.stage(rejects))) if rejects else None
        tally = Tally(layout)
        sample = Sample(wanted.size, wanted.seed, _expecting(layout, inference))
        tell = closing.enter_context(advancing())
        with writer(form, staged.stage(wanted.file), schema(layout)) as out:
            answering = Run(
                layout,
                _answering(layout, inference, wanted.tables[0]),
                out,
                sample,
                tally,
                refuse,
                lambda counts, share: tell(counts.read, share),
            )
            counts = answering.over(chain([first] if first is not None else [], reads))
        if wanted.summary:
            with open(staged.stage(wanted.summary), "w", encoding="utf-8") as page:
                page.write(tally.text())
        staged.commit()
    _told(counts, sample.verified, wanted.seed, kb.digest, rejects)
    if tally.found().intersection(wanted.unwanted):
        return Exit.UNWANTED
    return Exit.FINDINGS if counts.rejected else Exit.ANSWERED


def _parts(wanted: Wanted, source: Portfolio, first: Read | None) -> tuple[str, ...] | None:
    """The names of the parts where they are columns, and the same in all rows."""
    if len(wanted.tables) > 1 or not source.meanings:
        return None
    names = [slot.names for slot in first.chunk.slots] if first is not None else []
    return tuple(name for name in names if isinstance(name, str))


def _answering(layout: Layout, inference: Inference, file: str) -> Answer:
    """How a chunk is answered."""
    from engine.advice.exact import exact
    from engine.inference.prepared import prepare
    from engine.portfolio.columnar import columnar
    from engine.portfolio.exactly import Exactly
    from engine.portfolio.refused import refused

    kb, ready = layout.kb, prepare(layout.kb)
    exactly = Exactly(layout, inference.infer, lambda case, found: exact(kb, case, found, inference.infer))

    def answer(read: Read) -> Any:
        answered = columnar(ready, read.chunk)
        if not layout.exact:
            return answered, ()
        answered, problems = exactly.answered(read, answered)
        return answered, tuple((place, refused(read, file, place, why)) for place, why in problems.items())

    return answer


def _expecting(layout: Layout, inference: Inference) -> Callable[[Case], dict[str, Any]]:
    """How what must be told of a case is found without columns."""
    from engine.advice.exact import exact
    from engine.portfolio.columnar import sets_of
    from engine.portfolio.expected import expected

    def expect(case: Case) -> dict[str, Any]:
        derivation = inference.infer(case)
        outlooks = exact(layout.kb, case, derivation, inference.infer) if layout.exact else ()
        return {**expected(layout, case, derivation, outlooks), **sets_of(layout.kb, derivation)}

    return expect


def _told(counts: Counts, verified: int, seed: int, digest: str, rejects: str | None) -> None:
    """The last lines, on standard error."""
    sys.stdout.flush()
    where = f" (see {rejects})" if counts.rejected and rejects else ""
    click.echo(f"read {counts.read}, answered {counts.answered}, rejected {counts.rejected}{where}", err=True)
    click.echo(f"verified {verified} (seed {seed})", err=True)
    click.echo(f"knowledge base {digest}", err=True)
