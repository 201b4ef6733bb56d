"""advisor kb diff: do two knowledge bases decide differently, and what else do they say differently?"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from typing import TYPE_CHECKING

import click

from engine.commands.common import SETTINGS, Named, examples, output_options
from engine.commands.output import Output
from engine.errors import Exit

if TYPE_CHECKING:
    from engine.audit.replay import Replayed
    from engine.workbench.diff import Behaviour


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb diff examples/rooms/kb examples/rooms/kb",
        "advisor kb diff kb kb --cases examples/harbour-lane.yaml --format markdown",
    ),
)
@click.argument("old", metavar="OLD", type=Named())
@click.argument("new", metavar="NEW", type=Named())
@click.option(
    "--cases",
    "cases",
    metavar="PATH",
    multiple=True,
    type=Named(),
    help="Also say which of these cases, a file or a folder of them, come out differently; may be repeated.",
)
@click.option(
    "--log",
    "log",
    metavar="FILE",
    type=Named(),
    help="Also say which recorded decisions NEW would make differently than recorded; those of a knowledge "
    "base of another name are not compared.",
)
@click.option(
    "--parts",
    metavar="N",
    type=click.IntRange(0, 20),
    help="Search cases with up to N parts; without it 2, or as many as a condition counts.",
)
@click.option(
    "--witness", metavar="DIR", type=Named(file_okay=False), help="Write the example cases to a new folder."
)
@click.option(
    "--pack",
    "packs",
    metavar="NAME",
    multiple=True,
    help="Both with their pack of this name; may be repeated.",
)
@click.option("--old-pack", "old_packs", metavar="NAME", multiple=True, help="Only OLD with this pack of it.")
@click.option("--new-pack", "new_packs", metavar="NAME", multiple=True, help="Only NEW with this pack of it.")
@output_options("text", "json", "markdown", amount="v")
def command(
    old: str,
    new: str,
    packs: tuple[str, ...],
    old_packs: tuple[str, ...],
    new_packs: tuple[str, ...],
    cases: tuple[str, ...],
    log: str | None,
    parts: int | None,
    witness: str | None,
    output: Output,
) -> int:
    """Say whether two knowledge bases ever decide differently, and in what else they differ.

    OLD and NEW are folders, or REV:PATH for a folder in a git revision, such as HEAD~1:kb; nothing is
    checked out. All cases that both can read are searched, each input stated or unknown, with a bounded
    number of parts. Each kind of difference (the old verdict and the new one, as things stand) is shown
    with a case that states no more than it needs, which was inferred under both, and with what is
    responsible: each rule but for whose change the verdict would be the old one, or else all that may
    make the difference. Where no verdict differs, that is proved.

    What a pack changes in any case: advisor kb diff kb kb --new-pack NAME.

    Then what they say is compared: vocabulary, parameters, goals, rules, claims; -v shows every place.

    Exits with 1 where a verdict differs, of any case, of a case or decision that was named (there its status
    counts too) or of a goal that only one of them has, and where the solver gave up; else with 0.
    """
    from engine.commands.folders import write_folder
    from engine.render.workbench import diff as view
    from engine.workbench.casetests import case_files
    from engine.workbench.diff import compare
    from engine.workbench.diff_cases import compare_cases
    from engine.workbench.diff_words import wordings
    from engine.workbench.revisions import load_named

    bases = load_named(old, packs=(*packs, *old_packs)), load_named(new, packs=(*packs, *new_packs))
    files = case_files(cases) if cases else None
    progress = _progress if sys.stderr.isatty() else _silent
    try:
        found, entries = compare(*bases, parts, progress), wordings(*bases)
        compared = None if files is None else compare_cases(*bases, files, progress)
        decisions = None if log is None else _replayed(log, new)
    finally:
        progress("")
    if witness is not None and found.kinds:
        write_folder(witness, _files(found))
    if output.format == "json":
        from engine.render.workbench.diff_json import as_json

        output.write(as_json(bases, found, entries, compared, decisions))
    elif output.format == "markdown":
        from engine.render.workbench.diff_markdown import as_markdown

        output.write(as_markdown(bases, found, entries, compared, decisions, output.verbose))
    else:
        paper = output.paper()
        output.write(view.text(bases, found, entries, compared, decisions, paper, output.verbose))
    others = any(each.outcome != "same" for each in compared or ())
    same = found.same and not others and all(each.same or not each.compared for each in decisions or ())
    return Exit.ANSWERED if same else Exit.FINDINGS


def _replayed(log: str, new: str) -> list[Replayed]:
    """What NEW, with the packs of then, makes of every decision of the log, the oldest first."""
    from engine.audit.replay import Replayer
    from engine.commands.log_option import open_log
    from engine.workbench.revisions import load_named

    bases = cache(lambda packs: load_named(new, packs=packs))
    with open_log(log) as opened, Replayer(opened.blob, bases) as replayer:
        numbers = [seq for seq, body in opened.entries() if json.loads(body).get("kind") == "decision"]
        return [replayer.replay(opened.entry(str(seq))) for seq in numbers]


def _files(found: Behaviour) -> dict[str, bytes]:
    """The witnesses as files, numbered as they are shown."""
    files = {}
    for number, kind in enumerate(found.kinds, 1):
        said = f"{number:02}-{kind.attribute}-{kind.before}-{kind.after}"
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", said)[:100]
        before, after = kind.witness.before_file.encode(), kind.witness.after_file.encode()
        files.update(
            {f"{name}.yaml": before}
            if before == after
            else {f"{name}.old.yaml": before, f"{name}.new.yaml": after}
        )
    return files


def _progress(what: str) -> None:
    sys.stderr.write(f"\r\x1b[K{what[:70]}")
    sys.stderr.flush()


def _silent(_: str) -> None:
    """Nobody watches."""
