"""advisor kb test: do its cases come out as they should, and what do they exercise?"""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, Named, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb test",
        "advisor kb test -v --kb examples/rooms/kb",
        "advisor kb test kb/cases --strict",
        "advisor kb test --mutate --rule FIT-01 --rule NOTE-01",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Named())
@knowledge_option
@click.option("--strict", is_flag=True, help="Exit with 1 also where the cases leave anything unexercised.")
@click.option("--mutate", is_flag=True, help="Change the rules in small ways, and see what no case notices.")
@click.option(
    "--generate",
    "folder",
    metavar="DIR",
    type=Named(file_okay=False),
    help="With --mutate: write the fewest further cases found that would notice the rest into a new folder.",
)
@click.option(
    "--rule",
    "rules",
    metavar="ID",
    multiple=True,
    help="With --mutate: change this rule only; may be repeated.",
)
@output_options("text", "json", amount="v")
def command(
    paths: tuple[str, ...],
    knowledge: Chosen,
    strict: bool,
    mutate: bool,
    folder: str | None,
    rules: tuple[str, ...],
    output: Output,
) -> int:
    """Run cases, and compare each answer with what the case says under `expect:`.

    PATH is a case file or a folder of them; without it they are the knowledge base's own, in cases/, or with
    --pack those of the pack, which then are about its own rules.
    Cases that fail come first, then what all of them exercise: the rules that fired, the claims that
    were carried, the verdicts that were reached, the presumptions used and silenced, the overrides that
    happened. With -v also the cases of every rule. Where a PATH is named, what those cases exercise is
    only counted, unless -v or --strict asks for more.

    With --mutate it tells what the cases would notice: each rule is changed in one small place at a time
    (a condition dropped or turned round; a threshold, value, connective, consequent, override or
    presumption changed), and a change that no case notices survives. It is told with a small case that
    would notice it. Changes that no case at all could notice are found by solving, and do not count.
    Beside the score stands how many tests of conditions the cases show to decide alone (MC/DC).
    What --generate proposes is for a person to confirm.

    Exits with 1 where a case fails, cannot be read or expects nothing, or where a change survives.
    """
    from engine.commands.mutating import agree, known, mutated
    from engine.commands.reading import load_kb
    from engine.render.workbench import casetests as view
    from engine.workbench.casetests import case_files, own_cases, run
    from engine.workbench.coverage import cover

    agree(strict, mutate, folder, rules)
    kb = load_kb(knowledge)
    known(kb, rules)
    outcomes = run(kb, case_files(paths) if paths else own_cases(kb))
    if mutate:
        own = tuple(rule.id for rule in kb.rules.values() if rule.pack)
        return mutated(kb, outcomes, rules or own, folder, output)
    coverage = cover(kb, outcomes)
    if output.format == "json":
        output.write(view.as_json(kb, outcomes, coverage))
    else:
        brief = bool(paths) and not strict
        output.write(view.text(kb, outcomes, coverage, output.paper(), output.verbose, brief))
    failed = not all(outcome.passed for outcome in outcomes)
    return Exit.FINDINGS if failed or (strict and not coverage.complete) else Exit.ANSWERED
