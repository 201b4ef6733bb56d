"""advisor audit show: a recorded decision, from its record alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from engine.commands.common import SETTINGS, Named, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.log import Log
    from engine.audit.record import Decision


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor audit show 1 --log audit.db",
        "advisor audit show 1 --log audit.db --explain",
        "advisor audit show 1 --log audit.db --format record",
        "advisor audit show 1 --log audit.db --files recorded-knowledge",
    ),
)
@click.argument("record", metavar="ID")
@log_option
@click.option(
    "--explain",
    "what",
    is_flag=False,
    flag_value="",
    metavar="[WHAT]",
    help="Show the chain of reasoning, as advisor explain does.",
)
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Unfold only N conclusions deep.")
@click.option("--all", "everything", is_flag=True, help="With --explain, also what is left out otherwise.")
@click.option(
    "--files",
    "folder",
    metavar="DIR",
    type=Named(file_okay=False),
    help="Instead write the recorded knowledge base into a new folder.",
)
@output_options("text", "json", "yaml", "markdown", "mermaid", "tree", "record", amount="v")
def command(
    record: str,
    log: str | None,
    what: str | None,
    depth: int | None,
    everything: bool,
    folder: str | None,
    output: Output,
) -> int:
    """Show a recorded decision as it was given, or with --explain why it was given.

    ID is the id of a record, the beginning of one, or its number.

    Everything comes from the record and the knowledge base recorded with it; today's files are not
    read. Text and Markdown say above the answer who recorded it and what people made of it since; the
    answer is that of advisor recommend, its receipt included. The format record is the record itself.
    Of an annotation it shows what was said of which decision; of a batch what was read, answered and
    rejected, and the commands that run it again.

    The places that an explanation cites are those of then; --files DIR writes these files into a folder
    that is new or empty, all or none, for reading and for advisor kb diff DIR kb.
    """
    from engine.audit import index
    from engine.audit.record import read
    from engine.audit.told import BATCH

    if what is None and (depth is not None or everything):
        problem = Problem("explain", "--depth and --all are about an explanation", None, "add --explain")
        raise UsageError(problem)
    with open_log(log) as opened:
        entry = opened.entry(record)
        if output.format == "record":
            from engine.render.escape import json_text

            output.write(json_text(entry) + "\n")
            return Exit.ANSWERED
        if folder is not None:
            return _write(opened, entry, folder, what)
        if entry["kind"] == "annotation":
            return _annotation(opened, entry, what, output)
        if entry["kind"] == BATCH:
            return _batch(opened, entry, what, output)
        decision = read(entry, opened.blob)
        notes = index.notes_on(opened, entry["id"])
        receipt = str(opened.receipt(entry["seq"], entry["seq"]))
    if what is None:
        view = _recommendation(decision, receipt, output)
    else:
        view = _explanation(decision, what or None, depth, everything, output)
    output.write(_heading(decision, notes, what is not None, output) + view)
    return Exit.ANSWERED


def _write(log: Log, entry: Mapping[str, Any], folder: str, what: str | None) -> int:
    """The recorded knowledge base as a folder; nothing else is shown."""
    from engine.audit import snapshot
    from engine.audit.files import fit_to_write
    from engine.audit.told import BATCH, DECISION
    from engine.commands.folders import write_folder
    from engine.render.escape import path_argument, visible

    if entry["kind"] not in (DECISION, BATCH):
        raise UsageError(_no_decision(entry, "--files"))
    if what is not None:
        raise UsageError(Problem("files", "--files and --explain exclude each other"))
    kb = snapshot.read(log.blob(entry["knowledge"]["snapshot"]))
    write_folder(folder, fit_to_write(kb))
    for problem in snapshot.reloaded(kb):
        click.echo(visible(str(problem)), err=True)
    click.echo(
        f"made {visible(folder)}: {visible(f'{kb.name} {kb.version}')} as recorded; ", err=True, nl=False
    )
    packs = "".join(f" --pack {pack.name}" for pack in kb.packs)
    click.echo(f"what changed since: advisor kb diff {path_argument(folder)} kb{visible(packs)}", err=True)
    return Exit.ANSWERED


def _annotation(log: Log, entry: Mapping[str, Any], what: str | None, output: Output) -> int:
    """What was said of a decision."""
    from engine.render import audit_note as view

    if what is not None:
        raise UsageError(_no_decision(entry, "--explain"))
    if output.format == "mermaid":
        raise UsageError(_no_decision(entry, "--format mermaid"))
    about = log.entry(entry["about"])
    receipt = str(log.receipt(entry["seq"], entry["seq"]))
    if output.format == "json":
        output.write(view.as_json(entry))
    elif output.format == "yaml":
        output.write(view.as_yaml(entry))
    elif output.format == "markdown":
        output.write(view.as_markdown(entry, about, receipt))
    else:
        output.write(view.as_text(entry, about, receipt, output.paper()))
    return Exit.ANSWERED


def _batch(log: Log, entry: Mapping[str, Any], what: str | None, output: Output) -> int:
    """What was read, answered and rejected at once."""
    from engine.audit import batch, index
    from engine.render import audit_batch as view

    if what is not None:
        raise UsageError(_no_decision(entry, "--explain"))
    if output.format == "mermaid":
        raise UsageError(_no_decision(entry, "--format mermaid"))
    batch.read(entry, log.blob)
    notes, commands = index.notes_on(log, entry["id"]), view.again(entry, log.path)
    receipt = str(log.receipt(entry["seq"], entry["seq"]))
    if output.format == "json":
        output.write(view.as_json(entry))
    elif output.format == "yaml":
        output.write(view.as_yaml(entry))
    elif output.format == "markdown":
        output.write(view.as_markdown(entry, notes, receipt, commands))
    else:
        output.write(view.as_text(entry, notes, receipt, commands, output.paper()))
    return Exit.ANSWERED


def _no_decision(entry: Mapping[str, Any], asked: str) -> Problem:
    from engine.audit.told import BATCH

    if entry["kind"] == BATCH:
        what = f"record {entry['id']} is a batch, {asked} is for decisions"
        return Problem("record", what, None, f"advisor audit show {entry['id']}")
    what = f"record {entry['id']} is an annotation, {asked} is for decisions"
    return Problem("record", what, None, f"advisor audit show {entry['about']} {asked}")


def _heading(decision: Decision, notes: tuple[dict[str, Any], ...], places: bool, output: Output) -> str:
    """Who recorded it and what people made of it, where the form has room for that."""
    from engine.render.audit_list import heading_markdown, heading_text

    if output.format == "markdown":
        return heading_markdown(decision.entry, notes, places)
    return heading_text(decision.entry, notes, places, output.paper()) if output.format == "text" else ""


def _recommendation(decision: Decision, receipt: str, output: Output) -> str:
    from engine.advice.advise import advise
    from engine.commands.views import recommendation_view

    case, derivation = decision.case, decision.derivation
    answer = advise(decision.kb, case, derivation, decision.outlooks, decision.entry["time"][:10])
    version = decision.entry["versions"]["advisor"]
    return recommendation_view(answer, case, derivation, decision.outlooks, output, (), receipt, version)


def _explanation(
    decision: Decision, what: str | None, depth: int | None, everything: bool, output: Output
) -> str:
    from engine.advice.explain import explain
    from engine.commands.views import explanation_view

    case = decision.case
    found = explain(decision.kb, case, decision.derivation, what, depth, everything, decision.outlooks)
    return explanation_view(found, case, output, decision.entry["versions"]["advisor"])
