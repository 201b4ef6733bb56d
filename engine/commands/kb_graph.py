"""advisor kb graph: the knowledge base as a graph."""

from __future__ import annotations

import click

from engine.commands import completion
from engine.commands.common import SETTINGS, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb graph --format dot",
        "advisor kb graph --rule FIT-01 --depth 2",
        "advisor kb graph --kb examples/rooms/kb --goal house.plan",
    ),
)
@knowledge_option
@click.option(
    "--rule",
    "rules",
    metavar="ID",
    multiple=True,
    shell_complete=completion.rules,
    help="Show only what feeds this rule or is fed by it; may be repeated, and so may the next two.",
)
@click.option("--attribute", "attributes", metavar="NAME", multiple=True, help="The same of an attribute.")
@click.option("--goal", "goals", metavar="NAME", multiple=True, help="The same of a goal.")
@click.option(
    "--depth", metavar="N", type=click.IntRange(0), help="Go at most so many arrows away from what is named."
)
@output_options("mermaid", "dot", "json", amount="")
def command(
    knowledge: Chosen,
    rules: tuple[str, ...],
    attributes: tuple[str, ...],
    goals: tuple[str, ...],
    depth: int | None,
    output: Output,
) -> int:
    """Draw what is asked, what rules read and conclude, presume and override.

    Without a name it is all of the knowledge base, with a box for each file of rules. Arrows go from what is
    read to the rule, and from the rule to what it concludes. Mermaid is drawn by many sites and editors,
    dot by Graphviz.
    """
    from engine.commands.reading import load_kb
    from engine.render.workbench import graphs as view
    from engine.workbench.graph import around, chosen, graph

    if depth is not None and not (rules or attributes or goals):
        raise click.UsageError("--depth goes with --rule, --attribute or --goal.")
    kb = load_kb(knowledge)
    shown = graph(kb)
    if names := chosen(kb, rules, attributes, goals):
        shown = around(shown, names, depth)
    forms = {"mermaid": view.as_mermaid, "dot": view.as_dot, "json": view.as_json}
    output.write(forms[output.format](kb, shown))
    return Exit.ANSWERED
