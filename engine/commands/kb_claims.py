"""advisor kb claims: what the sources say, and which rules carry it."""

from __future__ import annotations

import click

from engine.commands import completion
from engine.commands.common import SETTINGS, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit, Problem, UsageError


@click.command(
    context_settings=SETTINGS,
    epilog=examples("advisor kb claims B1 B2", "advisor kb claims --kb examples/rooms/kb --format markdown"),
)
@click.argument("ids", nargs=-1, metavar="[CLAIM]...", shell_complete=completion.claims)
@knowledge_option
@output_options("text", "json", "markdown", "csv", amount="")
def command(ids: tuple[str, ...], knowledge: Chosen, output: Output) -> int:
    """List every claim, or those named: where it stands, what it says, and what carries it.

    A claim is carried by the rules and by the `otherwise` of goals that cite it; a claim of context only
    sets the scene, and says why.
    """
    from engine.commands.reading import load_kb
    from engine.knowledge.elsewhere import of_pack
    from engine.knowledge.nearest import did_you_mean, quoted
    from engine.render.workbench import claims as view

    kb = load_kb(knowledge)
    rules = {rule.lower(): rule for rule in kb.rules}
    called = {claim.lower(): claim for claim in kb.claims}
    problems = []
    for name in ids:
        if name in kb.claims or name.lower() in called:
            continue
        hint = of_pack(kb, name) or did_you_mean(name, kb.claims) or "advisor kb claims lists them"
        if name.lower() in rules:
            hint = f"it is a rule: advisor kb show {rules[name.lower()]}"
        problems.append(Problem("claim", f"no claim is called {quoted(name)}", None, hint))
    if problems:
        raise UsageError(problems)
    wanted = {name if name in kb.claims else called[name.lower()] for name in ids}
    claims = [claim for claim in kb.claims.values() if not ids or claim.id in wanted]
    if output.format == "text":
        output.write(view.text(kb, claims, output.paper()))
    else:
        forms = {"json": view.as_json, "markdown": view.as_markdown, "csv": view.as_csv}
        output.write(forms[output.format](kb, claims))
    return Exit.ANSWERED
