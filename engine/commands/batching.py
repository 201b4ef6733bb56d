"""What `batch` does once its options are read: files staged, the engine at hand, the counts told."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING

import click

from engine.commands.batch_files import Wanted, check, form_of, pour, refusing, rejects_of
from engine.commands.batch_record import Done, Recording
from engine.commands.group import tell
from engine.commands.output import STDOUT
from engine.commands.reading import Chosen, default_knowledge, read_bytes, there
from engine.commands.recording import check_actor
from engine.commands.writing import is_stream
from engine.errors import CaseError, Exit, Problem, UsageError
from engine.signals import ended_by

if TYPE_CHECKING:
    from engine.audit.receipt import Receipt
    from engine.inference.infer import Inference
    from engine.knowledge.model import KnowledgeBase
    from engine.portfolio.batch import Counts
    from engine.portfolio.readers import Portfolio
    from engine.portfolio.rejects import Read
    from engine.portfolio.tally import Tally

LIBRARIES = ("numpy", "pyarrow", "python_calamine", "xlsxwriter")


def need_libraries() -> None:
    """Raises UsageError where the libraries of columns are not installed."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        what = f"a portfolio needs libraries that are not installed: {', '.join(missing)}"
        raise UsageError(Problem("extra", what, None, "pip install '.[batch]' in the folder of this project"))


def run(wanted: Wanted, chosen: Chosen) -> int:
    """Answer the portfolio, and the exit code. Raises all kinds of AdvisorError."""
    form = wanted.form or form_of(wanted.file)
    rejects = wanted.rejects if wanted.rejects else rejects_of(wanted)
    check(wanted, form, rejects, chosen.directory or default_knowledge())
    check_actor(wanted.actor, wanted.log)
    for name in wanted.tables:
        if name != STDOUT:
            there(name)
    from engine.commands.considering import engine_ready
    from engine.portfolio.batch import Counts

    counts, finishing = Counts(), list[bool]()
    with ended_by(signal.SIGTERM, signal.SIGHUP), engine_ready(chosen) as (kb, inference):
        try:
            verified, tally, receipt = _answered(wanted, form, rejects, kb, inference, counts, finishing)
        except CaseError as error:
            tell(error)
            click.echo(f"{_stopped(counts)}; nothing is written", err=True)
            return error.exit
        except KeyboardInterrupt:
            if not finishing:
                click.echo(f"interrupted after {_rows(counts.read)}; nothing is written", err=True)
            return Exit.INTERRUPTED
    told(counts, verified, wanted.seed, kb.digest, rejects)
    failing = tell_unwanted({word: tally.having(word) for word in wanted.unwanted})
    if receipt is not None:
        click.echo(str(receipt), err=True)
    if failing:
        return Exit.UNWANTED
    return Exit.FINDINGS if counts.rejected else Exit.ANSWERED


def _stopped(counts: Counts) -> str:
    """How far a batch came that a wrong row ended, or a wrong table."""
    if counts.rejected:
        return f"stopped: {counts.rejected} of the {counts.read} rows read so far are wrong"
    return f"stopped after {_rows(counts.read)}" if counts.read else "stopped"


def _rows(count: int) -> str:
    from engine.render.phrases import counted

    return counted(count, "row")


def tell_unwanted(found: dict[str, int]) -> bool:
    """Say on standard error how many verdicts there are of each kind that makes the command fail, if any."""
    for word, count in found.items():
        if count:
            verdicts = "1 verdict is" if count == 1 else f"{count} verdicts are"
            click.echo(f"--fail-on: {verdicts} {'in ' * (word == 'conflict')}{word}", err=True)
    return any(found.values())


