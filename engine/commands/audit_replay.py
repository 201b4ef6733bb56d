"""advisor audit replay: recorded decisions run again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from engine.commands.common import SETTINGS, Named, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.log import Log
    from engine.audit.replay import Replayed, Today
    from engine.workbench.changes import Change


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor audit replay 1 --log audit.db",
        "advisor audit replay --all --log audit.db",
        "advisor audit replay --all --log audit.db --kb kb",
    ),
)
@click.argument("record", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="Every decision of the log.")
@log_option
@click.option(
    "--kb",
    "knowledge",
    metavar="DIR",
    type=Named(file_okay=False),
    help="Judge by the knowledge base in this folder; without it by the one recorded.",
)
@output_options("text", "json", amount="")
def command(record: str | None, every: bool, log: str | None, knowledge: str | None, output: Output) -> int:
    """Run a recorded decision again, and say exactly what comes out otherwise.

    ID is the id of a record, the beginning of one, or its number.

    Without --kb a decision is judged by the knowledge base recorded with it, and its derivation must
    come out the same byte for byte; the recorded files must still load to the recorded knowledge base.

    With --kb it shows which verdicts would come out otherwise by that knowledge base, and the rules that
    make the difference: each one but for whose change the verdict would be the recorded one; where no
    single one would do, all that were added, removed or changed, feed the verdict, and fire otherwise.

    A decision by a knowledge base of another name is not compared with it, and counted apart. So is a
    batch, whose rows are not in its record: advisor audit show ID has the command that runs it again.

    It ends with 1 where anything differs or cannot be run again, or was not compared.
    """
    from engine.audit.replay import Replayer
    from engine.commands.reading import Chosen, load_kb
    from engine.render.audit_replay import replay_json, replay_text

    if every == (record is not None):
        what = "name one record or ask for --all" if record is None else "--all and an ID exclude each other"
        raise UsageError(Problem("record", what))
    folder = knowledge
    bases = cache(lambda packs: load_kb(Chosen(folder, packs)))
    today = None if folder is None else bases(())
    with open_log(log) as opened, Replayer(opened.blob, bases if today else None) as replayer:
        done = [replayer.replay(entry) for entry in _entries(opened, record)]
        since = "" if today is None or knowledge is None else _since(opened, done, bases, knowledge, output)
    if output.format == "json":
        output.write(replay_json(opened.id, today.digest if today else None, done))
    else:
        output.write(replay_text(done, today is not None, output.paper()) + since)
    return Exit.ANSWERED if all(each.same for each in done) else Exit.FINDINGS


def _since(log: Log, done: Sequence[Replayed], today: Today, folder: str, output: Output) -> str:
    """What the rules that make a difference say otherwise, once for each recorded knowledge base."""
    from engine.audit import snapshot
    from engine.audit.replay import packs_of
    from engine.render.audit_rules import since_text

    found: dict[str, tuple[int, dict[str, Change]]] = {}
    for each in done:
        for changed in each.changed:
            kept = found.setdefault(each.entry["knowledge"]["snapshot"], (each.entry["seq"], {}))
            kept[1].update(changed.rules)
    told = []
    for name, (seq, rules) in found.items():
        then = snapshot.read(log.blob(name))
        told.append(since_text(then, today(packs_of(then)), rules, (log.path, seq, folder), output.paper()))
    return "".join(told)


def _entries(log: Log, record: str | None) -> Iterator[dict[str, Any]]:
    """The decision or batch of this name, or every one of the log, the oldest first."""
    from engine.audit.told import BATCH, DECISION

    if record is not None:
        entry = log.entry(record)
        if entry.get("kind") not in (DECISION, BATCH):
            what = f"record {entry['id']} is no decision but an annotation"
            raise UsageError(Problem("record", what, None, f"replay {entry.get('about')}, which it is about"))
        yield entry
        return
    for seq, body in log.entries():
        if json.loads(body).get("kind") in (DECISION, BATCH):
            yield log.entry(str(seq))
