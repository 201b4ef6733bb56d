"""advisor kb check: is the knowledge base sound?"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from engine.commands.common import SETTINGS, Named, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit, KnowledgeError, Problem, UsageError

if TYPE_CHECKING:
    from engine.knowledge.model import KnowledgeBase
    from engine.workbench.deep.finding import Finding


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb check", "advisor kb check --format json", "advisor kb check --explain subsumed"
    ),
)
@knowledge_option
@click.option("--deep", is_flag=True, help="Look for what is wrong in any case, by solving.")
@click.option(
    "--witness",
    "folder",
    metavar="DIR",
    type=Named(file_okay=False),
    help="With --deep: write a case file for each finding that a case shows.",
)
@click.option(
    "--explain", "code", metavar="CODE", help="Say what a code means, why it matters, how to mend it."
)
@output_options("text", "json", "github", amount="")
def command(knowledge: Chosen, deep: bool, folder: str | None, code: str | None, output: Output) -> int:
    """Read the knowledge base strictly, and say all that is wrong with it at once.

    Without --pack it also reads each pack; with it the knowledge base with just these.

    With --deep also what goes wrong, or is of no use, in cases that nobody has written: conflicts, rules that
    never fire, what could be left out, gaps. It looks at all cases, each input stated or unknown, of as many
    parts as the last line says; try it with --kb examples/rooms/kb.

    Exits with 1 where there is anything to warn of, such as a parameter that nothing uses, and with 2 where
    it cannot be used; notes alone are 0. The form github is for the annotations of a workflow.
    """
    from engine.commands.reading import load_kb

    if code is not None:
        if deep or folder is not None or output.format == "github":
            raise click.UsageError("--explain goes with neither --deep, --witness nor --format github.")
        return _explain(code, output)
    if folder is not None and not deep:
        raise click.UsageError("--witness goes with --deep.")
    try:
        kb = load_kb(knowledge)
        packs = () if deep or knowledge.packs else _each_pack(kb, knowledge)
    except KnowledgeError as error:
        if output.format == "text":
            raise
        output.write(_render(None, error.problems, output.format))
        return error.exit
    if deep:
        return _deep(kb, folder, output, knowledge.options)
    from engine.knowledge.warnings import check_warnings

    findings = check_warnings(kb)
    for pack in packs:
        own = (problem for problem in check_warnings(pack) if _in_pack(pack, problem))
        findings = (*findings, *own)
    output.write(_render(kb, findings, output.format, packs))
    return Exit.FINDINGS if findings else Exit.ANSWERED


def _each_pack(kb: KnowledgeBase, chosen: Chosen) -> tuple[KnowledgeBase, ...]:
    """The knowledge base with each of its packs.

    Raises KnowledgeError with what is wrong with any of them, with all of them together, or with what can
    be no pack.
    """
    from pathlib import Path

    from engine.commands.reading import load_kb
    from engine.knowledge.packs import no_packs

    found: list[KnowledgeBase] = []
    problems = list(no_packs(Path(kb.directory), kb.directory))
    every = tuple(kb.shelf)
    for packs in (*((pack,) for pack in every), *([every] if len(every) > 1 else [])):
        try:
            with_them = load_kb(replace(chosen, packs=packs))
            found += [with_them] if len(packs) == 1 else []
        except KnowledgeError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise KnowledgeError(problems)
    return tuple(found)


def _in_pack(kb: KnowledgeBase, problem: Problem) -> bool:
    """Whether the problem stands in a file of the pack."""
    from engine.knowledge.files import shown
    from engine.knowledge.packs import PACKS

    return problem.where is not None and problem.where.file.startswith(shown(kb.directory, PACKS).file)


def _render(
    kb: KnowledgeBase | None,
    findings: tuple[Problem, ...],
    form: str,
    packs: tuple[KnowledgeBase, ...] = (),
) -> str:
    """The findings in the form that is wanted."""
    from engine.render.workbench import findings as view

    if form == "github":
        return view.github(findings)
    return view.text(kb, findings, packs) if kb and form == "text" else view.as_json(kb, findings)


def _deep(kb: KnowledgeBase, folder: str | None, output: Output, options: list[str]) -> int:
    """The deep check, its answer and its witnesses."""
    from engine.commands.progress import progress
    from engine.inference.infer import isolated
    from engine.render.workbench import deep_json, deep_text
    from engine.workbench.casetests import cases_if_any
    from engine.workbench.deep.check import deep_check

    with isolated(kb) as inference, progress() as tell:
        report = deep_check(kb, inference.infer, cases_if_any(kb), tell)
    files = {} if folder is None else _write(kb, report.findings, folder)
    if output.format == "text":
        output.write(deep_text.text(kb, report, files, options))
    elif output.format == "json":
        output.write(deep_json.as_json(kb, report, files))
    else:
        output.write(deep_json.github(kb, report))
    return Exit.FINDINGS if report.warnings else Exit.ANSWERED


def _write(kb: KnowledgeBase, findings: tuple[Finding, ...], folder: str) -> dict[str, Finding]:
    """The witnesses as files in the folder, which is made where it is not there, by name."""
    from engine.commands.writing import write_files
    from engine.errors import reason
    from engine.render.workbench.deep_json import case_text
    from engine.workbench.deep.check import witnesses

    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(Problem("output", f"cannot make {folder}: {reason(error)}")) from None
    files = {os.path.join(folder, f"{name}.yaml"): each for name, each in witnesses(findings).items()}
    write_files({file: case_text(kb, finding).encode() for file, finding in files.items()})
    return files


def _explain(code: str, output: Output) -> int:
    """What one code means."""
    from engine.knowledge.nearest import did_you_mean, quoted
    from engine.render.workbench import deep_json, deep_text
    from engine.workbench.deep.codes import codes

    known = codes()
    if code not in known:
        hint = did_you_mean(code, known) or f"one of {', '.join(sorted(known))}"
        raise UsageError(Problem("code", f"kb check has no code {quoted(code)}", None, hint))
    if output.format == "json":
        output.write(deep_json.explained_json(known[code]))
    else:
        output.write(deep_text.explained(known[code], output.paper()))
    return Exit.ANSWERED