def _answered(
    wanted: Wanted,
    form: str,
    rejects: str | None,
    kb: KnowledgeBase,
    inference: Inference,
    counts: Counts,
    finishing: list[bool],
) -> tuple[int, Tally, Receipt | None]:
    """How many rows were verified, the counts of all verdicts, and the receipt; all files are written then.

    `finishing` gets an item when files begin to get their names.
    """
    with ExitStack() as closing:
        from engine import __version__
        from engine.audit.batch import Forms
        from engine.commands.considering import today
        from engine.commands.progress import advancing
        from engine.portfolio.answering import answering, expecting
        from engine.portfolio.answers import schema
        from engine.portfolio.batch import Run
        from engine.portfolio.layout import Layout
        from engine.portfolio.page import page
        from engine.portfolio.readers import kind_of, open_portfolio
        from engine.portfolio.renames import read_renames
        from engine.portfolio.rooted import Rooted
        from engine.portfolio.sample import Sample
        from engine.portfolio.tally import Tally
        from engine.portfolio.writers.forms import writer
        from engine.portfolio.writers.staged import Staged, telling

        recording = closing.enter_context(Recording(wanted)) if wanted.log else None
        mapping = read_bytes(wanted.renames) if wanted.renames else b""
        names = read_renames(mapping, wanted.renames) if wanted.renames else None
        source = open_portfolio(
            kb, wanted.tables[0], (*wanted.tables, None)[1], names, wanted.kind, wanted.by
        )
        for remark in source.remarks:
            click.echo(str(remark), err=True)
        reads = source.reads()
        first = next(reads, None)
        layout = Layout(kb, _parts(wanted, source, first), __version__, wanted.exact)
        targets = (wanted.file, rejects, wanted.summary)
        streams = frozenset(name for name in targets if name and is_stream(name))
        staged = closing.enter_context(Staged(streams, pour))
        refused = staged.stage(rejects) if rejects else None
        answers = staged.stage(wanted.file)
        tally = Tally(layout, wanted.by or "")
        sample = Sample(wanted.size, wanted.seed, expecting(layout, inference.infer))
        columns = schema(layout)
        with (
            refusing(refused, rejects) as refuse,
            advancing() as show,
            writer(form, answers, columns, wanted.file) as out,
        ):
            rooted = Rooted(out, columns) if recording else None
            running = Run(
                layout,
                answering(layout, inference.infer, wanted.tables[0]),
                rooted or out,
                sample,
                tally,
                refuse,
                lambda counts, share: show(counts.read, share),
                counts,
            )
            running.over(chain([first] if first is not None else [], reads))
        if wanted.summary:
            with telling(wanted.summary), open(staged.stage(wanted.summary), "w", encoding="utf-8") as paper:
                paper.write(page(kb, wanted.tables, today(), counts, tally))
        finishing.append(True)
        if recording and rooted:
            forms = Forms(kind_of(wanted.tables[0], wanted.kind), form)
            done = Done(counts, sample.verified, rejects, tuple(columns.names), rooted.tree.root, forms)
            staged.commit(lambda: recording.commit(kb, done, mapping, answers, refused))
        else:
            staged.commit()
    return sample.verified, tally, recording.receipt if recording else None


def _parts(wanted: Wanted, source: Portfolio, first: Read | None) -> tuple[str, ...] | None:
    """The names of the parts where they are columns, and the same in all rows."""
    if len(wanted.tables) > 1 or not source.meanings:
        return None
    names = [slot.names for slot in first.chunk.slots] if first is not None else []
    return tuple(name for name in names if isinstance(name, str))


def told(counts: Counts, verified: int, seed: int, digest: str, rejects: str | None) -> None:
    """The last lines, on standard error."""
    sys.stdout.flush()
    where = f" (see {rejects})" if counts.rejected and rejects else ""
    said = f"read {counts.read}, answered {counts.answered}, rejected {counts.rejected}{where}"
    click.echo(said, err=True)
    if counts.reasons:
        each = ", ".join(f"{code} {count}" for code, count in counts.reasons.most_common())
        click.echo(f"problems of these rows: {each}", err=True)
    click.echo(f"verified {verified} (seed {seed})", err=True)
    click.echo(f"knowledge base {digest}", err=True)
